"""The demo's own database: made under another name and renamed when it is whole, so that half a demo is never met."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql

from api.cli.console import Stop
from api.cli.places import DEMO_DATABASE, Server
from api.migrate import migrate
from api.postgres import ensure_database, require_fit

UNFINISHED = f"{DEMO_DATABASE}_unfinished"
FIGURES = "demo_figures"
"""Setting that keeps what was asked for and what came of it."""
LOCK = "SELECT pg_advisory_lock(hashtextextended('bihuan.demo', 0))"


@dataclass(frozen=True)
class Made:
    """The demo: where it lies, its figures, and whether it was made just now."""

    dsn: str
    figures: dict[str, Any]
    new: bool


def ensure_demo(
    server: Server, plan: Mapping[str, Any], asked: Mapping[str, Any], make: Callable[[str], dict[str, Any]]
) -> Made:
    """The demo that is there, or a new one. Raises Stop when one is there that is not what was asked for."""
    dsn = server.database(DEMO_DATABASE)
    with psycopg.connect(server.admin, autocommit=True, connect_timeout=5) as admin:
        admin.execute(LOCK)
        if not server.has(DEMO_DATABASE):
            return Made(dsn, _made(server, admin, make), new=True)
    figures = _figures(dsn)
    _require_asked(figures, asked)
    migrate(dsn)
    return Made(dsn, figures, new=False)


def _made(
    server: Server, admin: psycopg.Connection[Any], make: Callable[[str], dict[str, Any]]
) -> dict[str, Any]:
    unfinished, dsn = sql.Identifier(UNFINISHED), server.database(UNFINISHED)
    admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(unfinished))
    ensure_database(server.admin, UNFINISHED)
    require_fit(dsn)
    migrate(dsn)
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("SELECT bihuan.mark_as_demo()")
    figures = make(dsn)
    with psycopg.connect(
        dsn, autocommit=True
    ) as connection:  # waits for the disk, for everything before as well
        kept = json.dumps(figures, ensure_ascii=False)
        connection.execute("INSERT INTO bihuan.settings (name, value) VALUES (%s, %s)", [FIGURES, kept])
    _release(admin)
    rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
    admin.execute(rename.format(unfinished, sql.Identifier(DEMO_DATABASE)))
    return figures


def _release(admin: psycopg.Connection[Any]) -> None:
    """End connections that were closed but have not left yet; a database in use cannot be renamed."""
    admin.execute(
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s", [UNFINISHED]
    )


def _figures(dsn: str) -> dict[str, Any]:
    with psycopg.connect(dsn, connect_timeout=5) as connection:
        try:
            row = connection.execute(
                "SELECT value FROM bihuan.settings WHERE name = %s", [FIGURES]
            ).fetchone()
        except (psycopg.errors.UndefinedTable, psycopg.errors.InvalidSchemaName):
            row = None
    if row is None:
        raise Stop(
            f"The database {DEMO_DATABASE} was not made by this program: rename or drop it, then try again."
        )
    found: dict[str, Any] = json.loads(row[0])
    return found


def _require_asked(figures: Mapping[str, Any], asked: Mapping[str, Any]) -> None:
    other = {name: figures["plan"][name] for name, value in asked.items() if figures["plan"][name] != value}
    if other:
        told = ", ".join(f"--{name} {value}" for name, value in other.items())
        raise Stop(
            f"There is a demo already, made with {told}: leave those options out to use it, or choose another "
            "BIHUAN_DATA_DIR (or drop the database bihuan_demo) for another one."
        )
