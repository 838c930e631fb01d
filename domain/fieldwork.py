"""What was planned, looked at and worked on outside: kept with its case, asked by its rules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

OUTFALL_LOOK = "outfall_look"
"""The list by which a look at an outfall is recorded: `raining`, `flowing`, `sewage`, `dye`, `sample`."""
VOLUNTEER_HOURS = "volunteer_hours"
"""The sheet by which hours of volunteers are signed a second time."""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """The plan in force: which units have a duty in it, from when until when, what was measured before and how."""

    units: frozenset[str]
    since: date
    until: date
    measured: bool = False
    method: str = ""


@dataclass(frozen=True, kw_only=True)
class Shift:
    """A time somebody was there: since when, until when, and who else signed for it; empty while nobody has."""

    person: str
    unit: str
    since: datetime
    until: datetime | None = None
    signed_by: str = ""
