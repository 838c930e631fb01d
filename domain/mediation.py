"""What a case holds of a dispute that is mediated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime


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
