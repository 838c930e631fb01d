"""Asking the database, over a pool that mends itself.

A question that is safe to repeat is sent again when the connection was lost under it; for an append the command id
makes it so: if the first one was committed after all, the second is told so. What cannot be mended becomes
LogUnavailable; a race that only another writer outside our turn could cause is run again.
"""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from time import monotonic
from typing import Any, NoReturn, Self

import psycopg
from psycopg import errors
from psycopg.pq import ExecStatus
from psycopg_pool import AsyncConnectionPool, PoolClosed, PoolTimeout

from workflows.log.connection import Timeouts, give_up_rights, reason_of
from workflows.log.errors import LogRefused, LogUnavailable

Parameters = Sequence[Any] | Mapping[str, Any]
"""What a statement is given: in order, or by name."""
Configure = Callable[[psycopg.AsyncConnection[Any]], Awaitable[None]]
TRIES = 4
ASK_AGAIN_S = 0.25
RACES = (errors.UniqueViolation, errors.DeadlockDetected, errors.SerializationFailure)
# Standby after a failover: reads work, writes do not yet.
UNAVAILABLE = (psycopg.OperationalError, psycopg.InterfaceError, errors.ReadOnlySqlTransaction)


class Pool:
    """Connections of one process to the log, or to another database that is asked in the same way."""

    def __init__(
        self,
        dsn: str,
        *,
        size: int,
        timeouts: Timeouts,
        name: str = "bihuan-log",
        configure: Configure | None = give_up_rights,
    ) -> None:
        self._connect_s = timeouts.connect_s
        self._longest_s = timeouts.longest_s
        self._pool: AsyncConnectionPool[psycopg.AsyncConnection[Any]] = AsyncConnectionPool(
            timeouts.conninfo(dsn),
            kwargs={"autocommit": True, "prepare_threshold": 0},
            configure=configure,
            min_size=1,
            max_size=size,
            reconnect_timeout=0,  # we try again ourselves; the pool would do so ever more rarely
            open=False,
            name=name,
        )

    async def open(self) -> Self:
        """Connect. Raises LogUnavailable when that takes too long."""
        await self._pool.open()
        try:
            await self.ask("SELECT 1", [])
        except BaseException:
            await self._pool.close()
            raise
        return self

    async def close(self) -> None:
        """Give every connection back."""
        await self._pool.close()

    async def ask(
        self, query: str, parameters: Parameters, *, repeatable: bool = True
    ) -> list[tuple[Any, ...]]:
        """Run one statement as one transaction and return its rows. Raises LogUnavailable, LogRefused."""
        tries = TRIES if repeatable else 1
        end = monotonic() + self._longest_s
        for attempt in range(1, tries + 1):
            try:
                return await self._ask(query, parameters)
            except RACES:
                if attempt == tries:
                    raise
            except (psycopg.DatabaseError, psycopg.InterfaceError) as error:
                if attempt == tries or not is_lost(error) or monotonic() > end:
                    tell(error)
                await self._mend()
        raise AssertionError("every try returns or raises")

    async def _ask(self, query: str, parameters: Parameters) -> list[tuple[Any, ...]]:
        async with self._connection() as connection, connection.cursor(binary=True) as cursor:
            watch = asyncio.get_running_loop().call_later(self._longest_s, hang_up, connection)
            try:
                await cursor.execute(query, parameters)
                return await cursor.fetchall() if has_rows(cursor) else []
            finally:
                watch.cancel()

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[psycopg.AsyncConnection[Any]]:
        connection = await self._taken()
        try:
            yield connection
        finally:
            await self._pool.putconn(connection)

    async def _taken(self) -> psycopg.AsyncConnection[Any]:
        """A connection, as soon as there is one: every time somebody asks, the pool tries to make one."""
        end = monotonic() + self._connect_s
        while True:
            try:
                return await self._pool.getconn(timeout=ASK_AGAIN_S)
            except PoolTimeout:
                if monotonic() > end:
                    raise

    async def _mend(self) -> None:
        """Throw away connections that died with the one that was just lost."""
        try:
            await self._pool.check()
        except UNAVAILABLE as error:
            raise LogUnavailable(reason_of(error)) from error


def has_rows(cursor: psycopg.AsyncCursor[Any]) -> bool:
    """Whether the answer is rows; asking for their description would make an object of every column."""
    return cursor.pgresult is not None and cursor.pgresult.status == ExecStatus.TUPLES_OK


def is_refusal(error: psycopg.Error) -> bool:
    """Whether what was asked can never be done: our own functions say so by the class BH, the server's limits by 54."""
    return (error.sqlstate or "").startswith(("BH", "54"))


def hang_up(connection: psycopg.AsyncConnection[Any]) -> None:
    """Break a connection whose server says nothing any more, so that whoever waits for it is told."""
    with (
        suppress(OSError, psycopg.OperationalError),
        socket.socket(fileno=os.dup(connection.fileno())) as line,
    ):
        line.shutdown(socket.SHUT_RDWR)


def tell(error: psycopg.Error) -> NoReturn:
    """Raise what an error means to whoever asked; one that nobody expects stays what it is."""
    if is_refusal(error):
        raise LogRefused(reason_of(error)) from error
    if isinstance(error, UNAVAILABLE):
        raise LogUnavailable(reason_of(error)) from error
    raise error


def is_lost(error: psycopg.Error) -> bool:
    """Whether the connection broke, so that nobody knows what became of the question.

    Class 57P is the server going down or coming up. A pool that gives no connection was waited for already.
    """
    if isinstance(error, (PoolTimeout, PoolClosed)) or not isinstance(error, UNAVAILABLE):
        return False
    return error.sqlstate is None or error.sqlstate.startswith(("08", "57P"))
