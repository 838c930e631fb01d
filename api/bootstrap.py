"""The composition root: settings in, everything an application works with out; its arguments are the seams.

Used alike by the server, the worker, the command line, tests and specifications. Nothing is opened by importing it.
"""

from __future__ import annotations

import asyncio
import tomllib
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import psycopg

from api import identity
from api.audit_places import audit_places
from api.embedded import acquire_server
from api.evidence import Evidence
from api.live_tables import live
from api.past import PastModels
from api.postgres import ensure_database, require_fit
from api.services import Reads, Services
from api.settings import DEFAULT_DATABASE, Settings, environment_with
from domain.calendar import WorkCalendar
from domain.facts.calendar import CalendarPublished
from domain.published_calendar import counted_by, fact_of
from projections.books import Books
from projections.connecting import connect
from projections.transparency.store import LOG_ID
from projections.waiting import Watch
from workflows.engine import Engine
from workflows.loader import Catalogue, catalogue_dir, load_catalogue
from workflows.loader.lines import Lines
from workflows.log import EventLog, refuse_db_functions, unsynced
from workflows.ports import RecordClock

CALENDAR = "calendar/cn-2024-2027.toml"
DEVICES = "SELECT to_regclass('bihuan.device_marks') IS NOT NULL"
"""Whether the tables of the newest room are there."""


class NotReady(Exception):
    """The database is not what the program needs; the message says which command makes it so."""


class BadCalendar(Exception):
    """A calendar file that cannot be counted by; the message says what to mend."""


@contextmanager
def database(
    settings: Settings, name: str = DEFAULT_DATABASE, *, say: Callable[[str], None] = lambda _: None
) -> Iterator[str]:
    """The address of the database: the one that is set, else one of the embedded server, which runs meanwhile."""
    if settings.database_url:
        yield settings.database_url
        return
    with acquire_server(settings, say) as lease:
        ensure_database(lease.admin_dsn, name)
        yield lease.dsn(name)


def read_catalogue(settings: Settings) -> Catalogue:
    """The packaged catalogue and the office's own folder. Raises BadCatalogue with everything wrong in them."""
    folders = [catalogue_dir(), *filter(None, (settings.catalogue_dir,))]
    return load_catalogue(folders).required()


def calendar_file(settings: Settings, path: Path | None = None) -> CalendarPublished:
    """A calendar file, as the fact that would publish it in the office's time zone. Raises BadCalendar.

    Without a path it is the one in `calendar/` of the office's own catalogue, else ours.
    """
    folder = settings.catalogue_dir / "calendar" if settings.catalogue_dir else None
    own = sorted(folder.glob("*.toml")) if folder else []
    found = path or (own[-1] if own else catalogue_dir() / CALENDAR)
    try:
        text = found.read_text("utf-8")
        data = tomllib.loads(text)
    except ValueError as error:
        raise BadCalendar(f"{found}: {error}.") from None
    try:
        return fact_of(data, settings.timezone)
    except ValueError as error:
        raise BadCalendar(f"{found}{_line_of(text, str(error))}: {error}.") from None


def _line_of(text: str, said: str) -> str:
    """The line of the key that a sentence begins with, where it is one."""
    line = Lines(text.replace("\r\n", "\n")).find((said.partition(":")[0],))
    return f":{line}" if line else ""


def read_calendar(settings: Settings, path: Path | None = None) -> WorkCalendar:
    """How to count by a calendar file. Raises BadCalendar."""
    return counted_by(calendar_file(settings, path))


@dataclass(frozen=True, kw_only=True)
class Seams:
    """What may be put in another's place: the clock and ids of a test, the catalogue of a specification."""

    clock: Callable[[], datetime]
    new_id: Callable[[], str]
    catalogue: Catalogue
    record_clock: RecordClock


