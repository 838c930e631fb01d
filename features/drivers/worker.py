"""What the worker does, done at once: consequences of facts, and read models brought up to the log."""

from __future__ import annotations

from typing import Any

from api.services import Services
from projections.board import BOARD
from projections.closed_loop import CLOSED_LOOP
from projections.connecting import connect
from projections.projection import Projection
from projections.rates import RATES
from projections.rebuild import bring_up, rebuild
from workflows.blocking import LoopThread
from workflows.log import LogReader
from workflows.reactor import Reactor

MODELS: tuple[Projection[Any], ...] = (BOARD, CLOSED_LOOP, RATES)
OWNER = "spec"


def react(services: Services, loop: LoopThread) -> None:
    """Have everything done that follows from the facts there are."""
    loop.run(Reactor(services.engine, services.clock).drain())


def catch_up(services: Services) -> None:
    """Make the lists and figures show every fact there is."""
    with (
        connect(services.dsn) as connection,
        LogReader.open(services.dsn, services.jurisdiction) as log,
    ):
        bring_up(connection, services.books, log, MODELS, owner=OWNER)
        rebuild(connection, services.books, log, MODELS, owner=OWNER)
