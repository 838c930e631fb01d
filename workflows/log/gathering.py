"""Reads of streams as few questions: what is asked for while a question is on its way goes into the next one.

Rows are given out undecoded, so that a fact that cannot be read back is told to who asked for its stream alone.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence

from workflows.log.codec import StoredRow
from workflows.log.errors import ENDING, LogUnavailable

Rows = dict[str, list[StoredRow]]
Ask = Callable[[Mapping[str, int]], Awaitable[Sequence[StoredRow]]]
"""Reads the rows of streams, each after a version, in order of stream and version."""
MOST_STREAMS = 256
"""In one question; more than that wait for the one after it."""
TASK = "bihuan-read"


class _Question:
    """Streams that several want to read, each from the lowest version that somebody named."""

    def __init__(self) -> None:
        self.after: dict[str, int] = {}
        self.answer: asyncio.Future[Rows] = asyncio.get_running_loop().create_future()

    def add(self, after: Mapping[str, int]) -> None:
        for stream_id, version in after.items():
            self.after[stream_id] = min(version, self.after.get(stream_id, version))

    def fail(self, error: Exception) -> None:
        self.answer.set_exception(error)
        self.answer.exception()  # looked at, since nobody may wait for it any more


class Gathering:
    """The reads of one process; belongs to one event loop."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask
        self._waiting: list[_Question] = []
        self._asking: asyncio.Task[None] | None = None
        self._alone = False

    async def streams(self, after: Mapping[str, int]) -> Rows:
        """Rows of these streams, each after a version, as they are now or later. Raises LogUnavailable."""
        if self._alone or self._asking is not None:
            found = await self._asked_with_others(after)
        else:
            found = await self._asked_alone(after)
        return {
            stream_id: [row for row in found.get(stream_id, ()) if row[1] > version]
            for stream_id, version in after.items()
        }

    async def _asked_alone(self, after: Mapping[str, int]) -> Rows:
        self._alone = True
        try:
            return _by_stream(await self._ask(after))
        finally:
            self._alone = False
            if self._waiting:
                self._begin()

    async def _asked_with_others(self, after: Mapping[str, int]) -> Rows:
        if not self._waiting or len(self._waiting[-1].after) >= MOST_STREAMS:
            self._waiting.append(_Question())
        question = self._waiting[-1]
        question.add(after)
        try:
            return await asyncio.shield(question.answer)
        except LogUnavailable as error:
            raise LogUnavailable(error.reason, retry_after_s=error.retry_after_s) from error

    def _begin(self) -> None:
        self._asking = asyncio.get_running_loop().create_task(self._ask_all(), name=TASK)

    async def _ask_all(self) -> None:
        question: _Question | None = None
        try:
            while self._waiting:
                question = self._waiting.pop(0)
                await self._ask_one(question)
        except BaseException:
            for left in (question, *self._waiting):
                if left is not None and not left.answer.done():
                    left.fail(LogUnavailable(ENDING))
            raise
        finally:
            self._asking = None

    async def _ask_one(self, question: _Question) -> None:
        try:
            rows = await self._ask(question.after)
        except Exception as error:  # noqa: BLE001 - whoever asked is told
            question.fail(error)
        else:
            question.answer.set_result(_by_stream(rows))


def _by_stream(rows: Sequence[StoredRow]) -> Rows:
    found: Rows = {}
    for row in rows:
        found.setdefault(row[0], []).append(row)
    return found
