"""Hints that something was appended, sent after the commit and never waited for.

NOTIFY inside the append would take a lock on the whole database until after the commit. A hint may get lost: whoever
follows the log asks by itself at least once a second.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from workflows.log.errors import LogUnavailable

REST_S = 0.002
"""Between two hints: a NOTIFY for every one of thousands of commands a second would cost as much as they do."""


class Hints:
    """Sends the latest position; those that pile up meanwhile are sent as one."""

    def __init__(self, send: Callable[[int], Awaitable[object]]) -> None:
        self._send = send
        self._latest = 0
        self._task: asyncio.Task[None] | None = None

    def give(self, position: int) -> None:
        """Hint at a position soon; returns at once."""
        self._latest = max(self._latest, position)
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._send_latest())

    async def close(self) -> None:
        """Send what is still due, then stop."""
        if self._task is not None:
            await asyncio.gather(self._task, return_exceptions=True)

    async def _send_latest(self) -> None:
        sent = 0
        while sent < self._latest:
            sent = self._latest
            try:
                await self._send(sent)
            except LogUnavailable:
                return  # whoever waits will find the facts by asking
            await asyncio.sleep(REST_S)
