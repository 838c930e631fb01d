"""An engine whose time a test lets pass, with the timers that workers have."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

import psycopg

from domain.command import Command
from tests.support.log_events import PLACE
from tests.support.office_engine import START, new_id, opened, set_up
from workflows.engine import Engine
from workflows.log.timer_queue import TimerQueue
from workflows.timers import Timers


@dataclass
class TimedOffice:
    """An engine under a simulated clock, and what workers have."""

    engine: Engine
    timers: Timers
    queue: TimerQueue
    dsn: str
    now: datetime = START

    async def take(
        self, move: str, by: str, case: str, sends: Mapping[str, Any] | None = None, **more: Any
    ) -> str:
        """Take a move now; the id of its case."""
        command = Command(
            id=new_id(),
            event_id=new_id(),
            case_id=case,
            move=move,
            actor=by,
            now=self.now,
            fields=sends or {},
            **more,
        )
        return (await self.engine.handle(command)).case_id


Kind = TypeVar("Kind", bound=TimedOffice)


@asynccontextmanager
async def timed(kind: type[Kind], database: str) -> AsyncIterator[Kind]:
    """The small office, set up, in a database that takes simulated time."""
    with psycopg.connect(database) as owner:
        owner.execute("SELECT bihuan.mark_as_demo()")

    def clock() -> datetime:
        return made.now

    queue = TimerQueue(database, PLACE)
    async with opened(database, record_clock=clock) as engine, aclosing(queue):
        made = kind(engine, Timers(engine, queue, clock), queue, database)
        await set_up(engine)
        yield made
