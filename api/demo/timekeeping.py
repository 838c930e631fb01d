"""Simulated time: a clock that is moved, and what the clocks of the cases bring about meanwhile."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing, asynccontextmanager
from datetime import datetime
from typing import Protocol

from api.demo.play import KeepTime
from domain.envelope import Event
from workflows.engine import Engine
from workflows.log.timer_queue import TimerQueue
from workflows.planning import Planning
from workflows.timers import Timers


class DemoClock:
    """The simulated moment; it only goes forward."""

    def __init__(self, start: datetime) -> None:
        self._now = start

    def __call__(self) -> datetime:
        """The moment it is."""
        return self._now

    def move_to(self, moment: datetime) -> None:
        """Go on to a moment."""
        self._now = max(self._now, moment)


class MovedClock(Protocol):
    """A clock that goes on when it is told to."""

    def __call__(self) -> datetime:
        """The moment it is."""

    def move_to(self, moment: datetime) -> None:
        """Go on to a moment."""


@asynccontextmanager
async def time_kept(engine: Engine, dsn: str, clock: MovedClock) -> AsyncIterator[KeepTime]:
    """Does what is due in the order of simulated time, each at its own moment, as far as it is asked to."""
    queue = TimerQueue(dsn, engine.log.jurisdiction)
    timers, planning = Timers(engine, queue, clock), Planning(engine, clock)

    async def keep_time(until: datetime) -> Sequence[Event]:
        while True:
            if opened := await planning.drain():
                return opened
            ahead = [at for at in (await queue.next_at(), planning.next_at()) if at is not None]
            if not ahead or min(ahead) >= until:
                return ()
            clock.move_to(min(ahead))
            fired = await timers.fire()
            if fired.events:
                return fired.events

    async with aclosing(queue):
        yield keep_time
