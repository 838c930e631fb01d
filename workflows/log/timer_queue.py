"""Timers as a queue that any number of workers take from: a row is locked while its case is looked at (SKIP LOCKED).

Whatever follows from a look (the next timer, messages, the end of this one) is one transaction. A worker that dies
gives its rows back with its connection, so nothing is lost; what it had done already is not done again, because
commands and messages know themselves. For the same reason no look waits for the disk: what a crash takes back is a
whole look, whose timer is there again.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple, NoReturn

import psycopg

from workflows.log.connection import Timeouts, give_up_rights, reason_of, unsynced
from workflows.log.errors import LogUnavailable

CATCHING_UP = timedelta(minutes=1)
"""So late, one worker at a time goes through what is due, in its order; the others stand by."""
LONGEST_LOOK_MS = 300_000
"""How long rows may stay locked while their cases are looked at on other connections."""
# Besides a lost connection: a session that was ended for idling, a standby after a failover.
AWAY = (psycopg.OperationalError, psycopg.InterfaceError, psycopg.InternalError)
_OLDEST = "SELECT min(wake_at) FROM bihuan.timers WHERE jurisdiction = %s"
_TAKE = (
    "SELECT wake_at, stream_id FROM bihuan.timers WHERE jurisdiction = %s AND wake_at <= %s"
    " ORDER BY wake_at, stream_id LIMIT %s FOR UPDATE SKIP LOCKED"
)
_ALONE = "SELECT pg_try_advisory_xact_lock(hashtextextended('bihuan.timers:' || %s, 0))"
_DROP = (
    "DELETE FROM bihuan.timers t USING unnest(%s::timestamptz[], %s::text[]) AS d(wake_at, stream_id)"
    " WHERE t.jurisdiction = %s AND t.wake_at = d.wake_at AND t.stream_id = d.stream_id"
)
_ARM = (
    "INSERT INTO bihuan.timers (jurisdiction, wake_at, stream_id)"
    " SELECT %s, u.wake_at, u.stream_id FROM unnest(%s::timestamptz[], %s::text[]) AS u(wake_at, stream_id)"
    " ON CONFLICT DO NOTHING"
)
_SEND = (
    "INSERT INTO bihuan.messages"
    " (jurisdiction, stream_id, clock, key, rung, role, unit, person, due_at, point_at, sent_at)"
    " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING"
)


class Due(NamedTuple):
    """A case that is to be looked at, since the moment of its earliest timer."""

    since: datetime
    case_id: str


@dataclass
class Taken:
    """What was taken from the queue; what is written here is stored with its end."""

    due: list[Due]
    in_order: bool
    """Whether it is so late that one goes after the other."""
    arm: list[Due] = field(default_factory=list)
    send: list[tuple[Any, ...]] = field(default_factory=list)
    """Messages, as the columns of their table."""
    oldest: datetime | None = None
    """The earliest timer there was."""


class TimerQueue:
    """The timers of one jurisdiction, over a connection of its own. Raises LogUnavailable when that is lost."""

    def __init__(self, dsn: str, jurisdiction: str, *, timeouts: Timeouts | None = None) -> None:
        bounds = replace(timeouts or Timeouts(), idle_in_transaction=LONGEST_LOOK_MS)
        self._conninfo = bounds.conninfo(unsynced(dsn))
        self._jurisdiction = jurisdiction
        self._connection: psycopg.AsyncConnection[Any] | None = None

    async def next_at(self) -> datetime | None:
        """The earliest timer there is."""
        try:
            found: datetime | None = await _one(await self._connected(), _OLDEST, [self._jurisdiction])
        except AWAY as error:
            await self._lost(error)
        return found

    async def aclose(self) -> None:
        """Hang up; what is locked is free then."""
        if self._connection is not None:
            with suppress(psycopg.Error):
                await self._connection.close()
            self._connection = None

    @asynccontextmanager
    async def taken(self, now: datetime, limit: int) -> AsyncIterator[Taken]:
        """Up to `limit` timers that are due and nobody else has; they end when the block ends without an error."""
        try:
            connection = await self._connected()
            async with connection.transaction():
                rows, taken = await self._take(connection, now, limit)
                yield taken
                if rows:
                    await self._finish(connection, rows, taken)
        except AWAY as error:
            await self._lost(error)

    async def _connected(self) -> psycopg.AsyncConnection[Any]:
        if self._connection is None or self._connection.closed:
            self._connection = await psycopg.AsyncConnection.connect(self._conninfo, autocommit=True)
            await give_up_rights(self._connection)
        return self._connection

    async def _take(
        self, connection: psycopg.AsyncConnection[Any], now: datetime, limit: int
    ) -> tuple[list[tuple[datetime, str]], Taken]:
        oldest = await _one(connection, _OLDEST, [self._jurisdiction])
        if oldest is None or oldest > now:
            return [], Taken([], in_order=False, oldest=oldest)
        late = now - oldest > CATCHING_UP
        if late and not await _one(connection, _ALONE, [self._jurisdiction]):
            return [], Taken([], in_order=True)
        cursor = await connection.execute(_TAKE, [self._jurisdiction, now, limit])
        rows = await cursor.fetchall()
        since: dict[str, datetime] = {}
        for wake_at, case_id in rows:
            since.setdefault(case_id, wake_at)
        return rows, Taken([Due(at, one) for one, at in since.items()], in_order=late, oldest=oldest)

    async def _finish(
        self, connection: psycopg.AsyncConnection[Any], rows: Sequence[tuple[datetime, str]], taken: Taken
    ) -> None:
        jurisdiction = self._jurisdiction
        await connection.execute(_DROP, [[at for at, _ in rows], [case for _, case in rows], jurisdiction])
        if taken.arm:
            moments, cases = [one.since for one in taken.arm], [one.case_id for one in taken.arm]
            await connection.execute(_ARM, [jurisdiction, moments, cases])
        if taken.send:
            async with connection.cursor() as cursor:
                await cursor.executemany(_SEND, [(jurisdiction, *message) for message in taken.send])

    async def _lost(self, error: psycopg.Error) -> NoReturn:
        await self.aclose()
        raise LogUnavailable(reason_of(error)) from error


async def _one(connection: psycopg.AsyncConnection[Any], query: str, parameters: Sequence[Any]) -> Any:
    row = await (await connection.execute(query, parameters)).fetchone()
    return row[0] if row else None
