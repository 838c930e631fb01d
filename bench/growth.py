"""What a log costs as it grows: the same append and the same read of a case among few facts and among many.

Both logs lie on one server and are measured in turns; the cases that are read are anybody's, and none is kept.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import contextmanager
from uuid import UUID

from api import identity
from bench import office
from bench.append import record
from bench.callers import tasks
from bench.ground import Ground
from bench.grown import Grown, case_id, grow
from bench.harness import OURS, Contestant, Figure
from bench.keyed import keyed_log
from workflows.log import EventLog

FEW, MANY = 100_000, 10_000_000
"""Facts; with less at most, a hundredth of it and it."""
CALLERS = (1, 32)
Do = Callable[[EventLog, Grown], Awaitable[object]]


@contextmanager
def contest(ground: Ground) -> Iterator[list[Contestant]]:
    """Append and read, in a small and in a large log, alone and with 32 at once."""
    sizes = (min(FEW, ground.facts // 100), min(MANY, ground.facts))
    logs = [grow(ground.log_database(), size, ground.say) for size in sizes]
    yield [
        Contestant(who=f"{OURS}, {log.facts:,} facts", writers=callers, run=_run(what, do, log, callers))
        for callers in CALLERS
        for what, do in (("append", _append), ("read of a case of 8 facts", _read))
        for log in logs
    ]


def _run(what: str, do: Do, grown: Grown, callers: int) -> Callable[[float], Iterable[Figure]]:
    async def measured(seconds: float) -> list[Figure]:
        async with keyed_log(grown.dsn, office.office_file().code) as log:
            return list((await tasks(lambda _: do(log, grown), callers, seconds)).figures(what))

    return lambda seconds: asyncio.run(measured(seconds))


async def _append(log: EventLog, grown: Grown) -> None:
    outcome = await log.append(record(grown.office_version, _new_id))
    if outcome.verdict != "appended":
        raise AssertionError(outcome)


async def _read(log: EventLog, grown: Grown) -> None:
    events = await log.stream(case_id(random.randint(1, grown.cases)))
    if len(events) != len(office.STEPS):
        raise AssertionError(events)


def _new_id() -> UUID:
    """As the doors make it."""
    return UUID(identity.new_id())
