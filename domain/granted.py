"""What was asked of a second person about a case, and what was granted: kept with the case, asked by its rules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, kw_only=True)
class Request:
    """The one open request (申请) of a case. It ends with its clock: granted, refused or lapsed."""

    kind: str
    clock: str
    persons: frozenset[str]
    unit: str
    reason: str
    at: datetime
    asker: str = ""
    amount: int = 0
    """More time that is asked, in the clock's own unit."""
    until: date | None = None
    indicator: str = ""


@dataclass(frozen=True, kw_only=True)
class Extension:
    """Time that was added to a clock (延期), in which round, and who granted it."""

    clock: str
    round: int
    old_due_at: datetime
    new_due_at: datetime
    granted_by: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Suspension:
    """A time in which handling rested (挂账); `resumed_at` is None while it does."""

    ground: str
    until: date
    granted_by: str
    at: datetime
    resumed_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Exclusion:
    """Figures the case is left out of (剔除)."""

    ground: str
    indicators: tuple[str, ...]
    granted_by: str
    at: datetime
