"""Positions run 1, 2, 3, ... in the order of commits, and no reader ever passes one that commits later."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event as Flag

import psycopg
import pytest

from domain.envelope import Event
from tests.support.log_events import MOMENT, PLACE, everything, record
from workflows.log import EventLog, GapInLog, LogReader

pytestmark = pytest.mark.anyio
WRITERS, COMMANDS = 8, 25


async def write(log: EventLog, writer: int) -> None:
    """Append commands of one to three facts, each a case of its own."""
    for number in range(COMMANDS):
        command = writer * 1000 + number + 1
        outcome = await log.append(record(f"case-{writer}-{number}", facts=number % 3 + 1, command=command))
        assert outcome.verdict == "appended"


def follow(dsn: str, done: Flag) -> list[Event]:
    """Read to the end of the log and on, until the writers are done and nothing more comes."""
    seen: list[Event] = []
    with LogReader.open(dsn, PLACE) as reader:
        while True:
            was_done = done.is_set()
            page = reader.page(len(seen), 7)
            seen += page
            if was_done and not page:
                return seen


def disturb(dsn: str, done: Flag) -> None:
    """Append and roll back, so that positions are taken and given back."""
    with psycopg.connect(dsn) as connection:
        while not done.is_set():
            parameters = record("never", facts=2).parameters(PLACE)
            marks = ",".join(["%s"] * len(parameters))
            connection.execute(f"SELECT bihuan.append({marks})".encode(), parameters)
            connection.rollback()


async def test_eight_writers_leave_no_hole_and_a_reader_sees_every_fact_in_order(database: str) -> None:
    done = Flag()
    with ThreadPoolExecutor(2) as threads:
        followed = threads.submit(follow, database, done)
        disturbed = threads.submit(disturb, database, done)
        try:
            async with EventLog(database, PLACE, size=WRITERS) as log:
                await asyncio.gather(*(write(log, writer) for writer in range(WRITERS)))
                stored = await everything(log)
        finally:
            done.set()
        seen, _ = followed.result(), disturbed.result()

    assert [event.envelope.position for event in stored] == list(range(1, len(stored) + 1))
    assert seen == stored
    assert len(stored) == WRITERS * sum(number % 3 + 1 for number in range(COMMANDS))
    recorded = [event.envelope.recorded_at for event in stored]
    assert recorded == sorted(recorded)


async def test_of_two_writers_on_one_version_one_wins_and_the_other_is_told(database: str) -> None:
    async with EventLog(database, PLACE, size=8) as log:
        for version in range(1, 6):
            racing = (log.append(record(version=version, command=version * 10 + n)) for n in range(4))
            outcomes = await asyncio.gather(*racing)
            assert sorted(o.verdict for o in outcomes) == ["appended", "conflict", "conflict", "conflict"]
            assert {o.version for o in outcomes} == {version}
        assert await log.head() == 5


async def test_a_missing_row_is_noticed_by_whoever_reads_on(log: EventLog, database: str) -> None:
    await log.append(record(facts=5))
    with psycopg.connect(database) as owner:
        owner.execute("ALTER TABLE bihuan.events DISABLE TRIGGER never_changed")
        owner.execute("DELETE FROM bihuan.events WHERE position = 3")

    with pytest.raises(GapInLog, match="Position 4 follows 2"):
        await log.page(0, 10)
    with LogReader.open(database, PLACE) as reader, pytest.raises(GapInLog) as caught:
        reader.page(2, 10)
    assert (caught.value.expected, caught.value.found) == (3, 4)


async def test_a_page_may_be_read_an_event_at_a_time(log: EventLog, database: str) -> None:
    await log.append(record(facts=5))
    stored = await everything(log)

    with LogReader.open(database, PLACE) as reader:
        assert list(reader.each(0, 10)) == stored
        assert list(reader.each(2, 2)) == stored[2:4]
        with psycopg.connect(database) as owner:
            owner.execute("ALTER TABLE bihuan.events DISABLE TRIGGER never_changed")
            owner.execute("DELETE FROM bihuan.events WHERE position = 3")
        with pytest.raises(GapInLog, match="Position 4 follows 2"):
            list(reader.each(0, 10))


async def test_the_log_is_read_as_it_was(log: EventLog, database: str) -> None:
    with psycopg.connect(database) as owner:
        owner.execute("SELECT bihuan.mark_as_demo()")
    days = [MOMENT + timedelta(days=n) for n in range(10)]
    for n, day in enumerate(days):
        await log.append(record("case-1" if n % 2 else "case-2", version=n // 2 + 1, recorded_at=day))

    with LogReader.open(database, PLACE) as reader:
        found = [reader.position_at(day + timedelta(hours=hours)) for day in days for hours in (-1, 0, 1)]
        assert found == [n for day in range(1, 11) for n in (day - 1, day, day)]
        assert len(reader.stream("case-1", up_to_position=4)) == 2
        assert len(reader.stream("case-1", up_to_recorded=days[3])) == 2
        assert [e.envelope.version for e in reader.stream("case-1", after_version=3)] == [4, 5]
        assert reader.head() == 10
        assert reader.is_demo()
        assert reader.holder_of("case_no", "N") is None


async def test_moments_before_and_after_an_empty_or_equal_log(log: EventLog, database: str) -> None:
    with LogReader.open(database, PLACE) as reader:
        assert reader.position_at(MOMENT) == 0
        await log.append(record(facts=4))
        moment = (await log.stream("case-1"))[0].envelope.recorded_at
        assert reader.position_at(moment) == 4
        assert reader.position_at(moment - timedelta(microseconds=1)) == 0


async def test_a_reader_may_share_a_connection_with_rows_of_another_kind(
    log: EventLog, database: str
) -> None:
    from psycopg.rows import dict_row

    await log.append(record())
    with psycopg.connect(database, row_factory=dict_row) as connection:
        reader = LogReader(connection, PLACE)
        assert len(reader.page(0, 5)) == 1
        assert len(reader.stream("case-1")) == 1
