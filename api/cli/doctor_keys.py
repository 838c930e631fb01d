"""What `bihuan doctor` looks at of the keys: whether they can be used, lie apart from what they open, are kept."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import psycopg

from api.bootstrap import NotReady, office_of
from api.cli.doctor_journal import journal_finding
from api.cli.finding import Finding
from api.keys_places import key_file, keys_database, name_of, same_server, store_of
from api.migrate import MigrationRefused
from api.postgres import PostgresError
from api.settings import Settings
from projections.transparency.store import OlderRelease, log_id_of
from workflows.keys import KeysRefused

APART = "on a server of its own"
TOGETHER = "on the log's own server, whose journal and backups then hold both: better name another one"


def key_findings(settings: Settings, dsn: str) -> Iterator[Finding]:
    """Whether keys can be used, and where they lie."""
    try:
        with keys_database(settings) as keys:
            where = TOGETHER if same_server(keys, dsn) else APART
            yield Finding("keys", True, where)
            yield from _wrapping(settings, keys, dsn)
            if not settings.keys_database_url:
                with closing(psycopg.connect(keys, autocommit=True)) as connection:
                    yield journal_finding(connection, "journal of keys")
    except KeysRefused as error:
        yield Finding("keys", False, "cannot be used", str(error))
    except (PostgresError, psycopg.OperationalError, MigrationRefused) as error:
        first = str(error).strip().splitlines()[0]
        yield Finding("keys", False, first, "start their server, or correct BIHUAN_KEYS_DATABASE_URL")


def _wrapping(settings: Settings, keys: str, dsn: str) -> Iterator[Finding]:
    try:
        office = office_of(settings, dsn)
        with closing(psycopg.connect(dsn, autocommit=True)) as connection:
            name = name_of(office, log_id_of(connection))
    except (NotReady, OlderRelease):
        return  # said of the database already
    store = store_of(settings, keys, dsn, name)
    yield Finding("wrapping key", True, f"{store.provider.current} in {key_file(settings, name)}")
