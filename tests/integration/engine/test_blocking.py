"""The engine for callers that wait."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from threading import enumerate as threads

import pytest

from domain.errors import NotFound
from tests.support.keys import FixedKeys
from tests.support.log_events import PLACE
from tests.support.office_engine import REPORT, START, Clerk, city_case, engine_on, new_id
from tests.support.small_office import ROLES, UNITS
from workflows.blocking import Blocking, LoopThread
from workflows.log import EventLog, LogUnavailable, Timeouts


def test_it_does_what_the_engine_does(database: str) -> None:
    with Blocking(engine_on(EventLog(database, PLACE, keys=FixedKeys()))) as engine:
        engine.tell_office([*UNITS, *ROLES], "steward-1", START)
        assert engine.publish(city_case(), "steward-1", START)
        done = engine.handle(
            Clerk(engine.engine).command("report", "grid-1", new_id(), REPORT, workflow="city_case")
        )

        assert engine.history(done.case_id) == list(done.events)
        assert engine.case(done.case_id).version == 1
        assert engine.office().published == {"city_case": city_case().digest}
        assert engine.workflow(city_case().digest) == city_case()
        with pytest.raises(NotFound):
            engine.case(new_id())
    assert "bihuan-engine" not in {thread.name for thread in threads()}


def test_several_threads_may_use_it(database: str) -> None:
    with Blocking(engine_on(EventLog(database, PLACE, keys=FixedKeys()))) as engine:
        engine.tell_office([*UNITS, *ROLES], "steward-1", START)
        engine.publish(city_case(), "steward-1", START)
        clerk = Clerk(engine.engine)
        commands = [
            clerk.command("report", "grid-1", new_id(), REPORT, workflow="city_case") for _ in range(24)
        ]
        with ThreadPoolExecutor(8) as pool:
            done = list(pool.map(engine.handle, commands))

    assert len({answer.position for answer in done}) == 24


def test_a_database_that_is_not_there_leaves_no_thread_behind() -> None:
    with pytest.raises(LogUnavailable):
        Blocking(
            engine_on(EventLog("host=/nowhere", PLACE, keys=FixedKeys(), timeouts=Timeouts(connect_s=1)))
        )
    assert "bihuan-engine" not in {thread.name for thread in threads()}


def test_what_still_runs_is_ended_with_the_loop() -> None:
    loop = LoopThread("bihuan-engine")
    ended = []

    async def endless() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.append(True)

    async def start() -> None:
        task = asyncio.ensure_future(endless())
        await asyncio.sleep(0)
        assert not task.done()

    loop.run(start())
    loop.close()
    loop.close()

    assert ended == [True]
