"""Commands that wait together go together, and what happens to one is its caller's alone."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from random import Random

import psycopg
import pytest

from tests.support.fault_proxy import FaultProxy
from tests.support.log_events import PLACE, everything, record
from tests.support.until import until
from workflows.log import EventLog, LogRefused, LogUnavailable, Outcome, Record, Timeouts, Undecodable

pytestmark = pytest.mark.anyio
ON_EVERY_SERVER = True
QUICK = Timeouts(connect_s=1, lock=300, statement=1000, queue=2000)
LONGER_THAN_AN_INDEX_TAKES = Random(1).randbytes(10_000).hex()
TURN = f"SELECT pg_advisory_xact_lock(hashtextextended('bihuan.log:{PLACE}', 0))".encode()


@pytest.fixture
async def proxy(database: str) -> AsyncIterator[FaultProxy]:
    async with FaultProxy(database) as started:
        yield started


@pytest.fixture
async def far(proxy: FaultProxy) -> AsyncIterator[EventLog]:
    """A log behind the proxy."""
    async with EventLog(proxy.dsn, PLACE, timeouts=QUICK, hints=False) as opened:
        yield opened


async def all_at_once(log: EventLog, records: Sequence[Record]) -> list[Outcome | BaseException]:
    return await asyncio.gather(*map(log.append, records), return_exceptions=True)


def several(count: int) -> list[Record]:
    return [record(f"case-{n}", command=n, guards={"office": 0}) for n in range(1, count + 1)]


async def test_callers_at_once_share_calls_and_positions_follow_each_other(log: EventLog) -> None:
    outcomes = await all_at_once(log, several(32))

    assert [outcome.verdict for outcome in outcomes if isinstance(outcome, Outcome)] == ["appended"] * 32
    assert (log.append_counts.batches, log.append_counts.commands) == (1, 32)
    assert [event.envelope.position for event in await everything(log)] == list(range(1, 33))


async def test_what_depends_on_each_other_is_done_one_after_the_other(log: EventLog) -> None:
    claims = (("source", "A"),)
    outcomes = await all_at_once(
        log,
        [
            record("case-1", command=1, guards={"office": 0}, claims=claims),
            record("office", command=2),
            record("case-2", command=3, guards={"office": 0}),
            record("case-1", command=4),
            record("case-1", command=1),
            record("case-3", command=5, claims=claims),
        ],
    )

    assert [outcome[:3] for outcome in outcomes if isinstance(outcome, Outcome)] == [
        ("appended", "case-1", 1),
        ("appended", "office", 1),
        ("conflict", "office", 1),
        ("conflict", "case-1", 1),
        ("duplicate", "case-1", 1),
        ("claimed", "case-1", None),
    ]


async def test_a_command_that_cannot_be_stored_fails_alone(log: EventLog) -> None:
    commands = several(9)
    commands[3] = replace(commands[3], rows=(commands[3].rows[0]._replace(metadata="{"),))
    commands[7] = replace(commands[7], claims=(("source", LONGER_THAN_AN_INDEX_TAKES),))

    answers = await all_at_once(log, commands)

    assert isinstance(answers[3], psycopg.DataError)
    assert isinstance(answers[7], LogRefused)
    stored = [answer for answer in answers if isinstance(answer, Outcome)]
    assert [outcome.position for outcome in stored] == list(range(1, 8))
    assert {outcome.verdict for outcome in stored} == {"appended"}
    assert log.append_counts.splits > 0
    assert (await log.append(several(9)[3])).verdict == "appended"


async def test_a_batch_whose_answer_was_lost_comes_back_as_done_once(
    far: EventLog, proxy: FaultProxy
) -> None:
    proxy.losing_answer_to = b"case-3"

    outcomes = await all_at_once(far, several(5))

    assert proxy.cuts == 1
    expected = [("duplicate", f"case-{n}", 1, n) for n in range(1, 6)]
    assert [outcome[:4] for outcome in outcomes if isinstance(outcome, Outcome)] == expected
    assert await far.head() == 5


async def test_a_batch_that_was_lost_on_the_way_is_done_once(far: EventLog, proxy: FaultProxy) -> None:
    proxy.losing_request = b"case-3"

    outcomes = await all_at_once(far, several(5))

    assert proxy.cuts == 1
    assert {outcome.verdict for outcome in outcomes if isinstance(outcome, Outcome)} == {"appended"}
    assert await far.head() == 5


async def test_a_backend_killed_under_a_batch_that_waits_is_replaced(log: EventLog, database: str) -> None:
    waits = "FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
    with psycopg.connect(database) as stuck, psycopg.connect(database, autocommit=True) as watcher:
        stuck.execute(TURN)
        waiting = asyncio.ensure_future(all_at_once(log, several(5)))
        await asyncio.to_thread(
            until, lambda: watcher.execute(f"SELECT {waits}".encode()).fetchone() is not None
        )
        watcher.execute(f"SELECT pg_terminate_backend(pid) {waits}".encode())
    outcomes = await waiting

    assert {outcome.verdict for outcome in outcomes if isinstance(outcome, Outcome)} == {"appended"}
    assert await log.head() == 5


async def test_a_stranger_that_holds_the_turn_holds_callers_for_a_bounded_time(
    far: EventLog, database: str
) -> None:
    loop = asyncio.get_running_loop()
    with psycopg.connect(database) as stuck:
        stuck.execute(TURN)
        begun = loop.time()
        answers = await all_at_once(far, several(200))
        waited = loop.time() - begun

    assert all(isinstance(answer, LogUnavailable) for answer in answers)
    assert waited < 10
    assert await far.head() == 0
    assert [o.verdict for o in await all_at_once(far, several(3)) if isinstance(o, Outcome)] == [
        "appended"
    ] * 3


async def test_a_server_that_says_nothing_is_given_up_and_found_again(
    far: EventLog, proxy: FaultProxy
) -> None:
    await far.append(record("before", command=99))
    proxy.flowing.clear()

    answers = await all_at_once(far, several(3))

    assert all(isinstance(answer, LogUnavailable) for answer in answers)
    proxy.flowing.set()
    outcomes = [outcome for outcome in await all_at_once(far, several(3)) if isinstance(outcome, Outcome)]
    assert {outcome.verdict for outcome in outcomes} <= {"appended", "duplicate"}
    assert await far.head() == 4


async def test_one_hint_follows_a_batch(log: EventLog, database: str) -> None:
    with psycopg.connect(database, autocommit=True) as listener:
        listener.execute(f"LISTEN bihuan_log_{PLACE}")
        await all_at_once(log, several(20))
        await log.close()
        hints = list(listener.notifies(timeout=0.2))

    assert [hint.payload for hint in hints] == ["20"]


async def test_reads_do_not_wait_for_a_turn_that_is_held(log: EventLog, database: str) -> None:
    with psycopg.connect(database) as stuck:
        stuck.execute(TURN)
        waiting = [asyncio.ensure_future(log.append(one)) for one in several(20)]
        await asyncio.gather(*(log.head() for _ in range(20)))
        assert not any(future.done() for future in waiting)
    await asyncio.gather(*waiting)


async def test_streams_read_at_once_share_questions_and_a_broken_one_is_its_readers_alone(
    log: EventLog, database: str
) -> None:
    await all_at_once(log, several(6))
    with psycopg.connect(database) as owner:
        owner.execute("ALTER TABLE bihuan.events DISABLE TRIGGER never_changed")
        owner.execute("UPDATE bihuan.events SET data = '{}' WHERE stream_id = 'case-3'")

    answers = await asyncio.gather(*(log.stream(f"case-{n}") for n in range(1, 7)), return_exceptions=True)

    assert [isinstance(answer, Undecodable) for answer in answers] == [n == 3 for n in range(1, 7)]
    assert [answer[0].envelope.case_id for answer in answers if isinstance(answer, list)] == [
        f"case-{n}" for n in (1, 2, 4, 5, 6)
    ]
