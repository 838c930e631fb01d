"""What the worker does, done at once: consequences of facts, and read models brought up to the log."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from api.live_tables import ask_live
from api.recurrences import sought_for
from api.services import Services
from domain.case import Case
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


def react(services: Services, loop: LoopThread) -> None:
    """Have everything done that follows from the facts there are."""
    loop.run(Reactor(services.engine, services.clock, FreshRecurrences(services)).drain())


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
