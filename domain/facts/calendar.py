"""The calendar as a fact of the office: all that is needed to count by it, for ever."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from domain.facts.schema import PUBLIC, Fact


@dataclass(frozen=True, kw_only=True)
class Holiday:
    """A holiday with its whole span, weekend days inside it included."""

    name: str
    first: date
    last: date


@dataclass(frozen=True, kw_only=True)
class CalendarYear:
    """One year as its notice has it; `status` is official, or provisional while there is no notice."""

    year: int
    status: str
    source: str
    holidays: tuple[Holiday, ...]
    make_up_days: tuple[date, ...]


@dataclass(frozen=True, kw_only=True)
class Session:
    """From when to when an office is open, by its wall clock."""

    opens: str
    closes: str


@dataclass(frozen=True, kw_only=True)
class CalendarPublished(Fact):
    """日历发布: from now on deadlines are counted by these days; the version stands for this content for ever."""

    TOPIC = "calendar.published"
    calendar: Annotated[str, PUBLIC]
    timezone: Annotated[str, PUBLIC]
    office_hours: Annotated[tuple[Session, ...], PUBLIC]
    years: Annotated[tuple[CalendarYear, ...], PUBLIC]


FACTS: tuple[type[Fact], ...] = (CalendarPublished,)
