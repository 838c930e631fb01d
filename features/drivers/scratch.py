"""A database for one run of specifications, on the server that is set or an embedded one, gone afterwards.

It is marked as a demo, because only there may a simulated clock say when facts were recorded.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from api.migrate import KEY_ROOMS, migrate
from api.postgres import EmbeddedServer, PostgresError, ensure_database
from api.settings import Settings, with_database
from features.driver import StageRefused

_ADVICE = (
    "Specifications make a database of their own and drop it: the server of BIHUAN_DATABASE_URL must run and its user"
    " may create databases; without that setting an embedded server is used."
)


@dataclass(frozen=True)
class Scratch:
    """Addresses of the log's database and that of the keys."""

    log: str
    keys: str


@contextmanager
def scratch_database(settings: Settings, folder: Path) -> Iterator[Scratch]:
    """New databases, dropped in the end; `folder` is where an embedded server keeps its data.

    Both lie on one server: what is in them is thrown away with them.
    """
    name = f"bihuan_spec_{os.getpid()}"
    with ExitStack() as stack:
        try:
            admin = stack.enter_context(_server(settings, folder))
            found = Scratch(_made(admin, name), _made_keys(admin, f"{name}_keys"))
        except (psycopg.Error, PostgresError) as error:
            raise StageRefused(f"{str(error).strip()}\n{_ADVICE}") from None
        stack.callback(_drop, admin, name)
        stack.callback(_drop, admin, f"{name}_keys")
        yield found


def _made_keys(admin: str, name: str) -> str:
    _drop(admin, name)
    ensure_database(admin, name)
    address = with_database(admin, name)
    migrate(address, KEY_ROOMS)
    return address


def _made(admin: str, name: str) -> str:
    _drop(admin, name)
    ensure_database(admin, name)
    address = with_database(admin, name)
    migrate(address)
    with psycopg.connect(address) as connection:
        connection.execute("SELECT bihuan.mark_as_demo()")
    return address


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
