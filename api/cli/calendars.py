"""`bihuan calendar publish` and `bihuan calendar show`: the calendar of an office, as it published it."""

from __future__ import annotations

import asyncio
from pathlib import Path

from api.bootstrap import build, calendar_file
from api.cli.calendar_words import Difference, as_data, days, difference, estimates_data, lines, tell_left
from api.cli.console import Progress, Stop, out, out_json, progress
from api.cli.failures import BAD_DATA
from api.cli.places import OpenOffice, open_office
from api.cli.stewards import steward_of
from domain.codec import to_data
from domain.facts.calendar import CalendarPublished, CalendarYear
from domain.office import Office
from domain.published_calendar import KnownCalendar, counted_by
from workflows.engine_calendars import refuse_lost_year, refuse_taken
from workflows.loader.problems import instead
from workflows.recount_preview import Preview, preview
from workflows.recounting import Recounted, Recounting


def run_publish(path: Path | None, actor: str, *, as_json: bool) -> None:
    """Put a calendar in force and walk the open cases; without harm when that is done already."""
    with open_office(quiet=as_json) as office:
        fact = calendar_file(office.settings, path)
        with progress("deadlines", quiet=as_json) as bar:
            found, looked, published, recounted = asyncio.run(_published(office, fact, actor, bar))
    if as_json:
        out_json(
            {
                "calendar": fact.calendar,
                "published": published,
                **as_data(found, recounted),
                **estimates_data(looked),
            }
        )
        return
    out(f"{fact.calendar}: {'in force from now on' if published else 'in force already'}")
    for line in lines(found):
        out(line)
    out(f"{recounted.cases} open cases looked at, {recounted.moved} deadlines counted again.")
    out(f"{looked.begun} deadlines became estimates (预估), {looked.ended} are estimates no more.")
    tell_left(recounted)


async def _published(
    office: OpenOffice, fact: CalendarPublished, actor: str, bar: Progress
) -> tuple[Difference, Preview, bool, Recounted]:
    async with build(office.settings, dsn=office.dsn, jurisdiction=office.jurisdiction) as services:
        known = await services.engine.office()
        by = steward_of(known, actor)
        refuse_taken(known, fact)
        refuse_lost_year(known, fact, services.clock())
        looked = await preview(services.engine, counted_by(fact), services.clock(), limit=0, tell=bar.tell)
        published = await services.engine.publish_calendar(fact, by, services.clock())
        walk = Recounting(services.engine, services.clock)
        recounted = await walk.drain(bar.tell, anew=not published)
    return difference(known, fact), looked, published, recounted


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
        out(f"  worked: {days(year.make_up_days)}")


async def _office(office: OpenOffice) -> Office:
    async with build(office.settings, dsn=office.dsn, jurisdiction=office.jurisdiction) as services:
        return await services.engine.office()
