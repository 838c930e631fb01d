"""`bihuan workflow what-if`: which recorded cases another catalogue or calendar would have treated otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache, reduce
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from api.bootstrap import read_calendar
from api.cli.catalogue import LANGUAGES
from api.cli.console import Progress, Stop, out_json, progress
from api.cli.moments import moment_named
from api.cli.places import open_office
from api.cli.versions import calendars_of, folders_of, require_files, stored
from api.cli.whatif_lines import Setting
from api.cli.whatif_words import labels_of, report_data, tell_report
from api.settings import Settings
from domain.case import Case
from domain.definition import Workflow
from domain.envelope import Event
from domain.office import STREAM, Office, evolve_office
from workflows.loader import Catalogue, load_catalogue, load_variant
from workflows.log import LogReader
from workflows.whatif import Compared, World, compare
from workflows.whatif.world import CalendarOf

PAGE = 2_000


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What is asked: the other catalogue or calendar, and the window."""

    changed: Path | None
    calendar: Path | None
    since: str
    until: str
    language: str
    as_json: bool


def run_what_if(asked: Asked) -> None:
    """Print what would have been."""
    if asked.language not in LANGUAGES:
        raise Stop(f'There is no language "{asked.language}": choose zh or en.', 2)
    if asked.changed is None and asked.calendar is None:
        raise Stop("Name a folder of changed workflows, or a calendar by --calendar.", 2)
    with open_office(quiet=asked.as_json) as office, LogReader.open(office.dsn, office.jurisdiction) as log:
        zone = ZoneInfo(office.settings.timezone)
        window = _window(asked, zone)
        catalogue, calendar = _other(office.settings, asked)
        worlds = _worlds(log, office.settings, catalogue, calendar)
        with progress("what if", quiet=asked.as_json) as bar:
            compared, cases = _compared(log, worlds, window, bar)
        if asked.as_json:
            out_json(report_data(compared, cases))
            return
        known = reduce(evolve_office, log.stream(STREAM), Office())
        tell_report(compared, Setting(cases, known, labels_of(catalogue), zone, asked.language))


def _other(settings: Settings, asked: Asked) -> tuple[Catalogue, CalendarOf]:
    """The other world's catalogue, and its calendar: the one named, else those the office published in their time.

    Raises BadCatalogue, BadCalendar, Stop.
    """
    if asked.changed:
        require_files(asked.changed, calendars=True)
    folders = folders_of(settings)
    changed = asked.changed
    catalogue = load_variant(folders, [changed]) if changed else load_catalogue(folders).required()
    own = calendars_of(changed) if changed and changed.is_dir() else []
    named = asked.calendar or (own[-1] if own else None)
    calendar = read_calendar(settings, named)
    return catalogue, (lambda _: calendar) if named else _counted_by(settings)


def _counted_by(settings: Settings) -> CalendarOf:
    """The calendar the office counted by: the last it had published then, before the first that of its file."""
    unpublished = read_calendar(settings, None)
    return lambda office: office.calendar or unpublished


def _worlds(
    log: LogReader, settings: Settings, catalogue: Catalogue, calendar: CalendarOf
) -> tuple[World, World]:
    """The recorded world, by the versions its cases are pinned to, and the other one."""
    pinned = cache(lambda digest: stored(log, digest))
    workflows: dict[str, Workflow] = {key: found.workflow for key, found in catalogue.workflows.items()}
    return World({}, pinned, _counted_by(settings)), World(workflows, pinned, calendar)


def _window(asked: Asked, zone: ZoneInfo) -> dict[str, datetime]:
    named = {"since": asked.since, "until": asked.until}
    window = {name: moment_named(text, zone, ends=name == "until") for name, text in named.items() if text}
    if "since" in window and "until" in window and window["since"] >= window["until"]:
        raise Stop("--from is later than --until: nothing lies between them; name an earlier one.", 2)
    return window


def _compared(
    log: LogReader, worlds: tuple[World, World], window: Mapping[str, datetime], bar: Progress
) -> tuple[Compared, Mapping[str, Case]]:
    recorded, other = worlds
    head = log.head()
    told: dict[str, Any] = {"tell": lambda position: bar.tell(position, head), **window}
    compared = compare(_events(log, head), recorded, other, **told)
    return compared, {**other.cases, **recorded.cases}


def _events(log: LogReader, head: int) -> Iterator[Event]:
    position = 0
    while position < head:
        for event in log.page(position, min(PAGE, head - position)):
            position = event.envelope.position
            yield event
