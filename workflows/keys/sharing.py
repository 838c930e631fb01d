"""One question for all who wait: what is asked for while a question is on its way goes into the next one."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Generic, TypeVar

from workflows.keys.errors import KeysUnavailable
from workflows.log.errors import ENDING, LogUnavailable

K = TypeVar("K")
V = TypeVar("V")
MOST = 1000
"""In one question."""
TASK = "bihuan-keys"


class Sharing(Generic[K, V]):
    """Answers by key; belongs to one event loop."""

    def __init__(self, ask: Callable[[list[K]], Awaitable[Mapping[K, V]]]) -> None:
        """`ask` answers for every key it is given."""
        self._ask = ask
        self._waiting: dict[K, asyncio.Future[V]] = {}
        self._task: asyncio.Task[None] | None = None

    async def of(self, keys: Iterable[K]) -> dict[K, V]:
        """The answers for these. Raises what `ask` raised."""
        loop = asyncio.get_running_loop()
        wanted = {key: self._waiting.setdefault(key, loop.create_future()) for key in keys}
        if self._task is None and wanted:
            self._task = loop.create_task(self._run(), name=TASK)
        return {key: await self._answer(future) for key, future in wanted.items()}

    async def _answer(self, future: asyncio.Future[V]) -> V:
        try:
            return await asyncio.shield(future)
        except LogUnavailable as error:
            raise KeysUnavailable(error.reason, retry_after_s=error.retry_after_s) from error

    async def _run(self) -> None:
        asked: dict[K, asyncio.Future[V]] = {}
        try:
            while self._waiting:
                asked = {key: self._waiting.pop(key) for key in list(self._waiting)[:MOST]}
                await self._ask_for(asked)
        except BaseException:
            _fail([*asked.values(), *self._waiting.values()], KeysUnavailable(ENDING))
            self._waiting.clear()
            raise
        finally:
            self._task = None

    async def _ask_for(self, asked: Mapping[K, asyncio.Future[V]]) -> None:
        try:
            found = await self._ask(list(asked))
        except Exception as error:  # noqa: BLE001 - whoever asked is told
            _fail(asked.values(), error)
        else:
            for key, future in asked.items():
                future.set_result(found[key])


def _fail(futures: Iterable[asyncio.Future[V]], error: Exception) -> None:
    for future in futures:
        if not future.done():
            future.set_exception(error)
            future.exception()  # looked at, since nobody may wait for it any more
