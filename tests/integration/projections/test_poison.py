"""One fact that cannot be handled stops its own case and nothing else, is shown, and goes on once mended."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence, Set
from dataclasses import replace
from datetime import timedelta
from typing import Any

import psycopg
import pytest

from domain.envelope import Event
from domain.facts.intake import CaseReported
from domain.facts.work import WorkNoted
from projections import board
from projections.as_of import Cut, rows_at
from projections.board import BOARD
from projections.board_row import BoardRow
from projections.closed_loop import CLOSED_LOOP
from projections.following import Following
from projections.lag import lag
from projections.parking import parked
from projections.ports import Connection, Poison
from projections.projection import Key, Projection
from projections.query import ask
from projections.read_model import ReadModel
from projections.runner import Runner, always
from projections.timeline import TIMELINE
from projections.waiting import wait
from tests.integration.projections.conftest import BELL, MODELS, ReadSide
from tests.support.histories import SECRET, at_position, histories
from workflows.log.errors import Undecodable


def poisoned(projection: Projection[Any], is_poison: Callable[[Event], bool]) -> Projection[Any]:
    """The same read model, which cannot stand some events."""

    def evolve(row: Any, event: Event) -> Any:
        if is_poison(event):
            raise LookupError(SECRET)
        return projection.evolve(row, event)

    return replace(projection, evolve=evolve)


def is_note(event: Event) -> bool:
    return isinstance(event.fact, WorkNoted)


def first_notes(read_side: ReadSide) -> dict[str, int]:
    found: dict[str, int] = {}
    for event in filter(is_note, read_side.log.events):
        found.setdefault(event.envelope.case_id, event.envelope.position)
    return found


def before_the_first_note(read_side: ReadSide, first_note: dict[str, int]) -> dict[Key, BoardRow]:
    """The board as it would be if every case had ended before its first note."""
    rows: dict[Key, BoardRow] = {}
    for event in read_side.log.events:
        envelope = event.envelope
        if envelope.position < first_note.get(envelope.case_id, 10**9):
            rows[envelope.case_id] = board.evolve(rows.get(envelope.case_id), event)
    return rows


@pytest.mark.parametrize("page", [1, 6, 1_000])
def test_the_case_stands_at_its_last_good_fact_and_the_others_go_on(read_side: ReadSide, page: int) -> None:
    read_side.up()
    read_side.log.events = histories(21, 200)
    frail = poisoned(BOARD, is_note)
    read_side.follow(read_side.runner(models=(frail, TIMELINE, CLOSED_LOOP), page=page))

    first_note = first_notes(read_side)
    found = parked(read_side.connection, read_side.books)
    assert {(one.stream_id, one.position) for one in found} == set(first_note.items())
    assert {one.consumer for one in found} == {read_side.table(BOARD).name}
    assert read_side.position() == 200
    expected = before_the_first_note(read_side, first_note)
    assert read_side.table(BOARD).rows(read_side.connection, list(expected)) == expected
    assert read_side.table(BOARD).count(read_side.connection) == len(expected)


def test_what_went_wrong_is_told_without_a_word_of_the_case(
    read_side: ReadSide, caplog: pytest.LogCaptureFixture
) -> None:
    read_side.up(BOARD)
    read_side.log.events = histories(21, 100)
    with caplog.at_level(logging.ERROR):
        read_side.follow(read_side.runner(models=(poisoned(BOARD, is_note),)))

    found = parked(read_side.connection, read_side.books)
    assert {one.error.split(":")[0] for one in found} == {"LookupError at projections/test_poison.py"}
    assert found[0].stream_id in caplog.text
    assert f"position {found[0].position}" in caplog.text
    assert SECRET not in caplog.text
    told = {one.name: one for one in ask(read_side.connection, lag(read_side.books, 107))}
    board = told[read_side.table(BOARD).name]
    assert (board.model, board.parked, board.behind, board.shape) == ("board", len(found), 7, BOARD.shape)
    assert 0 <= board.silent_s < 60


def test_after_the_mend_a_parked_case_catches_up_and_the_digests_are_equal(read_side: ReadSide) -> None:
    read_side.up()
    read_side.log.events = histories(22, 200)
    frail = tuple(poisoned(model, is_note) for model in MODELS)
    sick = read_side.runner(models=frail)
    read_side.follow(sick)
    stopped = parked(read_side.connection, read_side.books)
    assert len({one.consumer for one in stopped}) == 3
    read_side.log.events = histories(22, 300)

    still_sick = read_side.runner(models=frail)
    read_side.follow(still_sick)
    again = parked(read_side.connection, read_side.books)
    before = {(one.consumer, one.stream_id): one for one in stopped}
    after = {(one.consumer, one.stream_id): one for one in again}
    assert {key: after[key].attempts for key in before} == dict.fromkeys(before, 2)
    assert {key: after[key].first_seen for key in before} == {key: before[key].first_seen for key in before}

    read_side.follow(read_side.runner())
    assert parked(read_side.connection, read_side.books) == []
    assert all(found.equal for found in read_side.compare())


def cannot_be_written(projection: Projection[Any]) -> Projection[Any]:
    """A board whose rows the database refuses after a note."""

    def evolve(row: BoardRow | None, event: Event) -> BoardRow:
        made = board.evolve(row, event)
        return replace(made, title="\0") if is_note(event) else made

    return replace(projection, evolve=evolve)


@pytest.mark.parametrize("page", [1, 50, 1_000])
def test_a_row_that_cannot_be_written_parks_its_case_at_the_very_fact(read_side: ReadSide, page: int) -> None:
    read_side.up()
    read_side.log.events = histories(23, 150)
    read_side.follow(read_side.runner(models=(cannot_be_written(BOARD),), page=page))

    first_note = first_notes(read_side)
    found = parked(read_side.connection, read_side.books)
    assert {(one.stream_id, one.position) for one in found} == set(first_note.items())
    expected = before_the_first_note(read_side, first_note)
    assert read_side.table(BOARD).rows(read_side.connection, list(expected)) == expected

    read_side.follow(read_side.runner(models=(cannot_be_written(BOARD),)))
    assert len(parked(read_side.connection, read_side.books)) == len(found), "trying again changed nothing"
    read_side.follow(read_side.runner())
    assert read_side.compare(BOARD)[0].equal


def test_a_row_of_the_timeline_that_cannot_be_written_parks_its_case(read_side: ReadSide) -> None:
    read_side.up(TIMELINE)
    events = histories(24, 90)
    bad = events[40]
    events[40] = at_position(bad, 41, actor="\0")
    read_side.log.events = events
    read_side.follow(read_side.runner(models=(TIMELINE,)))

    found = parked(read_side.connection, read_side.books)
    assert [(one.stream_id, one.position) for one in found] == [(bad.envelope.case_id, 41)]
    kept = [e for e in events if e.envelope.case_id != bad.envelope.case_id or e.envelope.position < 41]
    assert read_side.table(TIMELINE).count(read_side.connection) == len(kept)

    read_side.log.events[40] = bad
    read_side.follow(read_side.runner(models=(TIMELINE,)))
    assert parked(read_side.connection, read_side.books) == []
    assert read_side.compare(TIMELINE)[0].equal


def ending(projection: Projection[Any]) -> Projection[Any]:
    """A board that drops a case with every note and opens it anew with what comes after."""

    def evolve(row: BoardRow | None, event: Event) -> BoardRow | None:
        return None if is_note(event) else board.evolve(row, event)

    return replace(projection, evolve=evolve)


@pytest.mark.parametrize("page", [1, 9, 1_000])
def test_a_row_that_ended_is_gone_from_the_table_and_from_the_past(read_side: ReadSide, page: int) -> None:
    read_side.up(BOARD)
    read_side.log.events = histories(27, 150)
    model = ending(BOARD)
    read_side.follow(read_side.runner(models=(model,), page=page))

    past = {row.case_id: row for row in rows_at(read_side.log, model, Cut(position=150)).rows}
    cases = {event.envelope.case_id for event in read_side.log.events}
    assert read_side.table(BOARD).rows(read_side.connection, list(cases)) == past
    assert 0 < len(past) < len(cases)


def test_trouble_with_the_server_is_nobodys_fault(
    read_side: ReadSide, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither in a batch nor when a parked case is tried again does it park anybody."""
    read_side.up(BOARD)
    read_side.log.events = histories(28, 40)
    model = ReadModel(read_side.table(BOARD))

    def broken(*_: object) -> None:
        raise psycopg.OperationalError("no room on the disk")

    monkeypatch.setattr(model.table, "merge", broken)
    with pytest.raises(psycopg.OperationalError):
        model.take(read_side.connection, read_side.log.events, frozenset())
    with pytest.raises(psycopg.OperationalError):
        model.retry(read_side.connection, read_side.log.events[:1], 1)
    assert parked(read_side.connection, read_side.books) == []


