"""A build fills its tables in another way than a follower writes them; what comes of it is the same."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from domain.envelope import Event
from domain.facts.work import WorkNoted
from projections import board
from projections.board import BOARD
from projections.board_row import BoardRow
from projections.closed_loop import CLOSED_LOOP
from projections.parking import parked
from projections.rebuild import rebuild
from projections.timeline import TIMELINE
from tests.integration.projections.conftest import ReadSide
from tests.support.histories import histories


@pytest.mark.parametrize("kept", [0, 3, 25])
def test_rows_that_leave_the_memory_and_come_back_are_what_they_would_be(
    read_side: ReadSide, monkeypatch: pytest.MonkeyPatch, kept: int
) -> None:
    monkeypatch.setattr("projections.filling.ROWS_KEPT", kept)
    read_side.log.events = histories(81, 600)
    read_side.up()
    read_side.follow(read_side.runner())

    assert [(one.position, one.equal) for one in read_side.compare()] == [(600, True)] * 3


def vanishing(row: BoardRow | None, event: Event) -> BoardRow | None:
    """A board without a case that was noted, until it is moved again."""
    return None if isinstance(event.fact, WorkNoted) else board.evolve(row, event)


def refused(row: BoardRow | None, event: Event) -> BoardRow:
    """A board whose rows no database takes after a note."""
    made = board.evolve(row, event)
    return replace(made, title="\0") if isinstance(event.fact, WorkNoted) else made


@pytest.mark.parametrize("kept", [0, 5, 1_000])
@pytest.mark.parametrize("evolve", [vanishing, refused])
def test_a_case_that_leaves_the_table_or_is_refused_by_it_ends_as_it_does_live(
    read_side: ReadSide, monkeypatch: pytest.MonkeyPatch, evolve: Any, kept: int
) -> None:
    monkeypatch.setattr("projections.filling.ROWS_KEPT", kept)
    model = replace(BOARD, evolve=evolve)
    read_side.up(model, TIMELINE, CLOSED_LOOP)
    read_side.log.events = histories(82, 200)
    read_side.follow(read_side.runner(models=(model, TIMELINE, CLOSED_LOOP)))
    stopped = {(one.stream_id, one.position) for one in parked(read_side.connection, read_side.books)}
    live = read_side.digests()

    assert [one.equal for one in read_side.compare(model)] == [True]
    rebuild(read_side.connection, read_side.books, read_side.log, [model], owner="rebuild", page=41)
    assert read_side.digests() == live
    again = {(one.stream_id, one.position) for one in parked(read_side.connection, read_side.books)}
    assert again == stopped
    assert bool(stopped) == (evolve is refused)
