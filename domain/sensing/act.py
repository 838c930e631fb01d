"""What an alarm asks for, and what people decided about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from domain.sensing.definition import ACTIVE

OPENED, AGAIN, CLEARED, RECOVERED = "opened", "again", "cleared", "recovered"
SUPPRESSED, FLAPPING, SILENT = "suppressed", "flapping", "silent"
ACTS = (OPENED, AGAIN, CLEARED, RECOVERED, SUPPRESSED, FLAPPING, SILENT)
"""A lead wanted; the live one joined; normal; normal for long enough; kept and not counted; flapping; no word."""
LIVE, IN_SHADOW, SNOOZED, KEPT = "live", "shadow", "snoozed", "kept"
ROUTES = (LIVE, IN_SHADOW, SNOOZED, KEPT)
"""Whether an act is carried out, or only noted: in shadow mode, while snoozed, or without a lead to note it on."""


@dataclass(frozen=True, kw_only=True)
class Act:
    """What a reading brought about. `nth` numbers the acts of an alarm from 1, `lead` its leads; both never repeat."""

    nth: int
    kind: str
    route: str
    lead: int
    at: datetime
    value: Decimal | None = None
    factor: str = ""
    limit: Decimal | None = None
    flag: str = ""
    mode: str = ""
    count: int = 0
    """How often the lead's alarm was raised so far; of a recovery, the seconds since it was normal."""
    sequence: int = 0


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What people decided about an alarm: its mode, until when it is snoozed, which of its leads ended."""

    mode: str = ACTIVE
    snoozed_until: datetime | None = None
    ended: int = 0
    """The lead that people ended, or that went by itself; 0 for none."""

    def snoozes(self, at: datetime) -> bool:
        """Whether it is snoozed at a moment."""
        return self.snoozed_until is not None and at < self.snoozed_until
