"""Building beside, comparing, switching: what is live equals what the facts say, and nobody who reads notices."""

from __future__ import annotations

import threading
from dataclasses import replace

import psycopg
import pytest

from projections.audience import EVERYBODY
from projections.board import BOARD
from projections.board_lists import cases
from projections.board_query import BoardFilter
from projections.building import Headway, begin
from projections.closed_loop import CLOSED_LOOP
from projections.connecting import connect
from projections.projection import Index
from projections.query import ask
from projections.rebuild import NewerRelease, rebuild
from projections.switch import SwitchBlocked, make_live, switch
from projections.timeline import TIMELINE
from tests.integration.projections.conftest import MODELS, ReadSide
from tests.support.histories import MemoryLog, histories
from tests.support.until import until


def again(read_side: ReadSide, *models: object, **options: object) -> None:
    chosen = models or MODELS
    rebuild(read_side.connection, read_side.books, read_side.log, chosen, owner="rebuild", **options)  # type: ignore[arg-type]


def tables(read_side: ReadSide) -> set[str]:
    """The tables of the models. What lies beside a board comes and goes with it."""
    found = read_side.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s", read_side.books.schema)
    every = {name for (name,) in found} - {"consumers", "parked"}
    beside = {name for name in every if name.endswith(("_counts", "_words"))}
    boards = {name for name in every - beside if name.startswith("board__")}
    assert beside <= {f"{name}_{kind}" for name in boards for kind in ("counts", "words")}
    return every - beside


def test_what_was_followed_equals_what_is_rebuilt_after_a_thousand_random_events(read_side: ReadSide) -> None:
    read_side.up()
    every = histories(31, 1_000)
    runner = read_side.runner(page=13)
    for n in range(50, 1_001, 50):
        read_side.log.events = every[:n]
        read_side.follow(runner)

    found = read_side.compare()
    assert [one.model for one in found] == ["board", "timeline", "closed_loop"]
    assert [one.position for one in found] == [1_000] * 3
    assert all(one.equal and one.live == one.rebuilt for one in found)
    assert len({one.live for one in found}) == 3
    assert tables(read_side) == {model.table for model in MODELS}, "what was built to compare is gone"
    followed = read_side.digests()
    again(read_side)
    assert read_side.digests() == followed


@pytest.mark.parametrize(
    ("model", "change"),
    [
        (BOARD, "UPDATE {s}.board SET returns = returns + 1 WHERE case_id = (SELECT min(case_id) FROM {s}.board)"),
        (BOARD, "DELETE FROM {s}.board WHERE case_id = (SELECT max(case_id) FROM {s}.board)"),
        (BOARD, "UPDATE {s}.board SET due_at = NULL WHERE due_at = (SELECT min(due_at) FROM {s}.board)"),
        (BOARD, "UPDATE {s}.board_counts SET cases = cases + 1 WHERE state = (SELECT min(state) FROM {s}.board)"),
        (BOARD, "DELETE FROM {s}.board_words WHERE case_id = (SELECT min(case_id) FROM {s}.board_words)"),
        (TIMELINE, "UPDATE {s}.timeline SET actor = actor || ' ' WHERE position = 17"),
        (CLOSED_LOOP, "UPDATE {s}.closed_loop SET hands = '{}' WHERE hands <> '{}'"),
    ],
)  # fmt: skip
def test_one_changed_row_changes_the_digest(read_side: ReadSide, model: object, change: str) -> None:
    read_side.log.events = histories(32, 120)
    read_side.up()
    read_side.execute(change)

    assert [one.model for one in read_side.compare() if not one.equal] == [model.name]  # type: ignore[attr-defined]


def test_comparing_meets_a_live_table_that_is_behind_at_its_own_position(read_side: ReadSide) -> None:
    read_side.up()
    read_side.log.events = histories(33, 90)
    runner = read_side.runner(page=40)
    runner.step(read_side.connection, read_side.log)
    for model in (BOARD, TIMELINE):
        assert read_side.position(model) == 40
    runner.step(read_side.connection, read_side.log)
    read_side.log.events = histories(33, 200)

    found = read_side.compare()
    assert [(one.position, one.equal) for one in found] == [(80, True)] * 3


