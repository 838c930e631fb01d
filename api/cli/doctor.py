"""`bihuan doctor`: looks at everything an installation rests on, and says what to do about what is not right."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import closing
from functools import reduce
from typing import Any

import psycopg
import typer

from api import identity
from api.auth import require_ready
from api.backups.unfinished import UnfinishedRestore
from api.bootstrap import BadCalendar, NotReady, build, calendar_file, office_of, read_catalogue
from api.cli.console import out, out_json
from api.cli.doctor_keys import key_findings
from api.cli.doctor_record import record_findings
from api.cli.failures import UNFIT
from api.cli.finding import Finding
from api.cli.places import some_database
from api.migrate import migrations
from api.postgres import PostgresError, unfit_settings
from api.routes.health import is_late
from api.settings import Settings, SettingsRefused, load_settings
from domain.office import STREAM, Office, evolve_office
from domain.subjects import Request
from projections.books import Books
from projections.lag import lag
from projections.query import ask
from workflows.loader import BadCatalogue
from workflows.log import LogReader, statements
from workflows.log.errors import LogError
from workflows.recounting import books_name

SKEW_S = 2.0
"""How far this machine's clock and the database's may be apart."""


def run_doctor(*, as_json: bool) -> None:
    """Tell settings and findings; leave with 6 when something needs doing."""
    settings = load_settings()
    found = list(_looked(settings))
    if as_json:
        out_json({"settings": settings.masked(), "findings": [vars(one) for one in found]})
    else:
        for name, value in settings.masked().items():
            out(f"{name}={value}")
        for one in found:
            out(f"{'ok  ' if one.ok else 'DO  '} {one.what}: {one.seen}{'' if one.ok else f' → {one.do}'}")
    if not all(one.ok for one in found):
        raise typer.Exit(UNFIT)


def _looked(settings: Settings) -> Iterator[Finding]:
    yield from _signing_in(settings)
    yield _catalogue(settings)
    yield _calendar(settings)
    try:
        with some_database(settings) as dsn:
            yield from _database(dsn)
            yield from _office(settings, dsn)
            yield from key_findings(settings, dsn)
    except UnfinishedRestore as error:
        yield Finding("database", False, error.seen, error.do)
    except (PostgresError, psycopg.OperationalError) as error:
        first = str(error).strip().splitlines()[0]
        yield Finding("database", False, first, "start the server, or correct BIHUAN_DATABASE_URL")


def _signing_in(settings: Settings) -> Iterator[Finding]:
    try:
        require_ready(settings)
    except SettingsRefused as error:
        yield Finding("sign-in", False, settings.auth, str(error))
    else:
        yield Finding("sign-in", True, f"{settings.auth}: this machine only")


def _catalogue(settings: Settings) -> Finding:
    try:
        catalogue = read_catalogue(settings)
    except BadCatalogue as error:
        return Finding("catalogue", False, f"{len(error.problems)} problem(s)", f"mend {error.problems[0]}")
    return Finding("catalogue", True, ", ".join(catalogue.workflows))


def _calendar(settings: Settings) -> Finding:
    try:
        file = calendar_file(settings)
    except BadCalendar as error:
        return Finding("calendar file", False, "cannot be read", f"mend {error}")
    return Finding("calendar file", True, f"{file.calendar}, {len(file.years)} years")


def _database(dsn: str) -> Iterator[Finding]:
    unfit = unfit_settings(dsn)
    for one in unfit:
        yield Finding("server setting", False, str(one), "change it at the server and restart it")
    with psycopg.connect(dsn) as connection:
        version, skew = connection.execute(
            "SELECT current_setting('server_version'), extract(epoch FROM clock_timestamp())::float8"
        ).fetchone() or ("?", 0.0)
        skew -= identity.now().timestamp()
        if not unfit:
            yield Finding("server", True, f"PostgreSQL {version}, safe settings")
        late = abs(skew) > SKEW_S
        yield Finding(
            "clock", not late, f"{skew:+.1f} s against the database", "let both machines keep time (NTP)"
        )
        yield _schema(connection)


def _schema(connection: psycopg.Connection[Any]) -> Finding:
    """Whether every migration was applied, and none that this release does not know."""
    known = {migration.name for migration in migrations()}
    try:
        applied = {str(row[0]) for row in connection.execute("SELECT name FROM bihuan.migrations")}
    except (psycopg.errors.UndefinedTable, psycopg.errors.InvalidSchemaName):
        applied = set()
    if newer := sorted(applied - known):
        return Finding("schema", False, f"{newer[0]} is of a newer release", "use that release")
    lacking = len(known - applied)
    seen = f"{lacking} file(s) to apply" if lacking else "up to date"
    return Finding("schema", not lacking, seen, "run `bihuan migrate`")


def _office(settings: Settings, dsn: str) -> Iterator[Finding]:
    try:
        office = office_of(settings, dsn)
    except NotReady as error:
        yield Finding("office", False, "none", str(error))
        return
    with closing(psycopg.connect(dsn, autocommit=True)) as connection, LogReader.open(dsn, office) as log:
        head = log.head()
        kind = "demo data" if log.is_demo() else "trial data"
        yield Finding("office", head > 0, f"{office}, {kind}, {head} facts", "run `bihuan init OFFICE.toml`")
        known = reduce(evolve_office, log.stream(STREAM), Office())
        yield _in_force(known, settings)
        yield from _recounted(connection, office, known)
        yield from _followers(connection, Books(office), head)
        yield from record_findings(settings, connection, office)
    yield _requests(settings, dsn, office)


def _in_force(office: Office, settings: Settings) -> Finding:
    """The calendar deadlines are counted by: published, of this year, of this office's time zone."""
    calendar, publish = office.calendar, "`bihuan calendar publish FILE`"
    if calendar is None:
        return Finding(
            "calendar", False, "none published", f"run {publish}; without FILE it is the catalogue's"
        )
    year = calendar.local(identity.now()).year
    lacking = [one for one in (year, year + 1) if one not in calendar.covers]
    seen = f"{calendar.version} ({calendar.timezone})"
    if calendar.timezone != settings.timezone:
        return Finding(
            "calendar", False, f"{seen} is not of {settings.timezone}", "set BIHUAN_TIMEZONE to that"
        )
    if year in lacking:
        return Finding(
            "calendar", False, f"{seen} lacks {year}", f"add the year as announced, then {publish}"
        )
    note = f", {year + 1} is provisional until it is announced" if lacking else ""
    return Finding("calendar", True, seen + note)


