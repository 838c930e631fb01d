"""`bihuan calendar publish` and `bihuan calendar show`: the calendar of an office, as it published it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from api.bootstrap import build, calendar_file
from api.cli.console import Progress, Stop, out, out_json, progress
from api.cli.failures import BAD_DATA
from api.cli.places import OpenOffice, open_office
from api.cli.stewards import steward_of
from domain.calendar_changes import YearChange, changes
from domain.codec import to_data
from domain.facts.calendar import CalendarPublished, CalendarYear
from domain.office import Office
from domain.published_calendar import KnownCalendar
from workflows.loader.problems import instead
from workflows.recounting import Recounted, Recounting


@dataclass
class Told:
    """What publishing came to."""

    calendar: str
    published: bool = False
    changes: tuple[YearChange, ...] = ()
    hours_changed: bool = False
    recounted: Recounted = field(default_factory=Recounted)


def run_publish(path: Path | None, actor: str, *, dry_run: bool, as_json: bool) -> None:
    """Put a calendar in force and walk the open cases; without harm when that is done already."""
    with open_office(quiet=as_json) as office:
        fact = calendar_file(office.settings, path)
        with progress("deadlines", quiet=as_json) as bar:
            told = asyncio.run(_published(office, fact, actor, bar, dry_run=dry_run))
    if as_json:
        out_json({"calendar": told.calendar, "published": told.published, **_as_data(told)})
        return
    word = (
        "would be in force" if dry_run else "in force from now on" if told.published else "in force already"
    )
    out(f"{told.calendar}: {word}")
    for line in _lines(told):
        out(line)
    if not dry_run:
        _tell_recounted(told.recounted)


async def _published(
    office: OpenOffice, fact: CalendarPublished, actor: str, bar: Progress, *, dry_run: bool
) -> Told:
    async with build(office.settings, dsn=office.dsn, jurisdiction=office.jurisdiction) as services:
        known = await services.engine.office()
        by = steward_of(known, actor)
        told = _compared(known, fact)
        if not dry_run:
            told.published = await services.engine.publish_calendar(fact, by, services.clock())
            told.recounted = await Recounting(services.engine, services.clock).drain(
                bar.tell, anew=not told.published
            )
    return told


def _compared(office: Office, fact: CalendarPublished) -> Told:
    """What the calendar changes against the one in force; nothing where there was none."""
    if not office.calendars:
        return Told(fact.calendar)
    before = office.calendars[-1].published
    hours_changed = before.office_hours != fact.office_hours
    return Told(fact.calendar, changes=changes(before, fact), hours_changed=hours_changed)


def _as_data(told: Told) -> dict[str, Any]:
    return {
        "changes": [_change_data(change) for change in told.changes],
        "office_hours_changed": told.hours_changed,
        "cases": told.recounted.cases,
        "deadlines_moved": told.recounted.moved,
        "left": told.recounted.left,
    }


def _change_data(change: YearChange) -> dict[str, Any]:
    plain = {name: to_data(value) for name, value in vars(change).items()}
    return {**plain, "became_official": change.became_official}


def _lines(told: Told) -> Iterable[str]:
    for change in told.changes:
        before, after = (status or "not listed" for status in (change.status_before, change.status))
        parts = (
            f"{before} → {after}" if before != after else "",
            f"no longer worked: {_days(change.off)}" if change.off else "",
            f"now worked: {_days(change.worked)}" if change.worked else "",
        )
        yield f"{change.year}: {'; '.join(filter(None, parts))}"
    if told.hours_changed:
        yield "Office hours changed."
    if not told.changes and not told.hours_changed:
        yield "No year and no hour changed."


def _days(days: Iterable[date]) -> str:
    return ", ".join(map(str, days))


def _tell_recounted(found: Recounted) -> None:
    out(f"{found.cases} open cases looked at, {found.moved} deadlines counted again.")
    if found.left:
        listed = ", ".join(dict.fromkeys(found.left))
        out(
            f"Left as they are, for their version knows no such move (`bihuan workflow migrate` first): {listed}"
        )


def run_show(version: str, *, as_json: bool) -> None:
    """Tell the calendar in force, or one that was."""
    with open_office(quiet=as_json) as office:
        known = asyncio.run(_office(office))
    wanted = version or (known.calendars[-1].version if known.calendars else "")
    found = known.calendar_named(wanted)
    if found is None:
        there = [one.version for one in known.calendars]
        hint = instead(version, there) if there else "publish one: `bihuan calendar publish`"
        raise Stop(f'This office published no calendar "{version}"; {hint}.', BAD_DATA)
    if as_json:
        versions = [one.version for one in known.calendars]
        facts = {"published_at": to_data(found.at), "in_force": found.version == versions[-1]}
        out_json({**to_data(found.published), **facts, "versions": versions})
        return
    _tell_calendar(found)


def _tell_calendar(found: KnownCalendar) -> None:
    published = found.published
    out(f"{found.version}, published {to_data(found.at)}, {published.timezone}")
    hours = (f"{one.opens[:5]}-{one.closes[:5]}" for one in published.office_hours)
    out(f"office hours: {', '.join(hours)}")
    for year in published.years:
        _tell_year(year)


def _tell_year(year: CalendarYear) -> None:
    out(f"{year.year} {year.status}: {year.source}")
    for one in year.holidays:
        out(f"  {one.name} {one.first}" + (f" to {one.last}" if one.last != one.first else ""))
    if year.make_up_days:
        out(f"  worked: {_days(year.make_up_days)}")


async def _office(office: OpenOffice) -> Office:
    async with build(office.settings, dsn=office.dsn, jurisdiction=office.jurisdiction) as services:
        return await services.engine.office()