def test_a_rebuilt_table_takes_the_place_of_the_live_one_and_is_followed(read_side: ReadSide) -> None:
    read_side.up()
    read_side.log.events = histories(34, 100)
    read_side.follow(read_side.runner())
    runner = read_side.runner()
    read_side.follow(runner)
    before = {model.name: read_side.table(model).name for model in MODELS}
    again(read_side)

    after = {model.name: read_side.table(model).name for model in MODELS}
    assert after == {model.name: f"{model.table}_2" for model in MODELS}
    assert tables(read_side) == set(after.values()), "the old tables are gone"
    assert before == {model.name: model.table for model in MODELS}
    read_side.log.events = histories(34, 150)
    until(lambda: runner.step(read_side.connection, read_side.log) or read_side.position() == 150)
    read_side.follow(runner)
    assert all(one.equal for one in read_side.compare())
    again(read_side)
    assert {read_side.table(model).name for model in MODELS} == {model.table for model in MODELS}


def test_headway_is_told_page_by_page(read_side: ReadSide) -> None:
    read_side.log.events = histories(35, 100)
    read_side.up()
    told: list[Headway] = []
    again(read_side, BOARD, tell=told.append, page=40)

    assert [(one.position, one.head) for one in told] == [(40, 100), (80, 100), (100, 100)]
    assert all(one.events_per_s > 0 for one in told)
    assert told[0].seconds_left == pytest.approx(60 / told[0].events_per_s)
    assert told[-1].seconds_left == 0


def test_reading_and_following_go_on_during_rebuilds(read_side: ReadSide) -> None:
    """Readers prepare their statements, as those of a server do; none may fail, and no reader may go back in time."""
    read_side.log.events = histories(36, 300)
    read_side.up()
    stop, failures = threading.Event(), list[str]()

    def read() -> None:
        with psycopg.connect(read_side.dsn, autocommit=True, prepare_threshold=1) as connection:
            seen = 0
            while not stop.is_set():
                try:
                    page = ask(connection, cases(read_side.books, BoardFilter(audience=EVERYBODY, limit=5)))
                except psycopg.Error as error:
                    failures.append(repr(error))
                    return
                if page.position < seen or not page.rows:
                    failures.append(f"went back from {seen} to {page.position}, {len(page.rows)} rows")
                seen = page.position

    worker_stop = threading.Event()
    threads = [threading.Thread(target=read) for _ in range(2)]
    threads.append(threading.Thread(target=read_side.runner(poll_s=0.05, page=10).run, args=[worker_stop]))
    for thread in threads:
        thread.start()
    for n in range(1, 6):
        read_side.log.events = histories(36, 300 + 40 * n)
        again(read_side)
    until(lambda: min(map(read_side.position, MODELS)) == 500, of="all followed after the last rebuild")
    stop.set()
    worker_stop.set()
    for thread in threads:
        thread.join()

    assert failures == []
    assert all(one.equal for one in read_side.compare())