def _recounted(connection: psycopg.Connection[Any], jurisdiction: str, office: Office) -> Iterator[Finding]:
    """Whether every open case was looked at since the calendar was published."""
    for known in office.calendars[-1:]:
        row = connection.execute(statements.CONSUMED, [jurisdiction, books_name(known)]).fetchone()
        done = row is not None and row[0] >= known.position
        seen = "all open cases looked at" if done else "not all open cases looked at yet"
        yield Finding("deadlines by the calendar", done, seen, "run `bihuan worker`")


def _followers(connection: psycopg.Connection[Any], books: Books, head: int) -> Iterator[Finding]:
    try:
        lags = ask(connection, lag(books, head))
    except psycopg.errors.UndefinedTable:
        lags = ()
    if not lags:
        yield Finding("read models", False, "none yet", "run `bihuan worker`")
    for one in lags:
        seen = f"{one.behind} behind, {one.parked} parked"
        yield Finding(one.model or one.name, not is_late(one) and not one.parked, seen, "run `bihuan worker`")


def _requests(settings: Settings, dsn: str, jurisdiction: str) -> Finding:
    """Whether what people asked for was done to the keys; starting has just done it, or says why not."""
    what, do = "requests of people", "put the file's backup back, or see what the keys' database says"
    try:
        asked, forgotten = asyncio.run(_asked_for(settings, dsn, jurisdiction))
    except (LogError, OSError) as error:
        return Finding(what, False, str(error), do)
    if forgotten:
        seen = f"{len(forgotten)} of {asked + len(forgotten)} are in the file beside the databases only"
        again = ", ".join(f"`bihuan subject {one.action} {one.subject} --reason …`" for one in forgotten)
        do = f"the log was restored to a moment before them: record them again ({again})"
        return Finding(what, False, seen, do)
    return Finding(what, True, f"{asked}, all done to the keys" if asked else "none")


async def _asked_for(settings: Settings, dsn: str, jurisdiction: str) -> tuple[int, Sequence[Request]]:
    async with build(settings, dsn=dsn, jurisdiction=jurisdiction) as services:
        requests = services.privacy.requests
        return len((await requests.known()).requests), await requests.forgotten()
