"""Read your own writes: wait until the read models have come as far as a position.

Followers tell their position with every commit. One connection of a process listens for all who wait in it, and asks
once a second as well, since a message can be lost but the books cannot.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable
from time import monotonic
from typing import Any

import psycopg
from psycopg import sql

from projections.books import Books
from projections.connecting import connect_async
from projections.ports import Connection

LOG = logging.getLogger("bihuan.projections")
POLL_S = 1.0
SILENT_S = 5.0
"""A connection that does not answer for so long is given up."""


def _positions(books: Books) -> sql.Composed:
    return books.sql(
        "SELECT model, name, position FROM {consumers} WHERE state = 'live' AND model IS NOT NULL"
    )


def _listen(books: Books) -> sql.Composed:
    return sql.SQL("LISTEN {}").format(sql.Identifier(books.channel))


class Progress:
    """How far each live read model has come, as far as was heard. Positions only grow while a table stays live."""

    def __init__(self) -> None:
        self._tables: dict[str, str] = {}
        self._positions: dict[str, int] = {}

    def read(self, rows: Iterable[tuple[str, str, int]]) -> None:
        """Take over what the books say."""
        found = list(rows)
        self._tables = {model: name for model, name, _ in found}
        self._positions = {name: position for _, name, position in found}

    def hear(self, message: str) -> None:
        """Take over what a follower told: its name and its position."""
        name, _, position = message.rpartition(" ")
        if position.isdecimal() and name in self._positions:
            self._positions[name] = max(self._positions[name], int(position))

    def position(self, models: Iterable[str] = ()) -> int:
        """How far the slowest of these models has come, of all when none is named; 0 for one that is not there."""
        names = [self._tables.get(model, "") for model in models] or list(self._tables.values())
        return min((self._positions.get(name, 0) for name in names), default=0)


def wait(
    connection: Connection, books: Books, position: int, timeout_s: float, models: Iterable[str] = ()
) -> bool:
    """Wait on a connection in autocommit; whether the models came that far in time. For commands and tests."""
    models, ends, progress = tuple(models), monotonic() + timeout_s, Progress()
    connection.execute(_listen(books))
    while True:
        progress.read(connection.execute(_positions(books)).fetchall())
        left = ends - monotonic()
        if progress.position(models) >= position or left <= 0:
            return progress.position(models) >= position
        for _ in connection.notifies(timeout=min(left, POLL_S), stop_after=1):
            pass


class Watch:
    """Waits for any number of readers of a process on one connection. Run `run` as a task of its own."""

    def __init__(self, dsn: str, books: Books) -> None:
        self._dsn, self._books = dsn, books
        self._progress = Progress()
        self._waiting: dict[asyncio.Future[None], tuple[int, tuple[str, ...]]] = {}

    def position(self, models: Iterable[str] = ()) -> int:
        """How far the slowest of these models has come, as far as is known here."""
        return self._progress.position(models)

    async def wait(self, position: int, timeout_s: float, models: Iterable[str] = ()) -> bool:
        """Wait until these models, or all, have come that far; False when they had not in time."""
        models = tuple(models)
        if self._progress.position(models) >= position:
            return True
        reached: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting[reached] = (position, models)
        try:
            await asyncio.wait_for(reached, timeout_s)
        except TimeoutError:
            return False
        finally:
            del self._waiting[reached]
        return True

    async def run(self) -> None:
        """Listen until cancelled; a lost or silent connection is replaced."""
        while True:
            try:
                async with await connect_async(self._dsn) as connection:
                    await connection.execute(_listen(self._books))
                    while True:
                        await self._round(connection)
            except (psycopg.Error, TimeoutError) as error:
                LOG.warning("lost the connection that positions are heard on: %s", type(error).__name__)
                await asyncio.sleep(POLL_S)

    async def _round(self, connection: psycopg.AsyncConnection[Any]) -> None:
        """Ask the books, then listen for a second."""
        async with asyncio.timeout(SILENT_S):
            asked = await connection.execute(_positions(self._books))
            self._progress.read(await asked.fetchall())
        self._wake()
        async for told in connection.notifies(timeout=POLL_S):
            self._progress.hear(told.payload)
            self._wake()

    def _wake(self) -> None:
        for reached, (position, models) in self._waiting.items():
            if not reached.done() and self._progress.position(models) >= position:
                reached.set_result(None)
