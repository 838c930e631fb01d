"""A database for one run of specifications, on the server that is set or an embedded one, gone afterwards.

It is marked as a demo, because only there may a simulated clock say when facts were recorded.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

from api.migrate import migrate
from api.postgres import EmbeddedServer, ensure_database
from api.settings import Settings, with_database


@contextmanager
def scratch_database(settings: Settings, folder: Path) -> Iterator[str]:
    """The address of a new database, dropped in the end; `folder` is where an embedded server keeps its data."""
    name = f"bihuan_spec_{os.getpid()}"
    with _server(settings, folder) as admin:
        _drop(admin, name)
        ensure_database(admin, name)
        try:
            address = with_database(admin, name)
            migrate(address)
            with psycopg.connect(address) as connection:
                connection.execute("SELECT bihuan.mark_as_demo()")
            yield address
        finally:
            _drop(admin, name)


@contextmanager
def _server(settings: Settings, folder: Path) -> Iterator[str]:
    if settings.database_url:
        yield settings.database_url
        return
    with EmbeddedServer.acquire(folder, pg_user=settings.pg_user or None) as lease:
        yield lease.admin_dsn


def _drop(admin: str, name: str) -> None:
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
