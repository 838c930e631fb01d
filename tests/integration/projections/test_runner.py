"""Following the log into tables: in order, once, by any number of workers, whatever dies on the way."""

from __future__ import annotations

import threading
from collections.abc import Sequence, Set
from contextlib import AbstractContextManager, nullcontext
from datetime import timedelta
from functools import partial

import psycopg
import pytest

from domain.envelope import Event
from projections.board import BOARD
from projections.books import Follower
from projections.connecting import connect
from projections.following import Following
from projections.lease import LeaseLost
from projections.pages import next_page
from projections.parking import park, parked
from projections.ports import Connection, Poison
from projections.read_model import ReadModel
from projections.runner import Runner, always, live_model
from projections.timeline import TIMELINE
from projections.waiting import wait
from tests.integration.projections.conftest import BELL, MODELS, ReadSide
from tests.support.histories import MemoryLog, at_position, histories
from tests.support.until import until
from workflows.log.errors import GapInLog, LogUnavailable


def test_every_model_ends_at_the_head_with_one_row_per_case_and_one_per_fact(read_side: ReadSide) -> None:
    read_side.log.events = histories(1, 300)
    read_side.up()
    taken = read_side.follow(read_side.runner(page=37))

    cases = len({event.envelope.case_id for event in read_side.log.events})
    assert taken == 0, "bringing up had built them all"
    assert [read_side.position(model) for model in MODELS] == [300, 300, 300]
    assert [read_side.table(model).count(read_side.connection) for model in MODELS] == [cases, 300, cases]


@pytest.mark.parametrize("page", [1, 7, 1_000])
def test_the_size_of_a_batch_changes_nothing(read_side: ReadSide, page: int) -> None:
    read_side.up()
    read_side.log.events = histories(2, 120)
    runner = read_side.runner(page=page)

    assert read_side.follow(runner) == 3 * 120
    followed = read_side.digests()
    assert followed == [found.rebuilt for found in read_side.compare()]


def test_positions_with_a_gap_end_the_following(read_side: ReadSide) -> None:
    read_side.up()
    events = histories(3, 10)
    read_side.log.events = [*events[:5], *(at_position(e, e.envelope.position + 1) for e in events[5:])]

    with pytest.raises(GapInLog) as caught:
        read_side.follow(read_side.runner())
    assert (caught.value.expected, caught.value.found) == (6, 7)
    assert read_side.position() == 0


def test_a_crash_between_batches_is_gone_on_from(read_side: ReadSide) -> None:
    read_side.up()
    read_side.log.events = histories(4, 100)
    first = read_side.runner("w1", page=30)
    first.step(read_side.connection, read_side.log)
    assert read_side.position() == 30

    second = read_side.runner("w1", page=30)
    assert read_side.follow(second) == 3 * 70
    assert all(found.equal for found in read_side.compare())


class Failing(ReadModel):  # type: ignore[type-arg]
    """Dies with rows written and the position not yet."""

    def take(self, connection: Connection, events: Sequence[Event], parked: Set[str]) -> list[Poison]:
        super().take(connection, events, parked)
        raise psycopg.OperationalError("the server went away")


def test_rows_and_position_come_together_or_not_at_all(read_side: ReadSide) -> None:
    read_side.up()
    read_side.log.events = histories(5, 40)
    failing = Failing(read_side.table(BOARD))
    following = Following.begin(read_side.connection, read_side.books, failing, "w", timedelta(seconds=9))
    assert following is not None

    with pytest.raises(psycopg.OperationalError):
        following.advance(read_side.connection, next_page(read_side.log, 0, 40))

    assert (read_side.position(), failing.table.count(read_side.connection)) == (0, 0)


def test_a_lease_belongs_to_one_until_it_is_given_back_or_runs_out(read_side: ReadSide) -> None:
    read_side.up()

    def begin(owner: str) -> Following | None:
        model = ReadModel(read_side.table(BOARD))
        return Following.begin(read_side.connection, read_side.books, model, owner, timedelta(hours=1))

    first = begin("w1")
    assert first is not None
    assert begin("w2") is None
    first.end(read_side.connection)
    second = begin("w2")
    assert second is not None
    assert begin("w1") is None
    read_side.execute("UPDATE {s}.consumers SET lease_until = clock_timestamp()")
    third = begin("w1")
    assert third is not None
    assert third.lease.token > second.lease.token > first.lease.token


