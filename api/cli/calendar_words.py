"""What a calendar changes against the one in force, in words and as data."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from api.cli.console import out
from domain.calendar_changes import YearChange, changes
from domain.codec import to_data
from domain.facts.calendar import CalendarPublished
from domain.office import Office
from workflows.recount_preview import Preview
from workflows.recounting import Recounted


@dataclass(frozen=True)
class Difference:
    """What a calendar changes, year by year; nothing where there was none before."""

    calendar: str
    in_force: bool
    """Whether it is the one in force already."""
    years: tuple[YearChange, ...] = ()
    hours_changed: bool = False


def difference(office: Office, fact: CalendarPublished) -> Difference:
    """What putting a calendar in force would change in an office."""
    if not office.calendars:
        return Difference(fact.calendar, in_force=False)
    before = office.calendars[-1].published
    return Difference(
        fact.calendar,
        in_force=before == fact,
        years=changes(before, fact),
        hours_changed=before.office_hours != fact.office_hours,
    )


def as_data(found: Difference, recounted: Recounted) -> dict[str, Any]:
    """The difference, and what came of open deadlines, or would come."""
    return {
        "changes": [_change_data(change) for change in found.years],
        "office_hours_changed": found.hours_changed,
        "cases": recounted.cases,
        "deadlines_moved": recounted.moved,
        "left": recounted.left,
    }


def estimates_data(looked: Preview) -> dict[str, int]:
    """How many open deadlines become estimates (预估), and how many are estimates no more."""
    return {"estimates_begun": looked.begun, "estimates_ended": looked.ended}


def _change_data(change: YearChange) -> dict[str, Any]:
    plain = {name: to_data(value) for name, value in vars(change).items()}
    return {**plain, "became_official": change.became_official}


def lines(found: Difference) -> Iterable[str]:
    """The difference, a line a year."""
    for change in found.years:
        before, after = (status or "not listed" for status in (change.status_before, change.status))
        parts = (
            f"{before} → {after}" if before != after else "",
            f"no longer worked: {days(change.off)}" if change.off else "",
            f"now worked: {days(change.worked)}" if change.worked else "",
        )
        yield f"{change.year}: {'; '.join(filter(None, parts))}"
    if found.hours_changed:
        yield "Office hours changed."
    if not found.years and not found.hours_changed:
        yield "No year and no hour changed."


def days(several: Iterable[date]) -> str:
    """Days in one line."""
    return ", ".join(map(str, several))


def tell_left(found: Recounted) -> None:
    """Name the cases whose deadlines stay as they are."""
    if found.left:
        listed = ", ".join(dict.fromkeys(found.left))
        out(
            f"Left as they are, for their version knows no such move (`bihuan workflow migrate` first): {listed}"
        )
