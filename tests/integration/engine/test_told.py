"""What happened elsewhere has no consequences here: no reaction, no timer, and told again it is nothing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import psycopg
import pytest

from domain.command import Command
from domain.office import Post
from tests.calendars import at
from tests.support.office_engine import REPORT, START, Clerk, new_id
from workflows.engine import Done, Engine
from workflows.reactor import Reactor

pytestmark = pytest.mark.anyio
LONG_AGO = at("2011-03-01 09:00")


class NothingAlike:
    """No case is like another."""

    async def alike(self, *_: object) -> tuple[str, ...]:
        return ()


def _step(move: str, case: str, when: datetime, fields: Mapping[str, Any], **more: Any) -> Command:
    ids = {"id": new_id(), "event_id": new_id()}
    return Command(
        **{**ids, **more},
        case_id=case,
        move=move,
        actor="Resource21",
        now=START,
        fields=fields,
        occurred_at=when,
        door="import",
        elsewhere=Post(role="intake", unit=""),
    )


async def _reported(engine: Engine, when: datetime = LONG_AGO) -> Done:
    return await engine.handle(_step("report", new_id(), when, REPORT, workflow="city_case"))


def _timers(dsn: str) -> int:
    with psycopg.connect(dsn) as connection:
        row = connection.execute("SELECT count(*) FROM bihuan.timers").fetchone()
    return int(row[0]) if row else -1


async def test_nothing_follows_from_it_by_itself(engine: Engine, clerk: Clerk) -> None:
    master = (await clerk.report()).case_id
    follower = (await _reported(engine)).case_id
    await engine.handle(_step("merge", follower, LONG_AGO, {"master": master, "ground": "same_place"}))

    reactor = Reactor(engine, lambda: START, NothingAlike())
    await reactor.drain()

    assert (await engine.case(master)).followers == frozenset()
    assert await reactor.parked() == []


async def test_no_timer_is_armed_for_time_that_was_over(engine: Engine, database: str) -> None:
    before = _timers(database)
    case = await engine.case((await _reported(engine)).case_id)
    assert {clock.silent for clock in case.clocks.values()} == {True}
    assert _timers(database) == before


async def test_told_again_it_is_nothing(engine: Engine) -> None:
    step = _step("report", new_id(), LONG_AGO, REPORT, workflow="city_case")
    first, again = await engine.handle(step), await engine.handle(step)
    assert (again.recovered, again.position) == (True, first.position)
