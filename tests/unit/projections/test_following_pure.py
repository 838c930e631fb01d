"""What following needs no database for: folding, pages, what is told of an error."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from domain.envelope import Event
from domain.facts.intake import CaseFiled, CaseReported
from projections.board import BOARD
from projections.board_row import BoardRow
from projections.folding import Folding
from projections.pages import next_page
from projections.parking import told
from projections.ports import Poison
from projections.projection import Key, Projection
from tests.support.histories import SECRET, MemoryLog, histories
from workflows.log.errors import GapInLog, Undecodable

EVENTS = histories(81, 120)


def folded(
    projection: Projection[BoardRow], folding: Folding, events: Sequence[Event] = EVENTS
) -> dict[Key, BoardRow | None]:
    return folding.fold(projection, folding.concerning(projection, events), {})


def test_only_rows_that_were_touched_are_given_back() -> None:
    first = folded(BOARD, Folding(), EVENTS[:60])
    before = {key: row for key, row in first.items() if row is not None}
    untouched = replace(EVENTS[0], envelope=replace(EVENTS[0].envelope, case_id="elsewhere"))
    before["elsewhere"] = BOARD.evolve(None, untouched)  # type: ignore[assignment]
    folding = Folding()
    second = folding.fold(BOARD, folding.concerning(BOARD, EVENTS[60:]), before)

    assert "elsewhere" not in second
    assert set(second) == {event.envelope.case_id for event in EVENTS[60:]}
    whole = folded(BOARD, Folding())
    assert {**first, **second} == whole


def test_a_model_sees_only_the_facts_it_handles() -> None:
    narrow = replace(BOARD, handles=frozenset({CaseReported, CaseFiled}))
    found = Folding().concerning(narrow, EVENTS)
    assert {type(event.fact) for _, event in found} == {CaseReported, CaseFiled}
    assert [key for key, _ in found] == [event.envelope.case_id for _, event in found]
    assert len(Folding().concerning(BOARD, EVENTS)) == 120


def test_an_event_that_fails_stops_its_stream_from_there_on() -> None:
    bad = EVENTS[50]

    def evolve(row: BoardRow | None, event: Event) -> BoardRow | None:
        if event is bad:
            raise KeyError(SECRET)
        return BOARD.evolve(row, event)

    folding = Folding()
    found = folded(replace(BOARD, evolve=evolve), folding)
    case = bad.envelope.case_id
    assert [(poison.stream_id, poison.position) for poison in folding.poisons] == [(case, 51)]
    expected = folded(
        BOARD, Folding(), [e for e in EVENTS if e.envelope.case_id != case or e.envelope.position < 51]
    )
    assert found == expected


def test_a_key_that_fails_stops_its_stream_too() -> None:
    bad = EVENTS[50]

    def key(event: Event) -> str:
        if event is bad:
            raise ValueError(SECRET)
        return event.envelope.case_id

    folding = Folding()
    found = folding.concerning(replace(BOARD, key=key), EVENTS)
    assert [poison.position for poison in folding.poisons] == [51]
    case = bad.envelope.case_id
    assert all(event.envelope.case_id != case or event.envelope.position < 51 for _, event in found)
    assert all(key == event.envelope.case_id for key, event in found)
    assert len(found) < 120


def test_parked_streams_are_left_alone() -> None:
    case = EVENTS[0].envelope.case_id
    found = folded(BOARD, Folding({case}))
    assert case not in found
    assert len(found) == len({event.envelope.case_id for event in EVENTS}) - 1


def test_a_row_can_end() -> None:
    def evolve(row: BoardRow | None, event: Event) -> BoardRow | None:
        return None if isinstance(event.fact, CaseFiled) else BOARD.evolve(row, event)

    found = folded(replace(BOARD, evolve=evolve), Folding())
    assert None in found.values()


def test_an_error_is_told_by_its_kind_and_place() -> None:
    with pytest.raises(AttributeError) as ours:
        BOARD.evolve(None, SECRET)  # type: ignore[arg-type]
    assert told(ours.value).startswith("AttributeError at projections/board.py:")
    assert SECRET not in told(ours.value)
    assert told(KeyError(SECRET)) == "KeyError"


def test_pages_follow_each_other_without_a_gap() -> None:
    log = MemoryLog(EVENTS)
    assert next_page(log, 0, 50).through == 50
    assert next_page(log, 100, 50).through == 120
    assert next_page(log, 120, 50).events == []
    assert next_page(log, 120, 50).through == 120


@pytest.mark.parametrize(("broken", "expected", "found"), [(0, 1, 2), (60, 61, 62)])
def test_a_gap_is_found_wherever_it_is(broken: int, expected: int, found: int) -> None:
    log = MemoryLog([*EVENTS[:broken], *EVENTS[broken + 1 :]])
    with pytest.raises(GapInLog) as caught:
        next_page(log, 0, 1_000)
    assert (caught.value.expected, caught.value.found) == (expected, found)


class Unreadable(MemoryLog):
    """A log with a fact at `bad` that cannot be read; `lost` others before it are missing."""

    def __init__(self, bad: int, lost: int = 0) -> None:
        super().__init__(EVENTS)
        self.bad, self.lost = bad, lost

    def page(self, after: int, limit: int) -> list[Event]:
        if after < self.bad <= after + limit:
            raise Undecodable(self.bad, SECRET, "case-x")
        return super().page(after, limit)[: limit - self.lost]


def test_a_fact_that_cannot_be_read_ends_its_page_and_counts_as_looked_at() -> None:
    page = next_page(Unreadable(61), 50, 1_000)
    assert [event.envelope.position for event in page.events] == list(range(51, 61))
    assert page.through == 61
    assert [poison[:2] for poison in page.unread] == [("case-x", 61)]
    assert SECRET not in page.unread[0].error
    alone = next_page(Unreadable(61), 60, 1_000)
    assert (list(alone.events), alone.through) == ([], 61)
    assert next_page(Unreadable(61), 61, 10).through == 71


def test_a_gap_before_a_fact_that_cannot_be_read_is_still_a_gap() -> None:
    with pytest.raises(GapInLog) as caught:
        next_page(Unreadable(61, lost=2), 50, 1_000)
    assert (caught.value.expected, caught.value.found) == (59, 61)


def test_a_fact_that_cannot_be_read_and_whose_case_is_unknown_stops_everything() -> None:
    class Nameless(Unreadable):
        def page(self, after: int, limit: int) -> list[Event]:
            raise Undecodable(self.bad, "no idea")

    with pytest.raises(Undecodable):
        next_page(Nameless(1), 0, 10)
    assert Poison("a", 1, "b").position == 1
