"""Where the keys of personal data lie: their database, the file of the key that wraps them, the name they go by.

The database is the one that is set, else one on a second embedded server beside the log's. Keys go by office and log,
as the signing key does, so that a demo and an office of one data directory never share any.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import psycopg
from psycopg.conninfo import conninfo_to_dict

from api.embedded import acquire_keys_server, keys_folder
from api.migrate import KEY_ROOMS, migrate, migrations
from api.postgres import ensure_database, require_fit
from api.settings import Settings
from api.tending import kept_running
from workflows.keys import KeysRefused, KeyStore
from workflows.keys.key_file import FileProvider, make_file, read_file, require_outside

DATABASE = "bihuan_keys"
NAMED = 8
"""Characters of the log's identity that stand in names."""
NOT_SET = (
    "BIHUAN_DATABASE_URL names the server of the log, and nothing says where the keys of personal data lie: set "
    "BIHUAN_KEYS_DATABASE_URL to a database on another server (its backups are apart from the log's), then run "
    "`bihuan migrate`."
)
SAME = (
    "BIHUAN_KEYS_DATABASE_URL is the database of the log itself: one backup would hold both what is sealed and its "
    "keys. Name a database on another server."
)
_WHERE = "SELECT system_identifier, current_database() FROM pg_control_system()"
_HAS_KEYS = "SELECT EXISTS (SELECT FROM bihuan_keys.secrets WHERE jurisdiction = %s)"


@contextmanager
def keys_database(settings: Settings) -> Iterator[str]:
    """The address of the database of keys; an embedded one runs meanwhile. Raises KeysRefused, PostgresError."""
    if settings.keys_database_url:
        yield settings.keys_database_url
        return
    if settings.database_url:
        raise KeysRefused(NOT_SET)
    again = partial(acquire_keys_server, settings, existing=True)
    with acquire_keys_server(settings) as lease, kept_running(lease, again):
        ensure_database(lease.admin_dsn, DATABASE)
        dsn = lease.dsn(DATABASE)
        migrate(dsn, KEY_ROOMS)
        yield dsn


def name_of(jurisdiction: str, log_id: str) -> str:
    """What the keys of an office's log go by; a restored log keeps its own."""
    return f"{jurisdiction}-{log_id[:NAMED]}"


def key_file(settings: Settings, name: str) -> Path:
    """The file of the wrapping keys."""
    return settings.key_file or settings.home / "kek" / f"{name}.kek"


def prepare_keys(dsn: str, log: str) -> None:
    """Bring a database of keys up to date. Raises KeysRefused for the log's own, UnfitDatabase, MigrationRefused."""
    require_apart(dsn, log)
    require_fit(dsn)
    migrate(dsn, KEY_ROOMS)


def prepare_named_keys(settings: Settings, log: str) -> None:
    """The same for the one that is named; an embedded one is prepared at each start. Raises KeysRefused."""
    if settings.keys_database_url:
        prepare_keys(settings.keys_database_url, log)
    elif settings.database_url:
        raise KeysRefused(NOT_SET)


def require_apart(dsn: str, log: str) -> None:
    """Raise KeysRefused when the two addresses are of one database."""
    if _whereabouts(dsn) == _whereabouts(log):
        raise KeysRefused(SAME)


def same_server(dsn: str, log: str) -> bool:
    """Whether the two databases share a server, and with it journal and backups."""
    return _whereabouts(dsn)[0] == _whereabouts(log)[0]


def store_of(settings: Settings, dsn: str, log: str, name: str) -> KeyStore:
    """The store, not yet open; its wrapping key is made for keys of which there are none yet. Raises KeysRefused."""
    require_apart(dsn, log)
    require_fit(dsn)
    wrapping = wrapping_keys(settings, name, first=not _has_keys(dsn, name))
    return KeyStore(dsn, name, wrapping, entropy=os.urandom, algorithm=settings.key_algorithm)


def wrapping_keys(settings: Settings, name: str, *, first: bool) -> FileProvider:
    """The wrapping keys; a new one only where nothing was wrapped. Raises KeysRefused."""
    path = key_file(settings, name)
    require_outside(path, settings.home / "postgres", keys_folder(settings))
    found = read_file(path)
    if found is not None:
        return found
    if not first:
        raise KeysRefused(
            f"{path}: the wrapping key is missing, and without it nothing personal can be read; put its backup back."
        )
    return make_file(path, os.urandom)


def _has_keys(dsn: str, name: str) -> bool:
    with psycopg.connect(dsn, connect_timeout=5) as connection:
        try:
            known = connection.execute("SELECT name FROM bihuan.migrations").fetchall()
            found = connection.execute(_HAS_KEYS, [name]).fetchone()
        except (psycopg.errors.UndefinedTable, psycopg.errors.InvalidSchemaName):
            known, found = [], None
    if {row[0] for row in known} < {migration.name for migration in migrations(KEY_ROOMS)}:
        raise KeysRefused("The database of keys is not prepared: run `bihuan migrate`.")
    return bool(found and found[0])


def _whereabouts(dsn: str) -> tuple[str, str]:
    """Which server and database an address leads to; the server as the address has it when it does not tell."""
    with psycopg.connect(dsn, connect_timeout=5, autocommit=True) as connection:
        try:
            row = connection.execute(_WHERE).fetchone()
        except psycopg.errors.InsufficientPrivilege:
            row = None
        if row is not None:
            return str(row[0]), str(row[1])
        given = conninfo_to_dict(dsn)
        return f"{given.get('host')}:{given.get('port')}", connection.info.dbname