class HalfReadable:
    """A log with a fact that cannot be read back."""

    def __init__(self, events: Sequence[Event], bad: int) -> None:
        self.events, self.bad = list(events), bad

    def _check(self, events: list[Event]) -> list[Event]:
        for event in events:
            if event.envelope.position == self.bad:
                raise Undecodable(self.bad, "half a fact", event.envelope.case_id)
        return events

    def page(self, after: int, limit: int) -> list[Event]:
        return self._check(self.events[after : after + limit])

    def stream(self, stream_id: str) -> list[Event]:
        return self._check([event for event in self.events if event.envelope.case_id == stream_id])

    def head(self) -> int:
        return len(self.events)


@pytest.mark.parametrize("page", [1, 10, 11, 1_000])
def test_a_fact_that_cannot_be_read_parks_its_case_for_everybody(read_side: ReadSide, page: int) -> None:
    read_side.up()
    events = histories(25, 80)
    log = HalfReadable(events, 31)
    read_side.log = log  # type: ignore[assignment]
    read_side.follow(read_side.runner(page=page))

    case = events[30].envelope.case_id
    found = parked(read_side.connection, read_side.books)
    assert [(one.stream_id, one.position) for one in found] == [(case, 31)] * 3
    assert [read_side.position(model) for model in MODELS] == [80, 80, 80]
    assert all(one.equal for one in read_side.compare())
    read_side.follow(read_side.runner())
    assert {one.attempts for one in parked(read_side.connection, read_side.books)} == {2}

    log.bad = 0
    read_side.follow(read_side.runner())
    assert parked(read_side.connection, read_side.books) == []
    assert all(one.equal for one in read_side.compare())


