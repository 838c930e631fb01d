"""One real PostgreSQL for a whole test run, and a fresh database for every test.

All workers of a run share one embedded server: its own locks see to it that the last one out stops it. A
fresh database is a copy of a template that was migrated once, which takes a few dozen milliseconds.
"""

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from api.postgres import EmbeddedServer, Lease, ensure_database, postmaster
from api.postgres.binaries import OLDEST_MAJOR
from api.postgres.locks import FileLock, held

TEMPLATE, KEYS_TEMPLATE = "template_of_tests", "template_of_keys"
KEYS_SUFFIX = "_keys"
PREFIX = "bihuan-test-"
MEMORY = Path("/dev/shm")
PLENTY_BYTES = 6 * 1024**3
JUST_MADE_SECONDS = 60
_numbers = count(1)
_held: dict[Path, FileLock] = {}


def make_run_folder() -> Path:
    """Make a folder that the server's account can enter when the tests run as root.

    It lies in memory where there is plenty: the server syncs every commit there as it would on a disk, with the
    same settings, and does not wait for one. What runs that were killed left behind is removed on the way.
    """
    parent = _roomy_place()
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=parent))
    folder.chmod(0o755)
    _held[folder] = FileLock(folder / "in-use.lock")
    _held[folder].share()
    for old in parent.glob(f"{PREFIX}*"):
        _remove_if_abandoned(old)
    return folder


def remove_run_folder(folder: Path) -> None:
    """Remove what a test run left; its server has stopped by then."""
    _held.pop(folder).close()
    shutil.rmtree(folder, ignore_errors=True)


def _roomy_place() -> Path:
    if MEMORY.is_dir() and os.access(MEMORY, os.W_OK):
        runs_programs = not os.statvfs(MEMORY).f_flag & os.ST_NOEXEC
        if runs_programs and shutil.disk_usage(MEMORY).free > PLENTY_BYTES:
            return MEMORY
    return Path(tempfile.gettempdir())


def _remove_if_abandoned(folder: Path) -> None:
    """Remove a folder whose lock nobody holds any more; one just made may not have its lock yet."""
    try:
        if time.time() - folder.stat().st_mtime < JUST_MADE_SECONDS:
            return
        lock = FileLock(folder / "in-use.lock")
    except OSError:
        return
    try:
        if lock.try_hold():
            for cluster in folder.rglob("cluster"):
                postmaster.stop(cluster)
            shutil.rmtree(folder, ignore_errors=True)
    finally:
        lock.close()


@contextmanager
def running_server(folder: Path, programs: Path | None = None) -> Iterator[Lease]:
    """Share the run's server; of other programs than ours when a folder of them is named."""
    with EmbeddedServer.acquire(folder, bin_dir=programs) as lease:
        yield lease


def older_programs() -> Path | None:
    """Where the oldest server of the system lies that we promise to work with; None when there is none."""
    found = {int(folder.parent.name): folder for folder in Path("/usr/lib/postgresql").glob("[0-9]*/bin")}
    fit = [major for major in sorted(found) if major >= OLDEST_MAJOR and (found[major] / "initdb").exists()]
    return found[fit[0]] if fit else None


def make_template(lease: Lease) -> None:
    """Make the databases that fresh ones are copied from, once for all workers of the run."""
    with held(lease.home / "template.lock", lambda: None):
        _make_template(lease, TEMPLATE)
        _make_template(lease, KEYS_TEMPLATE)


@contextmanager
def fresh_database(lease: Lease, worker: str, template: str = TEMPLATE) -> Iterator[str]:
    """Yield the connection string of a new database with the current schema and nothing in it."""
    name = f"test_{worker}_{next(_numbers)}"
    _copy_database(lease, name, template)
    try:
        yield lease.dsn(name)
    finally:
        with psycopg.connect(lease.admin_dsn, autocommit=True) as connection:
            for made in (name, f"{name}{KEYS_SUFFIX}"):
                connection.execute(
                    sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(made))
                )


def keys_of(dsn: str) -> str:
    """The database of keys that goes with a fresh one, made when it is first asked for; both are dropped together.

    It lies on the same server: what tests are about is not the server's journal, except for the one that is.
    """
    name = f"{conninfo_to_dict(dsn)['dbname']}{KEYS_SUFFIX}"
    with psycopg.connect(make_conninfo(dsn, dbname="postgres"), autocommit=True) as connection:
        known = connection.execute("SELECT datname FROM pg_database").fetchall()
        if (name,) not in known and (KEYS_TEMPLATE,) in known:
            create = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
            connection.execute(create.format(sql.Identifier(name), sql.Identifier(KEYS_TEMPLATE)))
    made = make_conninfo(dsn, dbname=name)
    if (KEYS_TEMPLATE,) not in known:
        ensure_database(make_conninfo(dsn, dbname="postgres"), name)
        prepare(made, KEYS_TEMPLATE)
    return made


def prepare(dsn: str, template: str = TEMPLATE) -> None:
    """Bring the template's schema up to date, by the same door as a user's database."""
    from api.migrate import KEY_ROOMS, ROOMS, migrate

    migrate(dsn, KEY_ROOMS if template == KEYS_TEMPLATE else ROOMS)


def _make_template(lease: Lease, template: str) -> None:
    unfinished = f"{template}_unfinished"
    with psycopg.connect(lease.admin_dsn, autocommit=True) as connection:
        known = connection.execute("SELECT FROM pg_database WHERE datname = %s", [template]).fetchone()
        if known is not None:
            return
        ensure_database(lease.admin_dsn, unfinished)
        prepare(lease.dsn(unfinished), template)
        rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
        connection.execute(rename.format(sql.Identifier(unfinished), sql.Identifier(template)))


def _copy_database(lease: Lease, name: str, template: str) -> None:
    with psycopg.connect(lease.admin_dsn, autocommit=True) as connection:
        create = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        connection.execute(create.format(sql.Identifier(name), sql.Identifier(template)))
