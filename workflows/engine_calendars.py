"""Calendars put in force: a version stands for one content for ever."""

from __future__ import annotations

from datetime import datetime

from domain.facts.calendar import CalendarPublished
from domain.office import Office
from domain.published_calendar import counted_by
from workflows.engine_office import OfficeBook


class CalendarTaken(ValueError):
    """A version was published already and is another: due moments stored with it could not be told apart."""


class RunningYearLost(ValueError):
    """By this calendar the year that runs would be counted as if nobody had announced it."""


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


def refuse_lost_year(office: Office, fact: CalendarPublished, now: datetime) -> None:
    """Refuse a calendar without the year that runs, or with it as expected only when it is announced in force already.

    What is in force stays so. Raises RunningYearLost.
    """
    if office.calendars and office.calendars[-1].published == fact:
        return
    year = counted_by(fact).local(now).year
    status = {one.year: one.status for one in fact.years}.get(year, "")
    if not status:
        raise RunningYearLost(
            f"The calendar {fact.calendar} lacks {year}, the year that runs: add it as announced, then try again."
        )
    if status == "provisional" and office.calendar is not None and year in office.calendar.covers:
        raise RunningYearLost(
            f"The calendar {fact.calendar} has {year} as provisional, and it is official in force: write the year as "
            "announced, then try again."
        )
