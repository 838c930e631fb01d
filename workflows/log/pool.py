"""Asking the database, over a pool that mends itself.

A question that is safe to repeat is sent again when the connection was lost under it; for an append the command id
makes it so: if the first one was committed after all, the second is told so. What cannot be mended becomes
LogUnavailable; a race that only another writer outside our turn could cause is run again.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from time import monotonic
from typing import Any, Self

import psycopg
from psycopg import errors
from psycopg_pool import AsyncConnectionPool, PoolClosed, PoolTimeout

from workflows.log.connection import Timeouts, give_up_rights, reason_of
from workflows.log.errors import LogRefused, LogUnavailable

TRIES = 4
ASK_AGAIN_S = 0.25
RACES = (errors.UniqueViolation, errors.DeadlockDetected, errors.SerializationFailure)
# Standby after a failover: reads work, writes do not yet.
UNAVAILABLE = (psycopg.OperationalError, psycopg.InterfaceError, errors.ReadOnlySqlTransaction)


class Pool:
    """Connections of one process to the log."""

    def __init__(self, dsn: str, *, size: int, timeouts: Timeouts) -> None:
        self._connect_s = timeouts.connect_s
        self._pool: AsyncConnectionPool[psycopg.AsyncConnection[Any]] = AsyncConnectionPool(
            timeouts.conninfo(dsn),
            kwargs={"autocommit": True, "prepare_threshold": 0},
            configure=give_up_rights,
            min_size=1,
            max_size=size,
            reconnect_timeout=0,  # we try again ourselves; the pool would do so ever more rarely
            open=False,
            name="bihuan-log",
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
        self, query: str, parameters: Sequence[Any], *, repeatable: bool = True
    ) -> list[tuple[Any, ...]]:
        """Run one statement as one transaction and return its rows. Raises LogUnavailable, LogRefused."""
        tries = TRIES if repeatable else 1
        for attempt in range(1, tries + 1):
            try:
                return await self._ask(query, parameters)
            except RACES:
                if attempt == tries:
                    raise
            except UNAVAILABLE as error:
                if attempt == tries or not is_lost(error):
                    raise LogUnavailable(reason_of(error)) from error
                await self._mend()
            except psycopg.DatabaseError as error:
                if is_ours(error):
                    raise LogRefused(reason_of(error)) from error
                raise
        raise AssertionError("every try returns or raises")

    async def _ask(self, query: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
        async with self._connection() as connection, connection.cursor(binary=True) as cursor:
            await cursor.execute(query, parameters)
            return await cursor.fetchall() if cursor.description else []

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


def is_ours(error: psycopg.Error) -> bool:
    """Whether one of our own functions refused: they use the class BH."""
    return (error.sqlstate or "").startswith("BH")


def is_lost(error: psycopg.Error) -> bool:
    """Whether the connection broke, so that nobody knows what became of the question.

    Class 57P is the server going down or coming up. A pool that gives no connection was waited for already.
    """
    if isinstance(error, (PoolTimeout, PoolClosed)):
        return False
    return error.sqlstate is None or error.sqlstate.startswith(("08", "57P"))
