"""`bihuan calendar publish --dry-run`: what a calendar would change, and which open deadlines would move."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from api.bootstrap import build, calendar_file, read_catalogue
from api.cli.calendar_words import Difference, as_data, difference, estimates_data, lines, tell_left
from api.cli.case_names import case_words
from api.cli.console import Progress, out, out_json, progress
from api.cli.places import OpenOffice, open_office
from api.pages.moments import shown_due
from api.wording import Wording
from domain.codec import to_data
from domain.facts.calendar import CalendarPublished
from domain.published_calendar import counted_by
from workflows.engine_calendars import refuse_lost_year, refuse_taken
from workflows.loader import Catalogue
from workflows.recount_preview import Preview, Shift, preview


def run_dry(path: Path | None, *, limit: int, as_json: bool) -> None:
    """Tell what publishing would do; what it would refuse, this refuses as well. Anybody may ask."""
    with open_office(quiet=as_json) as office:
        fact = calendar_file(office.settings, path)
        with progress("deadlines", quiet=as_json) as bar:
            found, looked = asyncio.run(_looked(office, fact, limit, bar))
        catalogue, zone = read_catalogue(office.settings), ZoneInfo(office.settings.timezone)
    if as_json:
        data = {
            "calendar": fact.calendar,
            "published": False,
            **as_data(found, looked),
            **estimates_data(looked),
        }
        out_json({**data, "in_force": found.in_force, "deadlines": [_as_data(one) for one in looked.shifts]})
        return
    out(f"{fact.calendar}: {'in force already' if found.in_force else 'would be in force'}")
    for line in (*lines(found), *_told(looked, catalogue, zone)):
        out(line)
    tell_left(looked)


async def _looked(
    office: OpenOffice, fact: CalendarPublished, limit: int, bar: Progress
) -> tuple[Difference, Preview]:
    async with build(office.settings, dsn=office.dsn, jurisdiction=office.jurisdiction) as services:
        known = await services.engine.office()
        refuse_taken(known, fact)
        refuse_lost_year(known, fact, services.clock())
        looked = await preview(
            services.engine, counted_by(fact), services.clock(), limit=limit, tell=bar.tell
        )
    return difference(known, fact), looked


def _told(looked: Preview, catalogue: Catalogue, zone: ZoneInfo) -> Iterator[str]:
    """How many would move, the first of them, how many more."""
    yield f"{looked.cases} open cases looked at, {looked.moved} deadlines would move."
    yield f"{looked.begun} deadlines would become estimates (预估), {looked.ended} would be estimates no more."
    for one in looked.shifts:
        old, new = shown_due(one.old_due_at, zone), shown_due(one.new_due_at, zone)
        yield f"  {one.case_no or _unnumbered(one, catalogue)} {_clock(one, catalogue)}: {old} → {new}"
    more = looked.moved - len(looked.shifts)
    if more:
        yield f"  and {more} more; --limit lists more of them"


def _unnumbered(shift: Shift, catalogue: Catalogue) -> str:
    """A case or task without a number: its id, what it is and what it is about."""
    loaded = catalogue.workflows.get(shift.workflow)
    words = case_words(shift, Wording(loaded.labels if loaded else catalogue.labels, "zh"))
    return f"{shift.case_id} {words}"


def _clock(shift: Shift, catalogue: Catalogue) -> str:
    """A clock by its key, and by its name where the catalogue still has the workflow."""
    loaded = catalogue.workflows.get(shift.workflow)
    name = loaded.labels.text("clocks", shift.clock) if loaded else ""
    return " ".join(filter(None, (shift.clock, shift.key, name if name != shift.clock else "")))


def _as_data(shift: Shift) -> dict[str, Any]:
    return {name: to_data(value) for name, value in vars(shift).items()}
