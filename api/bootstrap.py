"""The composition root: settings in, everything an application works with out; its arguments are the seams.

Used alike by the server, the worker, the command line, tests and specifications. Nothing is opened by importing it.
"""

from __future__ import annotations

import asyncio
import tomllib
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import psycopg

from api import identity
from api.addresses import keys_address, log_address
from api.audit_places import audit_places
from api.diets import OpenedDiets
from api.embedded import acquire_server
from api.evidence import Evidence
from api.keys_places import name_of, store_of
from api.live_tables import live, watched
from api.past import PastModels
from api.postgres import ensure_database, require_fit
from api.privacy import privacy_of
from api.services import Reads, Services
from api.settings import DEFAULT_DATABASE, Settings, environment_with
from domain.calendar import WorkCalendar
from domain.facts.calendar import CalendarPublished
from domain.published_calendar import counted_by, fact_of
from projections.books import Books
from projections.connecting import connect
from projections.transparency.store import log_id_of
from projections.waiting import Watch
from workflows.engine import Engine
from workflows.keys import KeyStore
from workflows.loader import Catalogue, catalogue_dir, load_catalogue
from workflows.loader.lines import Lines
from workflows.log import EventLog, refuse_db_functions, statements, unsynced
from workflows.ports import Diets, RecordClock

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


@dataclass(frozen=True)
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
    seams = Seams(clock, new_id, catalogue or read_catalogue(settings), record_clock)
    async with log_address(settings, dsn) as address, keys_address(settings) as keys_dsn:
        # Nothing that happens in simulated time was promised to anybody.
        written = unsynced(address) if record_clock else address
        found = await asyncio.to_thread(_prepared, settings, address, keys_dsn, jurisdiction)
        async with (
            found.keys as keys,
            EventLog(written, found.office, keys=keys) as log,
            live(address) as reads,
            watched(log, address) as watch,
        ):
            yield await _caught_up(_services(settings, address, found, log, reads, watch, seams))


async def _caught_up(services: Services) -> Services:
    """Whatever was put back, nobody who was erased is read again: before anybody is served."""
    await services.privacy.requests.drain()
    return services


@dataclass(frozen=True)
class Prepared:
    """The office to serve, the identity of its log, and its keys, which are not open yet."""

    office: str
    log_id: str
    is_demo: bool
    keys: KeyStore


def _prepared(settings: Settings, dsn: str, keys_dsn: str, jurisdiction: str) -> Prepared:
    """What is to be served, once the servers are fit for it and the books of its lists are there."""
    refuse_db_functions(environment_with())
    require_fit(dsn)
    office = jurisdiction or office_of(settings, dsn)
    prepare_lists(dsn, office)
    with connect(dsn) as connection:
        log_id = log_id_of(connection)
        newest = connection.execute(DEVICES).fetchone()
        demo = connection.execute(statements.IS_DEMO).fetchone()
    if not (newest and newest[0]):
        raise NotReady("This database is of an older release: `bihuan migrate` brings it up to date.")
    keys = store_of(settings, keys_dsn, dsn, name_of(office, log_id))
    return Prepared(office, log_id, bool(demo and demo[0]), keys)


def _services(
    settings: Settings, dsn: str, found: Prepared, log: EventLog, reads: Reads, watch: Watch, seams: Seams
) -> Services:
    places = audit_places(settings, found.office, found.log_id)
    privacy = privacy_of(log, found.keys, places.erased, seams)
    return Services(
        settings=settings,
        dsn=dsn,
        jurisdiction=found.office,
        is_demo=found.is_demo,
        catalogue=seams.catalogue,
        log=log,
        keys=found.keys,
        revealing=privacy.revealing,
        engine=_engine(settings, log, seams, OpenedDiets(log, privacy.revealing)),
        books=Books(found.office),
        reads=reads,
        watch=watch,
        privacy=privacy,
        past=PastModels(dsn, found.office, seams.clock),
        evidence=Evidence(settings.home / "files", found.keys),
        audit=places,
        clock=seams.clock,
        new_id=seams.new_id,
    )


def _engine(settings: Settings, log: EventLog, seams: Seams, diets: Diets) -> Engine:
    return Engine(
        log,
        calendar=read_calendar(settings),
        zone=ZoneInfo(settings.timezone),
        new_id=seams.new_id,
        known=[loaded.workflow for loaded in seams.catalogue.workflows.values()],
        record_clock=seams.record_clock,
        diets=diets,
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
