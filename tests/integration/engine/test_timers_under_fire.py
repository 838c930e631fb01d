"""Timers with real workers, some of which are killed: each fires once; in the long run 99 of 100 within a second.

The short form says nothing of speed. `make soak NAME=timers` prints seed and figures.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import psycopg
import pytest

from domain.command import Command
from tests.support.log_events import PLACE
from tests.support.office_engine import REPORT, new_id, opened, set_up
from tests.support.until import until
from tests.support.worker_processes import WorkerProcesses

SEED = 20261129
SHORT, LONG = (150, 8.0), (100_000, 600.0)
"""Timers, and the seconds over which they are due evenly."""
ARMING_A_SECOND = 700
"""So many cases can surely be made ready."""
LATE = (
    "SELECT stream_id, extract(epoch FROM recorded_at - (fact->>'due_at')::timestamptz)"
    " FROM (SELECT stream_id, recorded_at, convert_from(data, 'UTF8')::jsonb AS fact FROM bihuan.events"
    "  WHERE topic = 'deadline.passed') AS passed WHERE fact->>'clock' = 'supervision'"
)


async def _arm(dsn: str, number: int, span_s: float) -> datetime:
    """So many supervised cases, their answers due evenly over a while; returns when the first is due."""
    first = datetime.now(UTC) + timedelta(seconds=15 + number / ARMING_A_SECOND)
    left = iter(range(number))
    async with opened(dsn) as engine:
        await set_up(engine)

        async def one_after_the_other() -> None:
            for nth in left:
                case = new_id()
                due = first + timedelta(seconds=span_s * nth / number)
                await engine.handle(_command(case, "report", "grid-1", {**REPORT}, "city_case"))
                asked = {"reason": "impact", "ask": "请说明", "due_at": due.isoformat()}
                await engine.handle(_command(case, "supervise", "deputy-1", asked))

        await asyncio.gather(*(one_after_the_other() for _ in range(32)))
    assert datetime.now(UTC) < first, "it took too long to make the cases"
    return first


def _command(case: str, move: str, by: str, fields: Mapping[str, Any], workflow: str = "") -> Command:
    return Command(
        id=new_id(), event_id=new_id(), case_id=case, move=move, actor=by,
        now=datetime.now(UTC), fields=fields, workflow=workflow,
    )  # fmt: skip


def _fired(dsn: str) -> list[tuple[str, float]]:
    with psycopg.connect(dsn) as connection:
        return [(case, float(late)) for case, late in connection.execute(LATE).fetchall()]


def _wait(dsn: str, number: int, span_s: float) -> None:
    until(lambda: len(_fired(dsn)) >= number, span_s + 120, of=f"{number} have fired")


@pytest.mark.timeout(3000)
@pytest.mark.parametrize(
    ("number", "span_s"),
    [pytest.param(*SHORT, id="short"), pytest.param(*LONG, id="long", marks=pytest.mark.slow)],
)
def test_each_timer_fires_once_while_workers_are_killed(
    database: str, tmp_path: Path, number: int, span_s: float
) -> None:
    first = asyncio.run(_arm(database, number, span_s))
    workers, dice = WorkerProcesses(database, PLACE, tmp_path, 3), Random(SEED)
    kills = 3 if number == SHORT[0] else 30
    try:
        until(lambda: datetime.now(UTC) > first, 600 + number / ARMING_A_SECOND, of="the first is due")
        for nth in range(1, kills + 1):
            # A worker that is killed before it did anything shows nothing: the next one dies when some have fired.
            some = number * nth // (kills + 1)
            _wait(database, some, span_s)
            workers.kill_one(dice)
        _wait(database, number, span_s)
    finally:
        workers.end()
    fired = _fired(database)
    twice = [case for case, times in Counter(case for case, _ in fired).items() if times > 1]
    late = sorted(seconds for _, seconds in fired)
    p50, p99 = late[len(late) // 2], late[int(len(late) * 0.99)]
    print(f"seed {SEED}: {len(fired)} fired, {workers.kills} workers killed")
    print(f"late by p50 {p50:.3f} s, p99 {p99:.3f} s, at most {late[-1]:.3f} s")
    assert (len(fired), twice, workers.kills > 0) == (number, [], True)
    assert late[0] >= 0
    assert number == SHORT[0] or p99 <= 1.0
