"""Fires timers: takes what is due from the queue, has each case looked at, sets what comes next."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from domain.command import Command
from domain.envelope import Event
from domain.errors import NotFound, Refused
from workflows.engine import Engine
from workflows.firing import AGAIN, Look, look_at
from workflows.log import LogUnavailable, statements
from workflows.log.timer_queue import Due, Taken, TimerQueue
from workflows.ports import Clock

LOG = logging.getLogger("bihuan.timers")
CONSUMER = "timers"
AT_ONCE = 32
"""Timers taken in one go: a worker that dies lets so many wait for the next one."""
LOOK_S = 0.25
"""How often the queue is looked into at least."""
SHORTEST_S = 0.01
AWAY_S = 1.0
"""How long it waits for a database that does not answer."""


@dataclass(frozen=True)
class Fired:
    """What came of one go: how many cases were looked at, what was recorded, the earliest timer there was."""

    looked: int
    events: tuple[Event, ...]
    oldest: datetime | None


class Timers:
    """Looks at the cases whose time has come. Any number may run beside each other."""

    def __init__(self, engine: Engine, queue: TimerQueue, clock: Clock) -> None:
        self._engine = engine
        self._queue = queue
        self._clock = clock

    async def fire(self) -> Fired:
        """Look at cases that are due now, some of them. Raises LogUnavailable."""
        async with self._queue.taken(self._clock(), AT_ONCE) as taken:
            looks = await self._looks(taken)
        events = tuple(event for look in looks for event in look.events)
        return Fired(len(looks), events, taken.oldest)

    async def fire_all(self) -> list[Event]:
        """Look until nothing is due any more that nobody else has."""
        events: list[Event] = []
        while (fired := await self.fire()).looked:
            events.extend(fired.events)
        return events

    async def run(self, stop: Callable[[], bool]) -> None:
        """Fire until told to stop, each timer as soon as it is due."""
        while not stop():
            try:
                fired = await self.fire()
                if not fired.looked:
                    await asyncio.sleep(self._rest_s(fired.oldest))
            except LogUnavailable as error:
                LOG.warning("timers wait for the database: %s", error)
                await asyncio.sleep(AWAY_S)

    def _rest_s(self, oldest: datetime | None) -> float:
        """Until the next one, but never long: somebody may arm an earlier one any moment."""
        left = (oldest - self._clock()).total_seconds() if oldest else LOOK_S
        return min(max(left, SHORTEST_S), LOOK_S)

    async def _looks(self, taken: Taken) -> Sequence[Look]:
        if taken.in_order:
            return [await self._look(due, taken) for due in taken.due]
        looks = await asyncio.gather(*(self._look(due, taken) for due in taken.due), return_exceptions=True)
        return [_or_raised(look) for look in looks]

    async def _look(self, due: Due, taken: Taken) -> Look:
        """One case; one that cannot be read or handled is tried again later, and stops no other."""
        now, look = self._clock(), Look()
        try:
            await look_at(self._engine, due.case_id, due.since, now, look)
        except LogUnavailable:
            raise
        except NotFound:
            return Look()
        except Exception:  # one case that nobody foresaw must not stop the time of all others
            LOG.exception("the clocks of %s cannot be looked at; they are tried again", due.case_id)
            look.next_at = now + AGAIN
        for command, refusal in look.refused:
            LOG.warning("%s of %s was refused: %s", command.move, command.case_id, refusal)
            await self._park(command, refusal)
        taken.send.extend(look.messages)
        if look.next_at is not None:
            taken.arm.append(Due(look.next_at, due.case_id))
        return look

    async def _park(self, command: Command, refusal: Refused) -> None:
        log = self._engine.log
        what = [log.jurisdiction, CONSUMER, UUID(command.id), 0]
        await log.ask(statements.PARK, [*what, command.case_id, command.move, refusal.code, str(refusal)])


def _or_raised(look: Look | BaseException) -> Look:
    if isinstance(look, BaseException):
        raise look
    return look
