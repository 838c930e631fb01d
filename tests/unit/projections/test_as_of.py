"""The past is a fold up to a place: by position, by what was known, by what had happened."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.envelope import Event
from domain.facts.work import WorkNoted
from projections import as_of
from projections.as_of import Cut, rows_at
from projections.board import BOARD
from projections.board_row import BoardRow
from projections.folding import Folding
from projections.projection import Key
from projections.timeline import TIMELINE
from tests.support.histories import MemoryLog, histories
from workflows.log.errors import Undecodable

EVENTS = histories(91, 400)
LOG = MemoryLog(EVENTS)
BAD = 60


@pytest.fixture(params=[7, 100, 5_000], autouse=True)
def page(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(as_of, "PAGE", request.param)


def folded(events: list[Event]) -> dict[Key, BoardRow | None]:
    folding = Folding()
    return folding.fold(BOARD, folding.concerning(BOARD, events), {})


def rows(cut: Cut) -> dict[Key, BoardRow | None]:
    return {row.case_id: row for row in rows_at(LOG, BOARD, cut).rows}


@pytest.mark.parametrize("position", [0, 1, 7, 99, 100, 101, 399, 400, 9_999])
def test_at_a_position_that_very_fact_is_the_last(position: int) -> None:
    past = rows_at(LOG, BOARD, Cut(position=position))
    assert past.position == min(position, 400)
    assert {row.case_id: row for row in past.rows} == folded(EVENTS[:position])


@pytest.mark.parametrize("n", [0, 6, 7, 250, 399])
def test_at_a_recorded_moment_what_was_stored_by_then_counts(n: int) -> None:
    moment = EVENTS[n].envelope.recorded_at
    assert rows_at(LOG, BOARD, Cut(recorded=moment)).position == n + 1
    assert rows(Cut(recorded=moment)) == folded(EVENTS[: n + 1])
    assert rows(Cut(recorded=moment - timedelta(microseconds=1))) == folded(EVENTS[:n])


def test_at_a_moment_of_business_time_what_had_happened_counts_however_late_it_was_told() -> None:
    late = [e for e in EVENTS if e.envelope.recorded_at - e.envelope.occurred_at > timedelta(hours=3)]
    moment = late[0].envelope.occurred_at
    past = rows_at(LOG, TIMELINE, Cut(occurred=moment))
    happened = [e.envelope.position for e in EVENTS if e.envelope.occurred_at <= moment]
    assert [row.position for row in past.rows] == happened
    assert late[0].envelope.position in happened
    assert len(happened) < late[0].envelope.position
    assert past.position == 400, "everything was looked at, as is known now"
    assert rows(Cut(occurred=moment)) == folded([e for e in EVENTS if e.envelope.occurred_at <= moment])


def test_before_the_first_fact_there_is_nothing() -> None:
    early = EVENTS[0].envelope.recorded_at - timedelta(days=1)
    for cut in (Cut(recorded=early), Cut(position=0)):
        past = rows_at(LOG, BOARD, cut)
        assert (past.rows, past.position) == ((), 0)
    assert rows_at(LOG, BOARD, Cut(occurred=early - timedelta(days=9))).rows == ()
    assert rows_at(MemoryLog(), BOARD, Cut(position=5)).rows == ()


@pytest.mark.parametrize("given", [{}, {"position": 1, "recorded": EVENTS[0].envelope.recorded_at}])
def test_one_place_is_asked_for(given: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="one position or one moment"):
        Cut(**given)  # type: ignore[arg-type]


def test_a_row_that_ended_is_not_there() -> None:
    def evolve(row: BoardRow | None, event: Event) -> BoardRow | None:
        return None if isinstance(event.fact, WorkNoted) else BOARD.evolve(row, event)

    ended = rows_at(LOG, replace(BOARD, evolve=evolve), Cut(position=400)).rows
    last_noted = {event.envelope.case_id: isinstance(event.fact, WorkNoted) for event in EVENTS}
    assert {row.case_id for row in ended} == {case for case, noted in last_noted.items() if not noted}
    assert any(last_noted.values())


def test_what_cannot_be_folded_is_told_and_the_rest_is_there() -> None:
    def evolve(row: BoardRow | None, event: Event) -> BoardRow | None:
        if isinstance(event.fact, WorkNoted):
            raise LookupError
        return BOARD.evolve(row, event)

    past = rows_at(LOG, replace(BOARD, evolve=evolve), Cut(position=400))
    noted = {e.envelope.case_id for e in EVENTS if isinstance(e.fact, WorkNoted)}
    assert {poison.stream_id for poison in past.unfolded} == noted
    whole = folded(EVENTS)
    kept = {row.case_id: row for row in past.rows}
    assert {case: row for case, row in kept.items() if case not in noted} == {
        case: row for case, row in whole.items() if case not in noted
    }


def test_a_fact_that_cannot_be_read_is_told() -> None:
    class Torn(MemoryLog):
        def page(self, after: int, limit: int) -> list[Event]:
            if after < BAD <= after + limit:
                raise Undecodable(BAD, "torn", EVENTS[BAD - 1].envelope.case_id)
            return super().page(after, limit)

    past = rows_at(Torn(EVENTS), TIMELINE, Cut(position=300))
    assert [poison.position for poison in past.unfolded] == [BAD]
    case = EVENTS[BAD - 1].envelope.case_id
    kept = [
        e.envelope.position for e in EVENTS[:300] if e.envelope.case_id != case or e.envelope.position < BAD
    ]
    assert [row.position for row in past.rows] == kept
    assert len(kept) < 299, "later facts of its case stand still with it"
    assert rows_at(Torn(EVENTS), TIMELINE, Cut(position=BAD - 1)).unfolded == ()
