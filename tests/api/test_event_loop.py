"""A process that is told to stop closes what it opened, and ends."""

from __future__ import annotations

import asyncio
import os
import signal

import pytest

from api import event_loop
from api.postgres.termination import exit_on_termination

ENDS_BY_WORD = 10.0
"""Seconds after which a process that does not end is held to hang."""


async def _deaf(queue: asyncio.Queue[str]) -> None:
    """Ends by a word and not by being cancelled, as the workers of a pool of connections do while they connect."""
    while True:
        try:
            if await queue.get() == "end":
                return
        except asyncio.CancelledError:
            continue


async def _told_to_stop(closed: list[str]) -> None:
    queue: asyncio.Queue[str] = asyncio.Queue()
    worker, last = asyncio.create_task(_deaf(queue)), asyncio.Event()
    sender = asyncio.create_task(last.wait())
    asyncio.get_running_loop().call_later(0.05, os.kill, os.getpid(), signal.SIGTERM)
    try:
        await asyncio.Event().wait()
    finally:
        last.set()
        await sender  # what waits is sent before connections are given back
        queue.put_nowait("end")
        await worker
        closed.append("worker")


@pytest.mark.timeout(ENDS_BY_WORD)
def test_what_main_opened_is_closed_by_main_before_anything_else_is_cancelled() -> None:
    closed: list[str] = []
    with pytest.raises(SystemExit) as ended, exit_on_termination():
        event_loop.run(_told_to_stop(closed))
    assert (ended.value.code, closed) == (128 + signal.SIGTERM, ["worker"])


@pytest.mark.timeout(ENDS_BY_WORD)
def test_what_main_answers_is_answered() -> None:
    async def main() -> int:
        return 7

    assert event_loop.run(main()) == 7
