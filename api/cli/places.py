"""Which database a command works on: the one that is set, else the office's on the embedded server, else the demo's."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

import psycopg

from api.bootstrap import office_of
from api.cli.console import Stop, say
from api.embedded import acquire_keys_server, acquire_server
from api.postgres import Lease, ensure_database, exit_on_termination
from api.settings import DEFAULT_DATABASE, Settings, load_settings, with_database
from api.tending import kept_running
from workflows.log import LogReader

DEMO_DATABASE = "bihuan_demo"


@dataclass(frozen=True)
class Server:
    """A PostgreSQL server: the address of a database we may connect to for making others. `lease` when embedded."""

    admin: str
    lease: Lease | None = None

    def database(self, name: str) -> str:
        """The address of another of its databases."""
        return with_database(self.admin, name)

    def has(self, name: str) -> bool:
        """Whether that database is there."""
        with psycopg.connect(self.admin, connect_timeout=5) as connection:
            found = connection.execute("SELECT FROM pg_database WHERE datname = %s", [name]).fetchone()
        return found is not None


@dataclass(frozen=True)
class OpenOffice:
    """A database with an office in it."""

    settings: Settings
    dsn: str
    jurisdiction: str
    is_demo: bool


@contextmanager
def server(settings: Settings, *, quiet: bool = False) -> Iterator[Server]:
    """The server that is set, or the embedded one, which is kept running meanwhile; a termination gives it back."""
    if settings.database_url:
        with exit_on_termination():
            yield Server(settings.database_url)
        return
    with kept_lease(settings, quiet=quiet) as lease:
        yield Server(lease.admin_dsn, lease)


@contextmanager
def kept_lease(settings: Settings, *, quiet: bool = False) -> Iterator[Lease]:
    """The embedded server, kept running meanwhile; it is never started anew on data that were lost."""
    tell = (lambda _: None) if quiet else say
    again = partial(acquire_server, settings, existing=True)
    with exit_on_termination(), acquire_server(settings, tell) as lease, kept_running(lease, again, say):
        yield lease


@contextmanager
def kept_keys_lease(settings: Settings) -> Iterator[Lease]:
    """The embedded server of the keys, in the same way."""
    again = partial(acquire_keys_server, settings, existing=True)
    with acquire_keys_server(settings) as lease, kept_running(lease, again, say):
        yield lease


@contextmanager
def some_database(settings: Settings, *, quiet: bool = True) -> Iterator[str]:
    """The database of ordinary commands; on the embedded server the office's, made when there is no other either."""
    with server(settings, quiet=quiet) as found:
        if settings.database_url:
            yield settings.database_url
            return
        yield database_in(found)


def database_in(found: Server) -> str:
    """The address of the office's database on the embedded server, of the demo's, or of one that is made."""
    name = DEFAULT_DATABASE
    if not found.has(name):
        if found.has(DEMO_DATABASE):
            name = DEMO_DATABASE
        else:
            ensure_database(found.admin, name)
    return found.database(name)


@contextmanager
def open_office(*, quiet: bool = False) -> Iterator[OpenOffice]:
    """The office that commands work on; a demo says that it is one, unless `quiet`. Raises NotReady without any."""
    settings = load_settings()
    with some_database(settings) as dsn:
        jurisdiction = office_of(settings, dsn)
        with LogReader.open(dsn, jurisdiction) as log:
            is_demo = log.is_demo()
        if is_demo and not quiet:
            say("This is demo data.")
        yield OpenOffice(settings, dsn, jurisdiction, is_demo)


def require_same(what: str, wanted: str, found: str, setting: str) -> None:
    """Refuse when a setting and the office's file contradict each other."""
    if wanted != found:
        raise Stop(
            f"{what} is {wanted} in the office's file and {found} here: set {setting}={wanted}, then try again."
        )
