"""One call appends one command: all of it, once, in its turn, or nothing and a word why."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from tests.support.log_events import MOMENT, PLACE, event, everything, record, uid
from workflows.log import EventLog, LogRefused, Outcome, as_stored, record_of

pytestmark = pytest.mark.anyio
ON_EVERY_SERVER = True
BODY = b"b" * 32


async def test_facts_of_a_command_are_stored_together_and_read_back(log: EventLog) -> None:
    before = datetime.now(UTC)
    events = [event(version=1, command=1), event(version=2, command=1)]

    outcome = await log.append(record_of(events, command_id=uid(1), digest=BODY))

    assert outcome[:4] == ("appended", "case-1", 2, 2)
    assert outcome.recorded_at is not None
    assert before - timedelta(seconds=1) < outcome.recorded_at < datetime.now(UTC) + timedelta(seconds=1)
    assert await log.stream("case-1") == as_stored(events, outcome)
    assert [e.envelope.position for e in await log.stream("case-1", after_version=1)] == [2]
    assert await log.head() == 2


async def test_a_version_that_is_taken_is_a_conflict_that_tells_the_actual_one(log: EventLog) -> None:
    await log.append(record(version=1, facts=3))

    outcomes = [await log.append(record(version=version)) for version in (1, 3, 5)]

    assert [outcome[:3] for outcome in outcomes] == [("conflict", "case-1", 3)] * 3
    assert (await log.append(record("case-2", version=2)))[:3] == ("conflict", "case-2", 0)
    assert await log.head() == 3


async def test_a_command_that_was_done_comes_back_as_it_was_done(log: EventLog) -> None:
    first = await log.append(record(command=7, digest=BODY))
    await log.append(record(version=2))

    again = await log.append(record("case-9", command=7, digest=b"o" * 32))

    assert again == Outcome("duplicate", "case-1", 1, 1, first.recorded_at, BODY, None, None)
    assert await log.command(uid(7)) == again[1:6]
    assert await log.command(uid(8)) is None
    assert await log.head() == 2


async def test_a_claim_is_held_by_one_stream_and_a_refused_command_leaves_nothing(log: EventLog) -> None:
    await log.append(record(claims=(("source", "A-1"), ("case_no", "N-1"))))

    taken = await log.append(record("case-2", command=5, claims=(("case_no", "N-2"), ("source", "A-1"))))

    assert taken == Outcome("claimed", "case-1", None, None, None, None, "source", "A-1")
    assert await log.claim("source", "A-1") == "case-1"
    assert await log.claim("case_no", "N-2") is None
    assert await log.command(uid(5)) is None
    assert await log.stream("case-2") == []
    assert (await log.append(record(version=2, claims=(("source", "A-1"),)))).verdict == "appended"


async def test_a_command_is_refused_when_what_it_was_decided_on_has_moved(log: EventLog) -> None:
    await log.append(record("office", facts=2))

    stale = await log.append(record(guards={"office": 1, "case-7": 0}))
    fresh = await log.append(record(guards={"office": 2, "case-7": 0}))

    assert stale[:3] == ("conflict", "office", 2)
    assert fresh.verdict == "appended"


async def test_numbers_of_claims_are_compared_as_numbers(log: EventLog) -> None:
    keys = ["N-20261125-0002", "N-20261125-9999", "N-20261125-10000", "N-20261126-0001", "N-20261125-x"]
    await log.append(record(claims=tuple(("case_no", key) for key in keys)))

    assert await log.last_claim("case_no", "N-20261125-") == "N-20261125-10000"
    assert await log.last_claim("case_no", "N-20261124-") is None


async def test_an_error_halfway_leaves_nothing(log: EventLog) -> None:
    good = record(facts=2, command=3, claims=(("source", "A-1"),))
    broken = replace(good, rows=(good.rows[0], good.rows[1]._replace(metadata="{")))

    with pytest.raises(psycopg.DataError):
        await log.append(broken)

    assert (await log.head(), await log.claim("source", "A-1"), await log.command(uid(3))) == (0, None, None)
    assert (await log.append(good)).position == 2


async def test_facts_that_do_not_follow_each_other_are_no_record() -> None:
    with pytest.raises(ValueError, match="follow each other"):
        record_of([event(version=1), event(version=3)])
    with pytest.raises(ValueError, match="follow each other"):
        record_of([event(version=1), event("case-2", version=2)])


async def test_a_command_without_facts_is_refused(log: EventLog) -> None:
    with pytest.raises(LogRefused, match="without facts"):
        await log.append(replace(record(), rows=()))


async def test_only_a_demo_may_say_when_a_fact_was_recorded(log: EventLog) -> None:
    with pytest.raises(LogRefused, match="recorded_at"):
        await log.append(record(recorded_at=MOMENT))
    with pytest.raises(LogRefused, match="published_at"):
        await log.publish("d", "w", 1, {}, published_at=MOMENT)

    assert not await log.is_demo()
    assert await log.head() == 0


async def test_in_a_demo_the_given_moment_is_kept_and_never_goes_back(log: EventLog, database: str) -> None:
    with psycopg.connect(database) as owner:
        owner.execute("SELECT bihuan.mark_as_demo()")
    moments = [MOMENT, MOMENT + timedelta(days=2), MOMENT + timedelta(days=1), MOMENT + timedelta(days=3)]

    stored = [
        (await log.append(record(version=n, recorded_at=moment))).recorded_at
        for n, moment in enumerate(moments, 1)
    ]

    assert stored == [moments[0], moments[1], moments[1], moments[3]]
    assert await log.is_demo()
    assert await log.publish("d", "w", 1, {"a": 1}, published_at=MOMENT)


async def test_the_databases_clock_going_back_does_not_show(log: EventLog, database: str) -> None:
    with psycopg.connect(database) as owner:
        owner.execute("SELECT bihuan.mark_as_demo()")
    ahead = datetime.now(UTC) + timedelta(hours=1)
    await log.append(record(version=1, recorded_at=ahead))

    assert (await log.append(record(version=2))).recorded_at == ahead


async def test_a_database_with_facts_becomes_no_demo(log: EventLog, database: str) -> None:
    await log.append(record())

    with psycopg.connect(database) as owner, pytest.raises(psycopg.DatabaseError, match="not a demo's"):
        owner.execute("SELECT bihuan.mark_as_demo()")


async def test_jurisdictions_in_one_database_do_not_see_each_other(log: EventLog, database: str) -> None:
    async with EventLog(database, "330106001") as other:
        await log.append(record(facts=3, command=1, claims=(("source", "A"),)))
        outcome = await other.append(record(command=1, claims=(("source", "A"),)))

        assert outcome[:4] == ("appended", "case-1", 1, 1)
        assert len(await everything(other)) == 1
        assert len(await everything(log)) == 3


@pytest.mark.parametrize("code", ["", "a-b", "A1", "x" * 41, "a;b"])
def test_a_jurisdiction_that_cannot_name_a_channel_is_refused(code: str) -> None:
    with pytest.raises(ValueError, match="no code of a jurisdiction"):
        EventLog("dbname=none", code)


async def test_a_definition_is_kept_once(log: EventLog) -> None:
    assert await log.publish("abc", "city_case", 1, {"key": "city_case"})
    assert not await log.publish("abc", "city_case", 1, {"key": "other"})

    assert await log.definition("abc") == {"key": "city_case"}
    assert await log.definition("abd") is None


async def test_several_streams_come_in_one_answer_each_after_its_own_version(log: EventLog) -> None:
    await log.append(record("office", facts=3))
    await log.append(record("case-1", facts=2))

    found = await log.streams({"case-1": 0, "office": 2, "case-3": 0})

    assert {name: [e.envelope.version for e in events] for name, events in found.items()} == {
        "case-1": [1, 2],
        "office": [3],
        "case-3": [],
    }


async def test_a_hint_with_the_position_follows_the_commit(log: EventLog, database: str) -> None:
    with psycopg.connect(database, autocommit=True) as listener:
        listener.execute(f"LISTEN bihuan_log_{PLACE}")
        await log.append(record(facts=2))
        await log.close()
        hints = list(listener.notifies(timeout=5, stop_after=1))

    assert [hint.payload for hint in hints] == ["2"]