def test_a_switch_waits_for_long_readers_only_briefly_and_loses_nothing(
    read_side: ReadSide, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("projections.switch.ATTEMPTS", 2)
    monkeypatch.setattr("projections.switch.PATIENCE", "30ms")
    read_side.up()
    read_side.log.events = histories(37, 60)
    read_side.follow(read_side.runner())
    (beside,) = begin(read_side.connection, read_side.books, [BOARD], "rebuild")
    with connect(read_side.dsn) as reader, reader.transaction():
        reader.execute('SELECT count(*) FROM "read_330105".board')
        with pytest.raises(SwitchBlocked, match="board"):
            switch(read_side.connection, read_side.books, read_side.log, beside)
        assert read_side.table(BOARD).name == BOARD.table
        assert read_side.position() == 60

    switch(read_side.connection, read_side.books, read_side.log, beside)
    assert read_side.table(BOARD).name == f"{BOARD.table}_2"
    assert read_side.compare(BOARD)[0].equal


def test_a_switch_never_goes_back_behind_what_readers_saw(read_side: ReadSide) -> None:
    """The live table may be further than this process has seen of the log."""
    read_side.up()
    read_side.log.events = histories(38, 60)
    read_side.follow(read_side.runner())

    class Late(MemoryLog):
        def head(self) -> int:
            return 40

    (beside,) = begin(read_side.connection, read_side.books, [BOARD], "rebuild")
    switch(read_side.connection, read_side.books, Late(read_side.log.events), beside)
    assert read_side.position() == 60
    assert read_side.compare(BOARD)[0].equal


def test_what_a_killed_rebuild_left_is_swept_away_once_its_lease_ran_out(read_side: ReadSide) -> None:
    read_side.up(BOARD)
    read_side.log.events = histories(39, 30)
    read_side.follow(read_side.runner(models=(BOARD,)))
    (left,) = begin(read_side.connection, read_side.books, [BOARD], "killed")
    again(read_side, BOARD)
    assert tables(read_side) == {f"{BOARD.table}_2", f"{BOARD.table}_3"}, "a build under way is left alone"

    read_side.execute("UPDATE {s}.consumers SET lease_until = '-infinity' WHERE name = %s", left.table.name)
    again(read_side, BOARD)
    assert tables(read_side) == {BOARD.table}
    assert {one.name for one in read_side.books.followers(read_side.connection)} == {BOARD.table}


def test_a_table_that_is_still_being_read_is_dropped_the_next_time(read_side: ReadSide) -> None:
    read_side.up(BOARD)
    read_side.log.events = histories(40, 30)
    read_side.follow(read_side.runner(models=(BOARD,)))
    with connect(read_side.dsn) as reader, reader.transaction():
        reader.execute(f'SELECT count(*) FROM "read_330105"."{BOARD.table}"'.encode())
        again(read_side, BOARD)
        assert tables(read_side) == {BOARD.table, f"{BOARD.table}_2"}
        states = {one.name: one.state for one in read_side.books.followers(read_side.connection)}
        assert states == {BOARD.table: "retired", f"{BOARD.table}_2": "live"}
    again(read_side, BOARD)
    assert tables(read_side) == {BOARD.table}, "the first name is free again"


WIDER = replace(
    BOARD, version=BOARD.version + 1, indexes=(Index(columns=("digest",)),), counted=(), words=None
)


def test_a_release_with_another_shape_builds_it_beside_and_an_older_one_does_not_take_it_back(
    read_side: ReadSide,
) -> None:
    read_side.up()
    read_side.log.events = histories(41, 80)
    read_side.follow(read_side.runner())
    old = read_side.runner()
    old.step(read_side.connection, read_side.log)
    read_side.up(WIDER, TIMELINE)

    assert read_side.table(BOARD).name == WIDER.table
    assert read_side.table(TIMELINE).name == TIMELINE.table, "an unchanged model is left as it is"
    read_side.log.events = histories(41, 90)
    read_side.follow(old)
    assert (read_side.position(WIDER), read_side.position(TIMELINE)) == (80, 90), (
        "the old release leaves it alone"
    )
    with pytest.raises(
        NewerRelease, match=f"board is at version {WIDER.version}, this program knows {BOARD.version}"
    ):
        read_side.up(BOARD)
    assert read_side.follow(read_side.runner(models=(WIDER,))) == 10
    assert read_side.compare(WIDER)[0].equal
    (found,) = read_side.compare(BOARD)
    assert (found.live, found.equal) == (None, False)


def test_bringing_up_is_safe_to_repeat_and_by_two_at_once(read_side: ReadSide) -> None:
    read_side.log.events = histories(42, 20)
    failures: list[BaseException] = []

    def up() -> None:
        try:
            with connect(read_side.dsn) as connection:
                read_side.books.prepare(connection)
                for model in MODELS:
                    make_live(connection, read_side.books, model)
        except BaseException as error:  # noqa: BLE001 - told to the main thread
            failures.append(error)

    threads = [threading.Thread(target=up) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    read_side.up()
    assert tables(read_side) == {model.table for model in MODELS}
    assert read_side.follow(read_side.runner()) == 3 * 20
