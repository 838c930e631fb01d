"""`bihuan export`: histories and lists for process mining, spreadsheets and data frames."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO
from zoneinfo import ZoneInfo

from api.bootstrap import read_catalogue
from api.cli.catalogue import LANGUAGES
from api.cli.console import Progress, Stop, out, out_json, progress, say
from api.cli.failures import BAD_DATA, UNFIT
from api.cli.keys import keys_for_export
from api.cli.moments import moment_named
from api.cli.places import OpenOffice, open_office
from api.exporting.choosing import Choice
from api.exporting.columns import TABLES
from api.exporting.formats import FORMATS, MissingPackage, opened
from api.exporting.readership import Ground, Wish, read_by
from api.exporting.whole_file import whole_file
from api.exporting.writing import Exported, Reveal, export, unopened
from domain.office import STREAM, Office, evolve_office
from domain.streams import is_case
from projections.audience import EVERYBODY, Audience
from workflows.log import LogReader

PIPE = "-"


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What the command line asks for."""

    format: str
    file: str
    reader: str
    workflows: tuple[str, ...]
    case: str
    since: str
    until: str
    position: int | None
    table: str
    language: str
    as_json: bool


def run_export(wanted: Wanted) -> None:
    """Write the file and say what is in it."""
    _require_sense(wanted)
    quiet = wanted.as_json or wanted.file == PIPE
    with open_office(quiet=quiet) as office, LogReader.open(office.dsn, office.jurisdiction) as log:
        ground = _ground(office, log)
        wish = _wish(wanted, ground.office)
        choice = _choice(wanted, wish, ground.zone, log)
        teller, about = read_by(ground, wish, choice.position, log.definition)
        with (
            _revealing(office, wanted.reader) as reveal,
            _file(wanted.file) as file,
            progress("Exporting", quiet=quiet) as bar,
        ):
            tell = partial(_tell, bar, choice.position)
            done = export(log, choice, teller, about, opened(wanted.format), file, tell, reveal)
    _report(wanted, choice, done)


@contextmanager
def _revealing(office: OpenOffice, reader: str) -> Iterator[Reveal]:
    """What opens sealed values; an export for nobody in particular needs no keys."""
    if not reader:
        yield unopened
        return
    with keys_for_export(office) as revealing:
        yield revealing


def _require_sense(wanted: Wanted) -> None:
    """Refuse what can never be written, before anything is opened. Raises Stop."""
    if wanted.format not in FORMATS:
        raise Stop(f'There is no format "{wanted.format}": choose {", ".join(FORMATS)}.', 2)
    if wanted.table not in TABLES:
        raise Stop(f'There is no table "{wanted.table}": choose {" or ".join(TABLES)}.', 2)
    if wanted.language not in LANGUAGES:
        raise Stop(f'There is no language "{wanted.language}": choose zh or en.', 2)
    if wanted.file == PIPE and not FORMATS[wanted.format].is_piped:
        raise Stop(f"{wanted.format} cannot be written to a pipe: name a file.", 2)
    if wanted.file == PIPE and wanted.as_json:
        raise Stop("--json prints what was written where the export goes: name a file.", 2)
    try:
        opened(wanted.format)
    except MissingPackage as error:
        raise Stop(str(error), UNFIT) from None


def _ground(office: OpenOffice, log: LogReader) -> Ground:
    known = Office()
    for event in log.stream(STREAM):
        known = evolve_office(known, event)
    return Ground(
        jurisdiction=office.jurisdiction,
        office=known,
        catalogue=read_catalogue(office.settings),
        zone=ZoneInfo(office.settings.timezone),
        is_demo=office.is_demo,
    )


def _wish(wanted: Wanted, office: Office) -> Wish:
    """For whom. Raises Stop for somebody without a post."""
    person = office.person(wanted.reader) if wanted.reader else None
    if person is not None and not person.is_staff:
        raise Stop(f'"{wanted.reader}" holds no post here: name a member of staff by --as.', 2)
    folder = None if wanted.file == PIPE else Path(wanted.file).absolute().parent
    return Wish(person=person, language=wanted.language, table=wanted.table, folder=folder)


def _choice(wanted: Wanted, wish: Wish, zone: ZoneInfo, log: LogReader) -> Choice:
    """Which cases. Raises Stop for what the office does not have."""
    head = log.head()
    position = head if wanted.position is None else wanted.position
    if position > head:
        raise Stop(f"The log ends at position {head}: name one that is there.", 2)
    since = moment_named(wanted.since, zone) if wanted.since else None
    until = moment_named(wanted.until, zone, ends=True) if wanted.until else None
    if since and until and since > until:
        raise Stop("--until is before --since: nothing can lie between.", 2)
    return Choice(
        audience=Audience.of(wish.person) if wish.person else EVERYBODY,
        position=position,
        workflows=_workflows(wanted.workflows, log) if wanted.workflows else frozenset(),
        case_id=_case(wanted.case, log) if wanted.case else "",
        since=since,
        until=until,
    )


def _workflows(named: Sequence[str], log: LogReader) -> frozenset[str]:
    known = {key for _, key, _, _ in log.definitions() if ":" not in key}
    for workflow in named:
        if workflow not in known:
            raise Stop(f'There is no workflow "{workflow}": here are {", ".join(sorted(known))}.', BAD_DATA)
    return frozenset(named)


def _case(named: str, log: LogReader) -> str:
    stream = log.holder_of("case_no", named) or named
    if not is_case(stream) or not log.beginnings_of([stream]):
        raise Stop(f'There is no case "{named}": give its id or its number as the board shows it.', BAD_DATA)
    return stream


@contextmanager
def _file(name: str) -> Iterator[BinaryIO]:
    if name == PIPE:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    with whole_file(Path(name)) as file:
        yield file


def _tell(bar: Progress, head: int, position: int) -> None:
    bar.tell(position, head)


def _report(wanted: Wanted, choice: Choice, done: Exported) -> None:
    if wanted.as_json:
        summary: dict[str, Any] = {"format": wanted.format, "file": wanted.file, "position": choice.position}
        size = Path(wanted.file).stat().st_size
        out_json({**summary, "as": wanted.reader or None, **vars(done), "bytes": size})
        return
    as_whom = f"as {wanted.reader} sees them" if wanted.reader else "without personal data"
    tell = say if wanted.file == PIPE else out
    tell(
        f"{wanted.file}: {done.cases} cases with {done.facts} facts up to position {choice.position}, {as_whom};"
        f" {done.hidden} fields are hidden."
    )
