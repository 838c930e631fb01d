"""Parts of a case: co-units' work, contacts, orders, checklists, what only disputes have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal


@dataclass(frozen=True, kw_only=True)
class Assist:
    """A co-unit's part of the work."""

    unit: str
    due_at: datetime
    answered: bool = False


@dataclass(frozen=True, kw_only=True)
class Contact:
    """Somebody was reached, or was tried to be reached."""

    subject: str
    purpose: str
    reached: bool
    at: datetime
    by: str
    unit: str
    inside: bool | None = None
    """Whether somebody is trapped, as whoever was reached says."""


@dataclass(frozen=True, kw_only=True)
class Order:
    """The last order (责令改正) of the case. `result` is empty until rechecked, confirmed, missed or withdrawn."""

    order_no: str
    act: str
    served_at: datetime
    term_due_at: datetime
    result: str = ""
    party: str = ""


@dataclass(frozen=True, kw_only=True)
class Checklist:
    """A checklist that was filled in: which, of what, its answers, how far and long it took, when and by whom."""

    list: str
    version: int
    items: Mapping[str, str | int | bool]
    length: Decimal | None
    """Metres."""
    duration: int | None
    """Minutes."""
    at: datetime
    by: frozenset[str]
    object: str = ""
    dry_hours: int = 0
    """Hours since the last rain, where that was asked."""

    def says(self, item: str) -> bool:
        """Whether the answer is a plain yes."""
        return self.items.get(item) is True


@dataclass(frozen=True, kw_only=True)
class Mediation:
    """What only disputes have: wills, notices, meetings, agreement, ruling, performance."""

    wills: Mapping[str, str] = field(default_factory=dict)
    """Latest will by party: agreed, refused, or attended (came to a meeting without another word)."""
    notices: frozenset[str] = frozenset()
    """Parties who were served the notice of their rights."""
    meetings: int = 0
    agreement_parties: frozenset[str] = frozenset()
    due_on: tuple[date, ...] = ()
    promised_until: datetime | None = None
    """Set once a new date was agreed in place of a missed one."""
    ruling: str = ""
    performed: bool = False
    interested: frozenset[str] = frozenset()
    """Persons with kinship or interest, or whom a party objected to."""


NO_TALKS = Mediation()
"""Of a case that is no dispute."""
