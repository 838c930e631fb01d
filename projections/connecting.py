"""Connections of the read side: rows that commit without waiting for the disk, and a dead peer found in seconds.

A read model commits its position together with its rows, so a crash of the server can only make it do a few
batches again: `synchronous_commit = off` is safe here and nowhere else.
"""

from __future__ import annotations

from typing import Any

import psycopg

from projections.ports import Connection

_ALIVE = {
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
    "connect_timeout": 5,
}
_OPTIONS = "-c timezone=UTC -c client_min_messages=warning"


def connect(dsn: str) -> Connection:
    """Open a connection that follows the log."""
    return psycopg.connect(
        dsn,
        autocommit=True,
        options=f"{_OPTIONS} -c synchronous_commit=off",
        **_ALIVE,  # type: ignore[arg-type]
    )


def another(connection: Connection) -> Connection:
    """One more connection of the same kind to the same database."""
    return psycopg.connect(connection.info.dsn, password=connection.info.password, autocommit=True)


async def connect_async(dsn: str) -> psycopg.AsyncConnection[Any]:
    """Open a connection that listens for those who wait."""
    return await psycopg.AsyncConnection.connect(
        dsn,
        autocommit=True,
        options=_OPTIONS,
        **_ALIVE,  # type: ignore[arg-type]
    )
