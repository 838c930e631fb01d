"""Sends all commands that wait in this process to the database as one call, and gives each caller its own answer.

One call is one turn, one commit and one wait for the disk, whoever shares it; so the more wait, the less each costs.
While a call is on its way the next ones gather. A command that the database refuses is looked for by halves and fails
alone. A caller that gives up is no reason to stop a call that carries others: his command may be stored all the same,
and its id tells him so later.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from workflows.log.batch import take
from workflows.log.errors import ENDING, LogUnavailable
from workflows.log.records import Outcome, Record

MOST_WAITING = 4096
"""Commands that may wait to be sent; callers beyond it wait to be let in."""
HALVED_FROM = 16
"""Callers of one batch from whom on it is worth answering them in two halves."""
QUICK_S = 0.00005
"""Between the commands of two callers who do hardly anything else."""
TASK = "bihuan-append"

Store = Callable[[Sequence[Record]], Awaitable[Sequence[Outcome]]]
"""Stores commands that do not depend on each other, all of them or none, and says what became of each."""


@dataclass
class AppendCounts:
    """What went through since the start, and what waits now: figures for whoever watches the process."""

    batches: int = 0
    commands: int = 0
    splits: int = 0
    """Batches that were sent again in halves, because one command in them was refused."""
    turned_away: int = 0
    """Commands that were not sent, because too many waited for too long."""
    waiting: int = 0


class _Caller:
    """One command, and the caller who waits for what becomes of it."""

    __slots__ = ("answer", "record", "since")

    def __init__(self, record: Record, answer: asyncio.Future[Outcome], since: float) -> None:
        self.record, self.answer, self.since = record, answer, since

    def tell(self, outcome: Outcome) -> None:
        if not self.answer.done():
            self.answer.set_result(outcome)

    def fail(self, error: Exception) -> None:
        if not self.answer.done():
            self.answer.set_exception(error)


def _tell(callers: Sequence[_Caller], outcomes: Sequence[Outcome]) -> None:
    for caller, outcome in zip(callers, outcomes, strict=True):
        caller.tell(outcome)


class Coalescer:
    """The commands of one process on their way to the log of one jurisdiction; belongs to one event loop."""

    def __init__(self, store: Store, *, patience_s: float, most_waiting: int = MOST_WAITING) -> None:
        """`patience_s` is how long a command may wait before it is sent."""
        self._store = store
        self._patience_s = patience_s
        self._queue: deque[_Caller] = deque()
        self._room = asyncio.Semaphore(most_waiting)
        self._sending: asyncio.Future[None] | None = None
        self._alone = False
        self._counts = AppendCounts()
        self._closed = False

    @property
    def counts(self) -> AppendCounts:
        """What was sent so far, and what waits."""
        self._counts.waiting = len(self._queue)
        return self._counts

    async def append(self, record: Record) -> Outcome:
        """Send a command with the next batch it fits into. Raises LogUnavailable, or what the database said of it."""
        if self._alone and self._sending is None and not self._closed:
            return await self._send_alone(record)
        await self._enter()
        loop = asyncio.get_running_loop()
        caller = _Caller(record, loop.create_future(), loop.time())
        self._queue.append(caller)
        if self._sending is None:
            self._begin()
        return await caller.answer

    async def close(self) -> None:
        """Send what waits, then take no more."""
        self._closed = True
        while self._sending is not None:
            await asyncio.wait([self._sending])

    async def _send_alone(self, record: Record) -> Outcome:
        """Spare a caller who has been the only one lately the way through queue and task."""
        self._sending = asyncio.get_running_loop().create_future()
        self._counts.batches += 1
        self._counts.commands += 1
        try:
            (outcome,) = await self._store([record])
            return outcome
        finally:
            self._sending.set_result(None)
            self._sending = None
            if self._queue:
                self._alone = False
                self._begin()

    def _begin(self) -> None:
        """Start sending; the task begins after all who are ready now, so they share its first batch."""
        self._sending = asyncio.get_running_loop().create_task(self._send_all(), name=TASK)

    async def _enter(self) -> None:
        """Wait until there is room in the queue."""
        if self._closed:
            raise LogUnavailable(ENDING)
        if not self._room.locked():
            await self._room.acquire()
            return
        try:
            async with asyncio.timeout(self._patience_s):
                await self._room.acquire()
        except TimeoutError:
            self._counts.turned_away += 1
            raise LogUnavailable("too many commands wait to be stored", retry_after_s=1) from None

    async def _send_all(self) -> None:
        """Send batch after batch until nobody waits."""
        batch: list[_Caller] = []
        try:
            while self._queue:
                batch = self._still_wanted(take(self._queue))
                if batch:
                    await self._send(batch)
                self._alone = len(batch) <= 1
        except BaseException:
            for caller in (*batch, *self._queue):
                caller.fail(LogUnavailable(ENDING))
            raise
        finally:
            self._sending = None

    def _still_wanted(self, taken: Sequence[_Caller]) -> list[_Caller]:
        """Make room; drop who gave up meanwhile, and turn away who waited too long."""
        latest = asyncio.get_running_loop().time() - self._patience_s
        wanted = []
        for caller in taken:
            self._room.release()
            if caller.since < latest:
                self._counts.turned_away += 1
                caller.fail(LogUnavailable("the commands before this one took too long", retry_after_s=1))
            elif not caller.answer.done():
                wanted.append(caller)
        return wanted

    async def _send(self, callers: Sequence[_Caller]) -> None:
        self._counts.batches += 1
        self._counts.commands += len(callers)
        try:
            outcomes = await self._store([caller.record for caller in callers])
        except LogUnavailable as error:
            for caller in callers:
                caller.fail(LogUnavailable(error.reason, retry_after_s=error.retry_after_s))
        except Exception as error:  # noqa: BLE001 - whatever it is, it is the answer of one of them
            await self._refused(callers, error)
        else:
            await self._answer(callers, outcomes)

    async def _answer(self, callers: Sequence[_Caller], outcomes: Sequence[Outcome]) -> None:
        """Tell everybody, in such a way that this process and the server are busy at the same time.

        Where it takes a while to decide on the next commands, half of many callers are told a turn later: they decide
        while the commands of the first half are stored. Quick ones are waited for, so that all share the next call.
        """
        quick = callers[-1].since - callers[0].since < QUICK_S * len(callers)
        halved = len(callers) >= HALVED_FROM and not quick and not self._queue
        told = len(callers) // 2 if halved else len(callers)
        _tell(callers[:told], outcomes[:told])
        if halved:
            asyncio.get_running_loop().call_soon(_tell, callers[told:], outcomes[told:])
        elif quick and self._queue:
            await asyncio.sleep(0)

    async def _refused(self, callers: Sequence[_Caller], error: Exception) -> None:
        """Nothing was stored. Give the refusal to the only caller there is, or find out whose it is."""
        if len(callers) == 1:
            callers[0].fail(error)
            return
        self._counts.splits += 1
        middle = len(callers) // 2
        await self._send(callers[:middle])
        await self._send(callers[middle:])