def test_an_owner_that_was_taken_for_dead_writes_nothing(read_side: ReadSide) -> None:
    read_side.up()
    read_side.log.events = histories(6, 20)
    model = ReadModel(read_side.table(BOARD))
    late = Following.begin(read_side.connection, read_side.books, model, "w1", timedelta(0))
    assert late is not None
    now = Following.begin(read_side.connection, read_side.books, model, "w2", timedelta(hours=1))
    assert now is not None

    with pytest.raises(LeaseLost):
        late.advance(read_side.connection, next_page(read_side.log, 0, 10))
    with pytest.raises(LeaseLost):
        late.renew(read_side.connection)
    late.end(read_side.connection)

    assert now.advance(read_side.connection, next_page(read_side.log, 0, 20)) == 20
    assert read_side.position() == 20


def test_a_position_set_by_somebody_else_is_not_written_over(read_side: ReadSide) -> None:
    read_side.up()
    read_side.log.events = histories(6, 20)
    model = ReadModel(read_side.table(BOARD))
    following = Following.begin(read_side.connection, read_side.books, model, "w1", timedelta(hours=1))
    assert following is not None
    read_side.execute("UPDATE {s}.consumers SET position = 7")

    with pytest.raises(LeaseLost, match="set to 7"):
        following.advance(read_side.connection, next_page(read_side.log, 0, 10))


class Counting:
    """Counts what it is given, in the database; doing it twice would show."""

    name = "counting"

    def take(self, connection: Connection, events: Sequence[Event], parked: Set[str]) -> list[Poison]:
        for event in events:
            connection.execute("INSERT INTO seen VALUES (%s)", [event.envelope.position])
        return []

    def retry(self, connection: Connection, events: Sequence[Event], since: int) -> list[Poison]:
        raise AssertionError("nothing is parked")


def run_in_thread(runner: Runner) -> tuple[threading.Thread, threading.Event]:
    stop = threading.Event()
    thread = threading.Thread(target=runner.run, args=[stop])
    thread.start()
    return thread, stop


def test_two_workers_that_compete_do_everything_once(read_side: ReadSide) -> None:
    read_side.up()
    read_side.execute("CREATE TABLE seen (position bigint)")
    every = histories(7, 400)
    read_side.log.events = every[:1]
    seats = [always(Counting())]
    workers = [
        Runner(read_side.dsn, read_side.books, read_side.open_log, seats, owner=owner, bell=BELL, page=5,
               lease=timedelta(milliseconds=20), poll_s=0.02)
        for owner in ("w1", "w2")
    ]  # fmt: skip
    running = [run_in_thread(worker) for worker in workers]
    for n in range(10, len(every) + 1, 10):
        read_side.log.events = every[:n]
        read_side.execute("UPDATE {s}.consumers SET lease_until = '-infinity'")
        until(partial(has_come_to, read_side, "counting", n), of=f"{n} counted")
    for thread, stop in running:
        stop.set()
        thread.join()

    assert read_side.execute("SELECT count(*), count(DISTINCT position), max(position) FROM seen") == [
        (400, 400, 400)
    ]
    assert read_side.execute("SELECT token > 5 FROM {s}.consumers WHERE name = 'counting'") == [(True,)]


def has_come_to(read_side: ReadSide, name: str, position: int) -> bool:
    found = [one.position for one in read_side.books.followers(read_side.connection) if one.name == name]
    return found == [position]


def test_a_second_worker_takes_over_what_a_dead_one_left(read_side: ReadSide) -> None:
    read_side.up()
    read_side.log.events = histories(8, 50)
    dead = read_side.runner("dead", page=10, lease=timedelta(milliseconds=200))
    dead.step(read_side.connection, read_side.log)
    heir = read_side.runner("heir", lease=timedelta(milliseconds=200), poll_s=0.05)
    thread, stop = run_in_thread(heir)

    assert wait(read_side.connection, read_side.books, 50, 10)
    stop.set()
    thread.join()
    assert all(found.equal for found in read_side.compare())