class Reaction:
    """Reacts to reports; one report fails until it is mended."""

    name = "reaction"

    def __init__(self, bad: int) -> None:
        self.bad, self.done = bad, list[int]()

    def take(self, connection: Connection, events: Sequence[Event], parked: Set[str]) -> list[Poison]:
        poisons = []
        for event in events:
            position, case = event.envelope.position, event.envelope.case_id
            if case in parked or not isinstance(event.fact, CaseReported):
                continue
            if position == self.bad:
                poisons.append(Poison(case, position, "ValueError"))
            else:
                self.done.append(position)
        return poisons

    def retry(self, connection: Connection, events: Sequence[Event], since: int) -> list[Poison]:
        return self.take(
            connection, [event for event in events if event.envelope.position >= since], frozenset()
        )


def test_a_follower_without_a_table_is_parked_and_tried_again_in_the_same_way(read_side: ReadSide) -> None:
    read_side.up()
    read_side.log.events = histories(26, 60)
    reports = [e.envelope.position for e in read_side.log.events if isinstance(e.fact, CaseReported)]
    reaction = Reaction(reports[3])
    runner = Runner(
        read_side.dsn, read_side.books, read_side.open_log, [always(reaction)], owner="w1", bell=BELL
    )
    read_side.follow(runner)
    assert reaction.done == [position for position in reports if position != reports[3]]

    reaction.bad = 0
    begun = Following.begin(read_side.connection, read_side.books, reaction, "w1", timedelta(hours=1))
    assert begun is not None
    assert begun.retry_parked(read_side.connection, read_side.log) == 1
    assert sorted(reaction.done) == reports
    assert parked(read_side.connection, read_side.books, "reaction") == []


def test_while_a_case_stands_still_the_others_are_seen_within_two_seconds(read_side: ReadSide) -> None:
    """A worker at work, not stepped by hand: facts come one after the other, and each is soon there to be read."""
    read_side.up()
    every = histories(28, 240)
    runner = read_side.runner(models=tuple(poisoned(model, is_note) for model in MODELS), poll_s=0.05)
    stop = threading.Event()
    thread = threading.Thread(target=runner.run, args=[stop])
    thread.start()
    try:
        for n in range(40, 241, 40):
            read_side.log.events = every[:n]
            assert wait(read_side.connection, read_side.books, n, 2.0), f"{n} is not seen"
    finally:
        stop.set()
        thread.join()
    stopped = {one.stream_id for one in parked(read_side.connection, read_side.books)}
    rows = {row.case_id: row for row in rows_at(read_side.log, BOARD, Cut(position=240)).rows}
    moving = {case_id: row for case_id, row in rows.items() if case_id not in stopped}
    assert stopped
    assert moving
    assert read_side.table(BOARD).rows(read_side.connection, list(moving)) == moving

    read_side.follow(read_side.runner("mended"))
    assert parked(read_side.connection, read_side.books) == []
    assert all(found.equal for found in read_side.compare())
