"""How a long-running process of ours runs: on the quickest event loop there is, without looking at its own start again.

uvloop takes a tenth off every command; where it does not exist (Windows, other Pythons) the standard loop serves. What
was made while starting stays for the life of the process: frozen, it is no longer gone through whenever the collector
looks for circles, which took a twelfth of the time of a served command.
"""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable, Coroutine
from importlib import import_module
from importlib.util import find_spec
from typing import Any, TypeVar

T = TypeVar("T")
TO_CLOSE_S = 10.0
"""Seconds that closing may take before it is cancelled as well."""
Factory = Callable[[], asyncio.AbstractEventLoop]


def run(main: Coroutine[Any, Any, T]) -> T:
    """Run to the end, as `asyncio.run` does; a signal that raises SystemExit lets `main` close what it opened first.

    `asyncio.Runner` would cancel every task at once. Workers of a pool of connections may swallow that (psycopg_pool
    takes it for a failed connection) and then wait for ever for a word from their pool, which nobody closes any more.
    """
    with asyncio.Runner(loop_factory=_factory()) as runner:
        task = runner.get_loop().create_task(main)
        try:
            return runner.run(_answer_of(task))
        except SystemExit:
            _end(task, runner.get_loop())
            raise


async def _answer_of(task: asyncio.Task[T]) -> T:
    return await task


def _end(task: asyncio.Task[Any], loop: asyncio.AbstractEventLoop) -> None:
    """Cancel it until it is done: a cancellation can be swallowed, and closing takes a while."""
    while not task.done():
        task.cancel()
        loop.run_until_complete(asyncio.wait([task], timeout=TO_CLOSE_S))
    if not task.cancelled():
        task.exception()  # was asked for, so that nobody says it was never looked at


def keep_what_is_there() -> None:
    """Leave what was made so far out of every later collection."""
    gc.collect()
    gc.freeze()


def _factory() -> Factory | None:
    if find_spec("uvloop") is None:
        return None
    factory: Factory = import_module("uvloop").new_event_loop
    return factory
