"""Whoever wrote can wait until it is to be seen, many of them on one connection, whatever gets lost on the way."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import pytest

from projections.board import BOARD
from projections.closed_loop import CLOSED_LOOP
from projections.timeline import TIMELINE
from projections.waiting import Progress, Watch, wait
from tests.integration.projections.conftest import ReadSide
from tests.support.histories import histories
from tests.support.until import until


@contextmanager
def following(read_side: ReadSide) -> Iterator[None]:
    """A worker in a thread of its own."""
    stop = threading.Event()
    thread = threading.Thread(target=read_side.runner(poll_s=0.02).run, args=[stop])
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


@asynccontextmanager
async def watching(read_side: ReadSide) -> AsyncIterator[Watch]:
    watch = Watch(read_side.dsn, read_side.books)
    task = asyncio.create_task(watch.run())
    try:
        yield watch
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def test_waiting_ends_when_the_models_have_come_that_far(read_side: ReadSide) -> None:
    read_side.up()
    with following(read_side):
        assert wait(read_side.connection, read_side.books, 0, 0.1)
        read_side.log.events = histories(51, 40)
        assert wait(read_side.connection, read_side.books, 40, 10)
    assert read_side.position() == 40


def test_waiting_for_what_does_not_come_ends_in_time(read_side: ReadSide) -> None:
    read_side.up()
    assert not wait(read_side.connection, read_side.books, 1, 0.05)


def test_only_the_models_that_are_asked_for_are_waited_for(read_side: ReadSide) -> None:
    read_side.up()
    read_side.log.events = histories(52, 10)
    read_side.follow(read_side.runner(models=(BOARD, TIMELINE)))
    connection, books = read_side.connection, read_side.books
    assert wait(connection, books, 10, 0.05, ["board", "timeline"])
    assert not wait(connection, books, 10, 0.05, ["board", "closed_loop"])
    assert not wait(connection, books, 10, 0.05)
    assert not wait(connection, books, 1, 0.05, ["no such model"])
    read_side.follow(read_side.runner("w2", models=(CLOSED_LOOP,)))
    assert wait(connection, books, 10, 0.05)


def test_many_wait_on_one_connection_and_each_is_woken_at_its_position(read_side: ReadSide) -> None:
    read_side.up()
    every = histories(53, 100)
    seen: list[tuple[int, int]] = []

    async def reader(watch: Watch, position: int) -> None:
        assert await watch.wait(position, 20)
        seen.append((position, watch.position()))

    async def scenario() -> None:
        async with watching(read_side) as watch:
            readers = [asyncio.create_task(reader(watch, position)) for position in range(0, 101, 5)]
            for n in range(10, 101, 10):
                read_side.log.events = every[:n]
                assert await watch.wait(n, 20)
            await asyncio.gather(*readers)
            assert await watch.wait(100, 0), "what was reached is answered at once"
            assert not await watch.wait(101, 0.05)
            assert watch._waiting == {}

    with following(read_side):
        asyncio.run(scenario())
    assert len(seen) == 21
    assert all(reached >= position for position, reached in seen)


def test_a_lost_connection_is_replaced_while_somebody_waits(
    read_side: ReadSide, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("projections.waiting.POLL_S", 0.05)
    read_side.up()
    read_side.log.events = histories(54, 10)

    async def scenario() -> None:
        async with watching(read_side) as watch:
            waiting = asyncio.create_task(watch.wait(10, 20))
            await asyncio.to_thread(until, lambda: watch._waiting and listeners(read_side))
            await asyncio.to_thread(
                read_side.execute,
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()",
            )
            await asyncio.to_thread(read_side.follow, read_side.runner())
            assert await waiting

    asyncio.run(scenario())


def listeners(read_side: ReadSide) -> bool:
    found = read_side.execute(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    return bool(found[0][0])


def test_a_waiter_that_is_cancelled_leaves_nothing(read_side: ReadSide) -> None:
    read_side.up()

    async def scenario() -> None:
        async with watching(read_side) as watch:
            waiting = asyncio.create_task(watch.wait(1, 60))
            await asyncio.sleep(0)
            waiting.cancel()
            await asyncio.gather(waiting, return_exceptions=True)
            assert watch._waiting == {}

    asyncio.run(scenario())


def test_progress_hears_only_what_it_knows_and_never_goes_back_by_hearsay() -> None:
    progress = Progress()
    assert progress.position() == 0
    progress.read([("board", "board__a", 5), ("timeline", "timeline__a", 9)])
    assert (progress.position(), progress.position(["timeline"])) == (5, 9)
    for message in ("board__a 7", "board__a 6", "board__b 99", "reaction 99", "board__a x", "board__a", ""):
        progress.hear(message)
    assert (progress.position(), progress.position(["board"])) == (7, 7)
    progress.read([("board", "board__b", 3), ("timeline", "timeline__a", 9)])
    assert progress.position() == 3
