"""Calendars put in force: which one counts for an office, and publishing another."""

from __future__ import annotations

from datetime import datetime

from domain.calendar import WorkCalendar
from domain.facts.calendar import CalendarPublished
from domain.office import Office
from workflows.engine_office import OfficeBook


class CalendarTaken(ValueError):
    """A version was published already and is another: due moments stored with it could not be told apart."""


class Calendars:
    """The calendar of an office; `unpublished` counts only while it published none."""

    def __init__(self, office: OfficeBook, unpublished: WorkCalendar) -> None:
        self._office = office
        self._unpublished = unpublished

    def of(self, office: Office, at: datetime | None = None) -> WorkCalendar:
        """The calendar an office counts by, or counted by at a moment."""
        return (office.calendar if at is None else office.calendar_at(at)) or self._unpublished

    async def publish(self, fact: CalendarPublished, actor: str, now: datetime, *, door: str) -> bool:
        """Count by this calendar from now on; False when that is so already. Raises CalendarTaken."""
        office = await self._office.now()
        known = office.calendar_named(fact.calendar)
        if known is not None and known.published != fact:
            raise CalendarTaken(
                f"The calendar {fact.calendar} was published already, with other content: give the file another "
                "`version`, such as the year and a running number, and publish that."
            )
        if office.calendars and office.calendars[-1].published == fact:
            return False
        await self._office.tell([fact], actor, now, door=door)
        return True
