"""Calendars put in force: a version stands for one content for ever."""

from __future__ import annotations

from datetime import datetime

from domain.facts.calendar import CalendarPublished
from domain.office import Office
from workflows.engine_office import OfficeBook


class CalendarTaken(ValueError):
    """A version was published already and is another: due moments stored with it could not be told apart."""


async def publish(book: OfficeBook, fact: CalendarPublished, actor: str, now: datetime, *, door: str) -> bool:
    """Count by this calendar from now on; False when that is so already. Raises CalendarTaken."""
    office = await book.now()
    refuse_taken(office, fact)
    if office.calendars and office.calendars[-1].published == fact:
        return False
    await book.tell([fact], actor, now, door=door)
    return True


def refuse_taken(office: Office, fact: CalendarPublished) -> None:
    """Refuse a version that stands for other content. Raises CalendarTaken."""
    known = office.calendar_named(fact.calendar)
    if known is not None and known.published != fact:
        raise CalendarTaken(
            f"The calendar {fact.calendar} was published already, with other content: give the file another "
            "`version`, such as the year and a running number, and publish that."
        )