def test_a_worker_whose_connection_is_killed_goes_on(read_side: ReadSide) -> None:
    read_side.up()
    every = histories(9, 60)
    read_side.log.events = every[:30]
    thread, stop = run_in_thread(read_side.runner(poll_s=0.05))
    assert wait(read_side.connection, read_side.books, 30, 10)
    with connect(read_side.dsn) as killer:
        mine = [read_side.connection.info.backend_pid, killer.info.backend_pid]
        killer.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
            " AND backend_type = 'client backend' AND pid <> ALL(%s)", [mine],
        )  # fmt: skip
    read_side.log.events = every

    assert wait(read_side.connection, read_side.books, 60, 10)
    stop.set()
    thread.join()
    assert all(found.equal for found in read_side.compare())


def test_a_ring_of_the_bell_is_heard_at_once(read_side: ReadSide) -> None:
    read_side.up()
    thread, stop = run_in_thread(read_side.runner(poll_s=100.0))
    until(lambda: read_side.execute("SELECT min(token) FROM {s}.consumers")[0][0] > 0, of="leases")
    read_side.log.events = histories(10, 5)

    def ring() -> bool:
        read_side.execute(f"NOTIFY {BELL}")
        return wait(read_side.connection, read_side.books, 5, 0.2)

    until(ring, 5, of="the bell heard")
    stop.set()
    read_side.execute(f"NOTIFY {BELL}")
    thread.join()


def test_trouble_is_waited_out_but_a_gap_ends_it(read_side: ReadSide) -> None:
    read_side.up()
    events = histories(13, 30)
    tries: list[int] = []

    def open_log() -> AbstractContextManager[MemoryLog]:
        tries.append(len(tries))
        if len(tries) == 1:
            raise LogUnavailable("not yet")
        if len(tries) == 2:
            read_side.execute("ALTER TABLE {s}.consumers RENAME TO hidden")
        if len(tries) == 3:
            read_side.execute("ALTER TABLE {s}.hidden RENAME TO consumers")
        return nullcontext(MemoryLog([*events[:20], *events[21:]]))

    seats = [live_model(read_side.books, BOARD)]
    runner = Runner(
        read_side.dsn, read_side.books, open_log, seats, owner="w1", bell=BELL, page=10, poll_s=0.01
    )
    with pytest.raises(GapInLog):
        runner.run(threading.Event())
    assert len(tries) == 3
    assert read_side.position() == 20


class Stealing(Counting):
    """Whose every retry gives the lease to somebody else."""

    name = "stealing"

    def retry(self, connection: Connection, events: Sequence[Event], since: int) -> list[Poison]:
        connection.execute('UPDATE "read_330105".consumers SET token = token + 1000')
        return []


def test_a_lease_lost_while_parked_cases_are_tried_again_is_no_disaster(read_side: ReadSide) -> None:
    read_side.up()
    read_side.execute("CREATE TABLE seen (position bigint)")
    read_side.log.events = histories(14, 40)
    runner = Runner(
        read_side.dsn, read_side.books, read_side.open_log, [always(Stealing())], owner="w1", bell=BELL,
        lease=timedelta(seconds=60),
    )  # fmt: skip
    read_side.books.enter(read_side.connection, Follower("stealing", None, 0, "", "live", 0))
    cases = sorted({event.envelope.case_id for event in read_side.log.events})
    park(read_side.connection, read_side.books, "stealing", [Poison(case, 1, "x") for case in cases[:2]])

    assert runner.step(read_side.connection, read_side.log) == 0
    assert [one.stream_id for one in parked(read_side.connection, read_side.books)] == cases[1:2]
    assert runner.step(read_side.connection, read_side.log) == 0, (
        "the last one is tried, and the lease lost again"
    )
    assert parked(read_side.connection, read_side.books) == []
    assert runner.step(read_side.connection, read_side.log) == 40


def test_an_office_event_is_no_case_but_stands_in_the_timeline(read_side: ReadSide) -> None:
    read_side.up()
    event = histories(11, 1)[0]
    read_side.log.events = [at_position(event, 1, case_id="office")]
    read_side.follow(read_side.runner())

    assert [read_side.table(model).count(read_side.connection) for model in MODELS] == [0, 1, 0]
    assert [read_side.position(model) for model in MODELS] == [1, 1, 1]
    assert read_side.execute("SELECT case_id, position FROM {s}.timeline") == [("office", 1)]


def test_the_timeline_alone_can_be_followed(read_side: ReadSide) -> None:
    read_side.up(TIMELINE)
    read_side.log.events = histories(12, 9)
    assert read_side.follow(read_side.runner(models=(TIMELINE,))) == 9