@asynccontextmanager
async def build(
    settings: Settings,
    *,
    dsn: str = "",
    jurisdiction: str = "",
    clock: Callable[[], datetime] = identity.now,
    new_id: Callable[[], str] = identity.new_id,
    catalogue: Catalogue | None = None,
    record_clock: RecordClock = None,
) -> AsyncIterator[Services]:
    """Everything of one office, open until the block ends. Raises NotReady, LogUnavailable, BadCatalogue.

    `dsn` is a database that is there already, else `database` opens the one of the settings. `record_clock` stamps
    what is recorded, in a demo only.
    """
    seams = Seams(
        clock=clock,
        new_id=new_id,
        catalogue=catalogue or read_catalogue(settings),
        record_clock=record_clock,
    )
    async with _address(settings, dsn) as address:
        office = await asyncio.to_thread(_prepared, settings, address, jurisdiction)
        # Nothing that happens in simulated time was promised to anybody.
        written = unsynced(address) if record_clock else address
        async with EventLog(written, office) as log, live(address) as reads, _watch(log, address) as watch:
            yield await _services(settings, address, log, reads, watch, seams)


def _prepared(settings: Settings, dsn: str, jurisdiction: str) -> str:
    """The office to serve, once the server is fit for facts and the books of its lists are there."""
    refuse_db_functions(environment_with())
    require_fit(dsn)
    office = jurisdiction or office_of(settings, dsn)
    prepare_lists(dsn, office)
    return office


async def _services(
    settings: Settings, dsn: str, log: EventLog, reads: Reads, watch: Watch, seams: Seams
) -> Services:
    office, log_id = log.jurisdiction, await _log_id(log)
    return Services(
        settings=settings,
        dsn=dsn,
        jurisdiction=office,
        is_demo=await log.is_demo(),
        catalogue=seams.catalogue,
        log=log,
        engine=_engine(settings, log, seams),
        books=Books(office),
        reads=reads,
        watch=watch,
        past=PastModels(dsn, office, seams.clock),
        evidence=Evidence(settings.home / "files"),
        audit=audit_places(settings, office, log_id),
        clock=seams.clock,
        new_id=seams.new_id,
    )


async def _log_id(log: EventLog) -> str:
    """The id of the log, once all tables are there. Raises NotReady."""
    found = await log.ask(LOG_ID, [])
    if not found or not (await log.ask(DEVICES, []))[0][0]:
        raise NotReady("This database is of an older release: `bihuan migrate` brings it up to date.")
    return str(found[0][0])


def _engine(settings: Settings, log: EventLog, seams: Seams) -> Engine:
    return Engine(
        log,
        calendar=read_calendar(settings),
        zone=ZoneInfo(settings.timezone),
        new_id=seams.new_id,
        known=[loaded.workflow for loaded in seams.catalogue.workflows.values()],
        record_clock=seams.record_clock,
    )


def office_of(settings: Settings, dsn: str) -> str:
    """The office to serve: the one that is set, else the only one there is. Raises NotReady."""
    with psycopg.connect(dsn, connect_timeout=5) as connection:
        try:
            first, last = connection.execute(
                "SELECT min(jurisdiction), max(jurisdiction) FROM bihuan.events"
            ).fetchone() or (None, None)
        except (psycopg.errors.UndefinedTable, psycopg.errors.InvalidSchemaName):
            raise NotReady(
                "This database is empty: `bihuan migrate` prepares it, `bihuan init` sets up an office."
            ) from None
    if settings.office:
        return settings.office
    if first is None:
        raise NotReady("This database holds no office yet: `bihuan init OFFICE.toml` sets one up.")
    if first != last:
        raise NotReady(
            f"This database holds several offices, such as {first} and {last}: name one in BIHUAN_OFFICE."
        )
    return str(first)


def prepare_lists(dsn: str, office: str) -> None:
    """Make sure that the books of the lists are there; a worker fills the lists."""
    with connect(dsn) as connection:
        Books(office).prepare(connection)


@asynccontextmanager
async def _address(settings: Settings, dsn: str) -> AsyncIterator[str]:
    """Starting the embedded server takes a moment, so it is done beside the event loop."""
    if dsn or settings.database_url:
        yield dsn or settings.database_url
        return
    lease = await asyncio.to_thread(acquire_server, settings)
    try:
        await asyncio.to_thread(ensure_database, lease.admin_dsn, DEFAULT_DATABASE)
        yield lease.dsn(DEFAULT_DATABASE)
    finally:
        await asyncio.to_thread(lease.release)


@asynccontextmanager
async def _watch(log: EventLog, dsn: str) -> AsyncIterator[Watch]:
    watch = Watch(dsn, Books(log.jurisdiction))
    task = asyncio.create_task(watch.run())
    try:
        yield watch
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
