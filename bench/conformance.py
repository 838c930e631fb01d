"""How fast a record is judged again in one process: every step of cases that the engine really decided."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from api.bootstrap import read_calendar
from api.migrate import migrate
from api.settings import Settings
from bench import office
from bench.ground import Ground
from bench.harness import OURS, Contestant, Figure
from bench.keyed import keyed_log
from projections.pages import uncollected
from workflows.conformance import Checker, Scope
from workflows.log import LogReader

STEPS = 20_000
AT_ONCE = 50
"""Cases that go through their steps side by side."""


@contextmanager
def contest(ground: Ground) -> Iterator[list[Contestant]]:
    """One log; `seconds` plays no part, since a log is as long as it is."""
    dsn = ground.database("conformance")  # of its own also where benchmarks run side by side
    migrate(dsn)
    asyncio.run(_lived(dsn, min(STEPS, ground.facts) // len(office.STEPS)))
    calendar = read_calendar(Settings())

    def judged(_: float) -> Iterable[Figure]:
        with LogReader.open(dsn, office.office_file().code) as log:
            checker = Checker(log, Scope(until=log.head()), lambda then: then.calendar or calendar)
            began = time.perf_counter()
            with uncollected():
                assert list(checker.run()) == []
            spent = time.perf_counter() - began
        yield Figure(what="steps judged again", value=checker.checked.judged / spent, unit="/s")

    yield [Contestant(who=f"{OURS}, audit check", writers=1, run=judged)]


async def _lived(dsn: str, cases: int) -> None:
    async with keyed_log(dsn, office.office_file().code) as log:
        engine = office.engine_on(log)
        await office.found(engine)
        for begun in range(0, cases, AT_ONCE):
            await asyncio.gather(*(office.live(engine) for _ in range(min(AT_ONCE, cases - begun))))
