"""Connections to the live lists, and asking them: a server that stands still is given up in seconds.

Its socket takes whatever is sent, so neither connecting nor keepalives tell; only the missing answer does.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import Any, TypeVar

import psycopg
from psycopg_pool import AsyncConnectionPool

from api.services import Reads
from projections.books import Books
from projections.query import Query, ask_async
from projections.waiting import Watch
from workflows.log import EventLog, Timeouts, hang_up

T = TypeVar("T")
READERS = 8
"""Connections of one process for lists."""
FREE_S = 5.0
"""To wait for one of them."""
ALIVE_S = 2.0
"""For a connection to show that it still lives, before it is used."""
BOUNDS = Timeouts(statement=8_000)
"""The slowest question over a million cases takes half a second; the rest is for a machine that is busy."""


@asynccontextmanager
async def live(dsn: str) -> AsyncIterator[Reads]:
    """The pool, for as long as the process serves."""
    pool: Reads = AsyncConnectionPool(
        BOUNDS.conninfo(dsn),
        kwargs={"autocommit": True},
        min_size=1,
        max_size=READERS,
        timeout=FREE_S,
        reconnect_timeout=2.0,
        check=_is_alive,
        open=False,
        name="bihuan-reads",
    )
    async with pool:
        yield pool


@asynccontextmanager
async def watched(log: EventLog, dsn: str) -> AsyncIterator[Watch]:
    """How far the lists have come, for as long as the process serves."""
    watch = Watch(dsn, Books(log.jurisdiction))
    task = asyncio.create_task(watch.run())
    try:
        yield watch
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def ask_live(reads: Reads, query: Query[T], *, free_s: float = FREE_S) -> T:
    """Ask the live tables. Raises psycopg.OperationalError or PoolTimeout when the server does not answer."""
    async with reads.connection(timeout=free_s) as connection:
        with _answers_within(BOUNDS.longest_s, connection):
            return await ask_async(connection, query)


async def _is_alive(connection: psycopg.AsyncConnection[Any]) -> None:
    with _answers_within(ALIVE_S, connection):
        await AsyncConnectionPool.check_connection(connection)


@contextmanager
def _answers_within(seconds: float, connection: psycopg.AsyncConnection[Any]) -> Iterator[None]:
    """Break the connection when it has not answered by then, so that whoever waits is told."""
    watch = asyncio.get_running_loop().call_later(seconds, hang_up, connection)
    try:
        yield
    finally:
        watch.cancel()
