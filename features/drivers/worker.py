"""What the worker does, done at once: consequences of facts, and read models brought up to the log."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from api.demo.timekeeping import time_kept
from api.live_tables import ask_live
from api.recurrences import sought_for
from api.services import Services
from domain.case import Case
from domain.claims import TURN
from domain.facts.tasks import TaskOpened
from features.drivers.offices import HeldClock
from projections.board import BOARD
from projections.closed_loop import CLOSED_LOOP
from projections.connecting import connect
from projections.projection import Projection
from projections.rates import RATES
from projections.rebuild import bring_up, rebuild
from projections.recurrences import RECURRENCES
from projections.recurrences_query import alike, shares_anything
from workflows.blocking import LoopThread
from workflows.log import LogReader
from workflows.reactor import Reactor

MODELS: tuple[Projection[Any], ...] = (BOARD, CLOSED_LOOP, RATES)
OWNER = "spec"
TICK = timedelta(microseconds=1)
"""What is due at a moment has happened when it has come."""


def react(services: Services, loop: LoopThread) -> None:
    """Have everything done that follows from the facts there are."""
    loop.run(_reactor(services).drain())


def let_pass(services: Services, loop: LoopThread, clock: HeldClock, until: datetime) -> None:
    """Let time go on to a moment: what is due on the way happens at its own, with all that follows from it."""
    loop.run(_let_pass(services, clock, until))
    clock.now = until


async def _let_pass(services: Services, clock: HeldClock, until: datetime) -> None:
    async with time_kept(services.engine, services.dsn, clock) as keep_time:
        while await keep_time(until + TICK):
            await _reactor(services).drain()


def turns_of(services: Services, loop: LoopThread, plan: str) -> list[str]:
    """The cases of the turns of a plan, the first one first."""
    return loop.run(_turns_of(services, plan))


async def _turns_of(services: Services, plan: str) -> list[str]:
    """From the last one back, each by the turn it follows."""
    key = await services.log.last_claim(TURN, f"{plan}:")
    case_id = await services.log.claim(TURN, key) if key else None
    found: list[str] = []
    while case_id is not None:
        found.insert(0, case_id)
        opened = (await services.engine.history(case_id))[0].fact
        case_id = opened.parent if isinstance(opened, TaskOpened) else None
    return found


def _reactor(services: Services) -> Reactor:
    return Reactor(services.engine, services.clock, FreshRecurrences(services))


class FreshRecurrences:
    """The read model of recurrences, brought up to the log whenever it is asked: no worker follows it here."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def alike(self, case: Case, since: datetime, _: int) -> Sequence[str]:
        """Cases like this one."""
        sought = sought_for(case, since)
        if not shares_anything(sought):
            return ()
        await asyncio.to_thread(catch_up, self._services, (RECURRENCES,))
        return await ask_live(self._services.reads, alike(self._services.books, sought))


def catch_up(services: Services, models: Sequence[Projection[Any]] = MODELS) -> None:
    """Make the lists and figures, or these models, show every fact there is."""
    with (
        connect(services.dsn) as connection,
        LogReader.open(services.dsn, services.jurisdiction) as log,
    ):
        bring_up(connection, services.books, log, models, owner=OWNER)
        rebuild(connection, services.books, log, models, owner=OWNER)
