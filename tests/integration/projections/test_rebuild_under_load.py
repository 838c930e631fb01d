"""Read models are rebuilt again and again while an engine writes, a worker follows and readers ask. Nothing fails.

`make soak NAME=rebuild_under_load` does it for a minute. `SEED` repeats what the readers ask.
"""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from random import Random
from time import monotonic

import psycopg
import pytest

from projections.audience import EVERYBODY
from projections.board_counts import counts
from projections.board_lists import cases
from projections.board_query import ORDERS, BoardFilter
from projections.books import Books
from projections.closed_loop_query import LoopFilter, figures
from projections.connecting import connect
from projections.query import ask
from projections.rebuild import bring_up, compare, rebuild
from projections.runner import Runner, live_model
from projections.timeline_query import TimelineFilter, timeline
from projections.waiting import wait
from tests.integration.projections.conftest import MODELS
from tests.support.keys import FixedKeys
from tests.support.log_events import PLACE
from tests.support.office_engine import Clerk, engine_on, set_up
from workflows.log import EventLog, LogReader, channel

BOOKS = Books(PLACE)


async def write(dsn: str, enough: Callable[[], bool]) -> int:
    """Report and file cases, 8 at once; returns how many moves were taken."""
    async with EventLog(dsn, PLACE, keys=FixedKeys()) as log:
        engine = engine_on(log)
        await set_up(engine)
        clerk, moves = Clerk(engine), 0

        async def work() -> None:
            nonlocal moves
            while not enough():
                done = await clerk.report()
                await clerk.file(done.case_id)
                moves += 2

        await asyncio.gather(*(work() for _ in range(8)))
        return moves


def read(dsn: str, rnd: Random, enough: Callable[[], bool]) -> int:
    """Ask one thing after the other, prepared as a server does; no list may go back in time."""
    asked, seen = 0, 0
    with psycopg.connect(dsn, autocommit=True, prepare_threshold=1) as connection:
        while not enough():
            page = ask(
                connection,
                cases(BOOKS, BoardFilter(audience=EVERYBODY, limit=20, sort=rnd.choice(sorted(ORDERS)))),
            )
            assert page.position >= seen, "a list went back in time"
            seen = page.position
            ask(connection, counts(BOOKS, BoardFilter(audience=EVERYBODY), "state"))
            ask(connection, timeline(BOOKS, TimelineFilter(limit=20, newest_first=True)))
            ask(connection, figures(BOOKS, LoopFilter(audience=EVERYBODY)))
            asked += 4
    return asked


def follow(dsn: str, stop: threading.Event) -> None:
    seats = [live_model(BOOKS, model) for model in MODELS]
    opened = partial(LogReader.open, dsn, PLACE)
    Runner(dsn, BOOKS, opened, seats, owner="worker", bell=channel(PLACE), poll_s=0.1).run(stop)


def under_load(dsn: str, seconds: float, seed: int) -> None:
    print(f"SEED={seed}")
    rnd, began, stop = Random(seed), monotonic(), threading.Event()

    def enough() -> bool:
        return monotonic() - began > seconds

    with connect(dsn) as connection, LogReader.open(dsn, PLACE) as log, ThreadPoolExecutor() as pool:
        bring_up(connection, BOOKS, log, MODELS, owner="setup")
        following = pool.submit(follow, dsn, stop)
        try:
            readers = [pool.submit(read, dsn, Random(rnd.random()), enough) for _ in range(2)]
            writer = pool.submit(lambda: asyncio.run(write(dsn, enough)))
            rebuilds = 0
            while not enough() or not rebuilds:
                rebuild(connection, BOOKS, log, MODELS, owner=f"rebuild {rebuilds}")
                rebuilds += 1
            assert writer.result() > 0
            assert min(reader.result() for reader in readers) > 0
            assert wait(connection, BOOKS, log.head(), 30)
        finally:
            stop.set()
        following.result()
        found = compare(connection, BOOKS, log, MODELS, owner="compare")
        assert [(one.position, one.equal) for one in found] == [(log.head(), True)] * 3


def seed() -> int:
    """The one that is set, to have the same trouble again, else any."""
    return int(os.environ.get("SEED", "") or int.from_bytes(os.urandom(4)))


def test_rebuild_under_load(database: str) -> None:
    under_load(database, 3, seed())


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_rebuild_under_load_for_a_minute(database: str) -> None:
    under_load(database, 60, seed())
