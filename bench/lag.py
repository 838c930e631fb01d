"""From the command to the row on the board: so many moves a second are sent, and each waits until a list shows it.

The engine is in this process, the worker that follows the log is another one, as in service.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress

from api import event_loop
from api.read_models import READ_MODELS
from bench import office
from bench.callers import Timed
from bench.ground import Ground
from bench.harness import OURS, Contestant, Figure
from bench.keyed import keyed_log
from bench.workload import new_uuid
from projections.books import Books
from projections.connecting import connect
from projections.rebuild import bring_up
from projections.waiting import Watch
from workflows.engine import Engine
from workflows.log import LogReader

RATES = (500, 2_000)
PATIENCE_S = 10.0
MODEL = "board"
_WORKER = """
import sys, threading
from functools import partial
from api.read_models import READ_MODELS
from projections.books import Books
from projections.runner import Runner, live_model
from workflows.log import LogReader, channel
dsn, place = sys.argv[1:]
books = Books(place)
seats = [live_model(books, model) for model in READ_MODELS]
opened = partial(LogReader.open, dsn, place)
Runner(dsn, books, opened, seats, owner="bench", bell=channel(place)).run(threading.Event())
"""


@contextmanager
def contest(ground: Ground) -> Iterator[list[Contestant]]:
    """A few and many moves a second, each pace on a log of its own."""
    yield [_at(ground, rate) for rate in RATES]


def _at(ground: Ground, rate: int) -> Contestant:
    def run(seconds: float) -> Iterable[Figure]:
        dsn, books = ground.log_database(), Books(office.office_file().code)
        with closing(connect(dsn)) as connection, LogReader.open(dsn, books.jurisdiction) as log:
            bring_up(connection, books, log, READ_MODELS, owner="bench")
        worker = subprocess.Popen([sys.executable, "-P", "-c", _WORKER, dsn, books.jurisdiction])
        try:
            yield from event_loop.run(_paced(dsn, books, rate, seconds)).figures(f"{rate} moves/s, seen")
        finally:
            worker.terminate()
            worker.wait()

    return Contestant(who=OURS, writers=1, run=run)


async def _paced(dsn: str, books: Books, rate: int, seconds: float) -> Timed:
    async with keyed_log(dsn, books.jurisdiction) as log:
        engine = office.engine_on(log)
        await office.found(engine)
        watch = Watch(dsn, books)
        listening = asyncio.create_task(watch.run())
        try:
            await _begin(engine, watch, 1.0, rate)
            return await _begin(engine, watch, seconds, rate)
        finally:
            listening.cancel()
            with suppress(asyncio.CancelledError):
                await listening


async def _begin(engine: Engine, watch: Watch, seconds: float, rate: int) -> Timed:
    """Begin so many cases a second that their moves come at the rate, at even intervals."""
    seen: list[float] = []
    start, cases = time.perf_counter(), int(seconds * rate / len(office.STEPS))
    async with asyncio.TaskGroup() as group:
        for number in range(cases):
            await asyncio.sleep(max(0.0, start + number * len(office.STEPS) / rate - time.perf_counter()))
            group.create_task(_lived(engine, watch, seen))
    return Timed(seen, time.perf_counter() - start)


async def _lived(engine: Engine, watch: Watch, seen: list[float]) -> None:
    case_id = str(new_uuid())
    for number in range(len(office.STEPS)):
        began = time.perf_counter()
        done = await engine.handle(office.command(case_id, number))
        if not await watch.wait(done.position, PATIENCE_S, [MODEL]):
            raise TimeoutError(f"position {done.position} was not seen in {PATIENCE_S} s")
        seen.append(time.perf_counter() - began)
