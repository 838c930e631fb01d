"""Hears that keys were taken away elsewhere: by NOTIFY at once, by asking when a message may have got lost.

While neither works, what is remembered dies of age (`ring.KEPT_S`), and is compared as soon as one works again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

import psycopg

from workflows.keys import statements
from workflows.log.errors import LogUnavailable

ASK_EVERY_S = 5.0
AGAIN_S = 1.0
ENDED_S = 0.1
"""How long a watch that was told to stop may take before it is told again."""
TASK = "bihuan-keys-watch"


class Watching:
    """Calls `forget` whenever keys of the office changed; belongs to one event loop."""

    def __init__(
        self,
        conninfo: str,
        jurisdiction: str,
        epoch: Callable[[], Awaitable[int]],
        forget: Callable[[], None],
    ) -> None:
        self._conninfo, self._jurisdiction = conninfo, jurisdiction
        self._epoch, self._forget = epoch, forget
        self._known = -1
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin to listen, beside everything else; whatever changes from now on is heard of. Raises LogUnavailable."""
        self._known = await self._epoch()
        self._task = asyncio.get_running_loop().create_task(self._run(), name=TASK)

    async def close(self) -> None:
        """Stop. What is waited for may take a cancellation for its own and go on, so it is told until it ends."""
        task, self._task = self._task, None
        while task is not None and not task.done():
            task.cancel()
            await asyncio.wait([task], timeout=ENDED_S)

    async def _run(self) -> None:
        while True:
            with suppress(psycopg.Error, OSError, LogUnavailable):
                async with await psycopg.AsyncConnection.connect(
                    self._conninfo, autocommit=True
                ) as connection:
                    await self._listen(connection)
            await asyncio.sleep(AGAIN_S)

    async def _listen(self, connection: psycopg.AsyncConnection[Any]) -> None:
        await connection.execute(f"LISTEN {statements.CHANNEL}")
        while True:
            await self._compare()
            async for told in connection.notifies(timeout=ASK_EVERY_S, stop_after=1):
                if told.payload == self._jurisdiction:
                    self._forget()

    async def _compare(self) -> None:
        now = await self._epoch()
        if now != self._known:
            self._known = now
            self._forget()
