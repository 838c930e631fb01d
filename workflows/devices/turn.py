"""A turn at one device: a transaction that holds its mark, so that nobody else judges it or acts for it meanwhile.

No turn waits for the disk. What a crash takes back is a whole turn: its readings are judged again, to the same acts,
and its act is carried out again, under the same ids. A fact of the log takes every turn before it along to the disk.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from typing import Any, NoReturn

import psycopg

from workflows.log import LogUnavailable, Timeouts
from workflows.log.connection import give_up_rights, reason_of, unsynced

LONGEST_MS = 120_000
"""How long a device may be held while the engine, on other connections, does what was asked of it."""
AWAY = (psycopg.OperationalError, psycopg.InterfaceError, psycopg.InternalError)
_HOLD = (
    "SELECT newest_at, watermark_at, settle_at, judged_at, judged_id FROM bihuan.device_marks"
    " WHERE jurisdiction = %s AND device = %s FOR UPDATE SKIP LOCKED"
)
Connection = psycopg.AsyncConnection[Any]


class Turns:
    """Turns at the devices of an office, over a connection of its own. Raises LogUnavailable when that is lost."""

    def __init__(self, dsn: str, jurisdiction: str, *, timeouts: Timeouts | None = None) -> None:
        self._conninfo = replace(timeouts or Timeouts(), idle_in_transaction=LONGEST_MS).conninfo(
            unsynced(dsn)
        )
        self.jurisdiction = jurisdiction
        self._connection: Connection | None = None

    async def ask(self, query: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
        """The rows of a question outside any turn."""
        try:
            connection = await self._connected()
            return await (await connection.execute(query, [self.jurisdiction, *parameters])).fetchall()
        except AWAY as error:
            await self._lost(error)

    @asynccontextmanager
    async def at(self, device: str) -> AsyncIterator[tuple[Connection, tuple[Any, ...] | None]]:
        """The connection, and the device's mark; None when somebody else has its turn."""
        try:
            connection = await self._connected()
            async with connection.transaction():
                cursor = await connection.execute(_HOLD, [self.jurisdiction, device])
                yield connection, await cursor.fetchone()
        except AWAY as error:
            await self._lost(error)

    async def aclose(self) -> None:
        """Hang up."""
        if self._connection is not None:
            with suppress(psycopg.Error):
                await self._connection.close()
            self._connection = None

    async def _connected(self) -> Connection:
        if self._connection is None or self._connection.closed:
            self._connection = await psycopg.AsyncConnection.connect(self._conninfo, autocommit=True)
            await give_up_rights(self._connection)
        return self._connection

    async def _lost(self, error: psycopg.Error) -> NoReturn:
        await self.aclose()
        raise LogUnavailable(reason_of(error)) from error
