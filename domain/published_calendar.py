"""A calendar between its file, the fact that published it, and the counting: each has everything the others have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from domain.calendar import OFFICE_HOURS, WorkCalendar
from domain.calendar_data import parse_calendar
from domain.codec import from_data, to_data
from domain.facts.calendar import CalendarPublished, CalendarYear, Session


@dataclass(frozen=True, kw_only=True)
class KnownCalendar:
    """A calendar that was published: its content, how to count by it, and the fact that says so."""

    published: CalendarPublished
    counted: WorkCalendar
    event_id: str
    position: int
    at: datetime

    @property
    def version(self) -> str:
        """The version due moments are stored with."""
        return self.counted.version


def fact_of(data: Mapping[str, Any], timezone: str) -> CalendarPublished:
    """The fact that publishes a parsed calendar file in an office's time zone. ValueError names what is wrong in it.

    A file need not name the zone; one that does was made for offices of that zone.
    """
    parsed = parse_calendar(data)
    if "timezone" in data:
        _require_zone(parsed.timezone, timezone)
    fact = CalendarPublished(
        calendar=parsed.version,
        timezone=timezone,
        office_hours=tuple(
            Session(opens=opens.isoformat(), closes=closes.isoformat())
            for opens, closes in parsed.office_hours or OFFICE_HOURS
        ),
        years=tuple(from_data(CalendarYear, to_data(year)) for year in data["year"]),
    )
    counted_by(fact)
    return fact


def _require_zone(named: str, office: str) -> None:
    if named == office:
        return
    there = "is no time zone" if not _is_zone(named) else "is not the office's time zone"
    raise ValueError(f'timezone: "{named}" {there}; write {office}, or leave the key out')


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (KeyError, OSError, ValueError):
        return False
    return True


def counted_by(fact: CalendarPublished) -> WorkCalendar:
    """How to count by what was published. ValueError for content that contradicts itself; `fact_of` makes none."""
    return WorkCalendar.from_data(
        {
            "version": fact.calendar,
            "timezone": fact.timezone,
            "office_hours": [[session.opens, session.closes] for session in fact.office_hours],
            "year": to_data(fact.years),
        }
    )
