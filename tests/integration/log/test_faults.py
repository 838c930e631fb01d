"""What was committed is never done twice and never lost, whatever happens on the way."""

import asyncio
from collections.abc import AsyncIterator

import psycopg
import pytest

from tests.support.fault_proxy import FaultProxy
from tests.support.log_events import PLACE, everything, record
from tests.support.until import until
from workflows.log import EventLog, LogReader, LogUnavailable, Timeouts, connect

pytestmark = pytest.mark.anyio
QUICK = Timeouts(connect_s=1, lock=300, statement=1000)


@pytest.fixture
async def proxy(database: str) -> AsyncIterator[FaultProxy]:
    async with FaultProxy(database) as started:
        yield started


@pytest.fixture
async def far(proxy: FaultProxy) -> AsyncIterator[EventLog]:
    """A log behind the proxy."""
    async with EventLog(proxy.dsn, PLACE, timeouts=QUICK, hints=False) as opened:
        yield opened


async def test_a_commit_whose_answer_was_lost_comes_back_as_done_once(
    far: EventLog, proxy: FaultProxy
) -> None:
    await far.append(record("before"))
    proxy.losing_answer_to = b"case-cut"

    outcome = await far.append(record("case-cut", facts=2, command=7, digest=b"d" * 32))

    assert proxy.cuts == 1
    assert outcome[:4] == ("duplicate", "case-cut", 2, 3)
    assert outcome.digest == b"d" * 32
    assert [e.envelope.version for e in await far.stream("case-cut")] == [1, 2]


async def test_a_request_that_was_lost_on_the_way_is_done_once(far: EventLog, proxy: FaultProxy) -> None:
    proxy.losing_request = b"case-cut"

    outcome = await far.append(record("case-cut", command=7))

    assert proxy.cuts == 1
    assert outcome[:4] == ("appended", "case-cut", 1, 1)
    assert await far.head() == 1


async def test_facts_without_a_command_are_not_sent_again(far: EventLog, proxy: FaultProxy) -> None:
    proxy.losing_answer_to = b"case-cut"

    with pytest.raises(LogUnavailable):
        await far.append(record("case-cut"))

    assert await far.head() == 1


async def test_a_question_whose_answer_was_lost_is_asked_again(far: EventLog, proxy: FaultProxy) -> None:
    await far.append(record())
    proxy.losing_answer_to = b"case-1"

    assert len(await far.stream("case-1")) == 1
    assert proxy.cuts == 1


async def test_a_stopped_database_is_one_clear_error_and_heals_by_itself(
    far: EventLog, proxy: FaultProxy
) -> None:
    await far.append(record(version=1, command=1))
    await proxy.stop()

    with pytest.raises(LogUnavailable, match="cannot be reached") as caught:
        await far.append(record(version=2, command=2))
    assert caught.value.retry_after_s > 0
    with pytest.raises(LogUnavailable):
        await far.stream("case-1")

    await proxy.start()
    assert (await far.append(record(version=2, command=2)))[:4] == ("appended", "case-1", 2, 2)


async def test_a_log_that_cannot_be_opened_says_so(proxy: FaultProxy) -> None:
    await proxy.stop()

    with pytest.raises(LogUnavailable, match="cannot be reached"):
        await EventLog(proxy.dsn, PLACE, timeouts=QUICK).open()
    with pytest.raises(LogUnavailable):
        connect(proxy.dsn, QUICK)


async def test_killed_backends_are_replaced(database: str) -> None:
    async with EventLog(database, PLACE, hints=False) as log:
        await log.append(record(version=1, command=1))
        with psycopg.connect(database) as other:
            other.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )

        assert (await log.append(record(version=2, command=2)))[:4] == ("appended", "case-1", 2, 2)


async def test_a_writer_that_hangs_holds_others_up_for_a_bounded_time(far: EventLog, database: str) -> None:
    with psycopg.connect(database) as stuck:
        stuck.execute(f"SELECT pg_advisory_xact_lock(hashtextextended('bihuan.log:{PLACE}', 0))")
        with pytest.raises(LogUnavailable, match="lock timeout"):
            await far.append(record(command=1))

    assert (await far.append(record(command=1))).verdict == "appended"
    assert len(await everything(far)) == 1


async def test_a_caller_that_gives_up_is_told_later_by_the_id_of_his_command(
    log: EventLog, database: str
) -> None:
    """His command shares its call with others', so it is not stopped for him."""
    waits = b"SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
    with psycopg.connect(database) as stuck:
        stuck.execute(f"SELECT pg_advisory_xact_lock(hashtextextended('bihuan.log:{PLACE}', 0))")
        waiting = asyncio.ensure_future(log.append(record(command=1)))
        await asyncio.to_thread(until, lambda: stuck.execute(waits).fetchone() is not None)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting

    assert (await log.append(record(command=1)))[:4] == ("duplicate", "case-1", 1, 1)
    assert await log.head() == 1


async def test_a_reader_says_that_the_database_is_gone(far: EventLog, proxy: FaultProxy) -> None:
    await far.append(record())
    reader = await asyncio.to_thread(LogReader.open, proxy.dsn, PLACE)
    assert await asyncio.to_thread(reader.head) == 1
    await proxy.stop()

    with pytest.raises(LogUnavailable):
        await asyncio.to_thread(reader.page, 0, 10)
    reader.close()


async def test_a_command_sent_by_two_at_once_is_done_once(database: str) -> None:
    async with EventLog(database, PLACE, hints=False) as log:
        outcomes = await asyncio.gather(*(log.append(record(command=7)) for _ in range(8)))

    assert sorted(outcome.verdict for outcome in outcomes) == ["appended"] + ["duplicate"] * 7
    assert {outcome[1:4] for outcome in outcomes} == {("case-1", 1, 1)}


async def test_a_row_that_came_past_the_turn_makes_the_append_look_again(database: str) -> None:
    """The library's own way of writing takes no turn of ours; the unique keys decide, and the second try sees it."""
    async with EventLog(database, PLACE, hints=False) as log:
        with psycopg.connect(database) as other:
            columns = (
                "jurisdiction, stream_id, version, topic, data, event_id, metadata, occurred_at, recorded_at"
            )
            other.execute(
                f"INSERT INTO bihuan.events ({columns}, position) SELECT %s, 'past', 1, 'role.taken', %s,"
                " gen_random_uuid(), '{}', now(), now(), 1".encode(),
                [PLACE, record().rows[0].data],
            )
            waiting = asyncio.ensure_future(log.append(record(command=1)))
            waits = b"SELECT FROM pg_stat_activity WHERE wait_event = 'transactionid'"
            with psycopg.connect(database, autocommit=True) as watcher:
                await asyncio.to_thread(until, lambda: watcher.execute(waits).fetchone() is not None)

        assert (await waiting)[:4] == ("appended", "case-1", 1, 2)


async def test_a_hint_that_cannot_be_sent_is_let_go(proxy: FaultProxy) -> None:
    log = EventLog(proxy.dsn, PLACE, timeouts=QUICK)
    await log.open()
    proxy.losing_request = b"pg_notify"

    outcome = await log.append(record(command=1))
    await proxy.stop()
    await log.close()

    assert outcome.verdict == "appended"
