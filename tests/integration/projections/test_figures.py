"""Figures from the table equal figures from rows in memory, and every one of them opens into the list it counts."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from statistics import median

import pytest

from projections.as_of import Cut, rows_at
from projections.audience import EVERYBODY, Audience
from projections.board import BOARD
from projections.board_counts import counts
from projections.board_lists import cases
from projections.board_query import BoardFilter
from projections.closed_loop import CLOSED_LOOP
from projections.closed_loop_query import GROUPS, Figures, LoopFilter, figures, figures_of, loop_conditions
from projections.closed_loop_row import LoopRow
from projections.conditions import holds
from projections.figures import COUNTED, FIGURES, NoSuchFigure, figure
from projections.query import ask
from tests.integration.projections.conftest import ReadSide
from tests.support.histories import BEGIN, COMMUNITIES, UNITS, histories

EVENTS = 1_200
EVERY = ("d" * 8, "e" * 8)
"""The definitions that the cases of a history follow."""
NEVER = {"loop_closed": EVERY[1:], "dispatched": EVERY[:1]}
WINDOWS = (
    LoopFilter(audience=EVERYBODY),
    LoopFilter(audience=EVERYBODY, since=BEGIN + timedelta(days=1)),
    LoopFilter(audience=EVERYBODY, since=BEGIN + timedelta(days=1), until=BEGIN + timedelta(days=3)),
    LoopFilter(audience=EVERYBODY, community=COMMUNITIES[:5], unit=UNITS[:2]),
    LoopFilter(audience=EVERYBODY, workflow=("mediation",)),
    LoopFilter(audience=Audience(("zfd", "c2"))),
    LoopFilter(audience=EVERYBODY, never=NEVER),
    LoopFilter(
        audience=EVERYBODY,
        never={"loop_closed": EVERY, "returned": EVERY[:1]},
        since=BEGIN + timedelta(days=1),
    ),
)


@pytest.fixture
def filled(read_side: ReadSide) -> ReadSide:
    read_side.up()
    read_side.log.events = histories(71, EVENTS, at_once=40)
    read_side.follow(read_side.runner())
    return read_side


def rows(read_side: ReadSide) -> tuple[LoopRow, ...]:
    return rows_at(read_side.log, CLOSED_LOOP, Cut(position=EVENTS)).rows


def asked(read_side: ReadSide, wanted: LoopFilter, by: str = "") -> Figures:
    return ask(read_side.connection, figures(read_side.books, wanted, by))


@pytest.mark.parametrize("by", ["", *GROUPS])
def test_the_table_answers_as_the_rows_in_memory_do(filled: ReadSide, by: str) -> None:
    known = rows(filled)
    for wanted in WINDOWS:
        assert asked(filled, wanted, by) == figures_of(known, wanted, by, EVENTS), wanted


def test_every_figure_opens_into_the_cases_it_counts(filled: ReadSide) -> None:
    """By the very filter that goes with it, on the list of cases."""
    found, listed = asked(filled, WINDOWS[1], "unit"), 0
    known = rows(filled)
    for unit, values in found.values.items():
        for figure_id, value in values.items():
            behind = found.behind(unit, figure_id)
            board = BoardFilter(audience=EVERYBODY, figure=behind, limit=500)
            page = ask(filled.connection, cases(filled.books, board))
            assert {row.case_id for row in page.rows} == {
                row.case_id for row in known if holds(loop_conditions(behind), row)
            }
            if figure(figure_id).unit == "cases":
                assert len(page.rows) == value, figure_id
                listed += len(page.rows)
    assert listed > 300
    narrowed = BoardFilter(audience=EVERYBODY, figure=found.behind("zfd", "dispatched"), phase=("done",))
    counted = ask(filled.connection, counts(filled.books, narrowed, "phase"))
    since = BEGIN + timedelta(days=1)
    assert counted.by == {
        "done": sum(
            row.dispatched_at is not None
            and row.phase == "done"
            and row.unit == "zfd"
            and row.opened_at >= since
            for row in known
        )
    }


def test_a_figure_is_of_the_cases_that_can_come_to_it(filled: ReadSide) -> None:
    known = rows(filled)
    found = asked(filled, WINDOWS[-2])
    can = [row for row in known if row.followed == EVERY[:1]]
    assert 0 < found.of[""]["loop_closed"] == len(can) < len(known) == found.of[""]["closed"]
    assert found.values[""]["loop_closed"] == sum(row.loop_closed for row in can)
    behind = BoardFilter(audience=EVERYBODY, figure=found.behind("", "loop_closed"), limit=500)
    page = ask(filled.connection, cases(filled.books, behind))
    assert len(page.rows) == found.values[""]["loop_closed"] > 0
    nowhere = asked(filled, WINDOWS[-1])
    assert (nowhere.values[""]["loop_closed"], nowhere.of[""]["loop_closed"]) == (None, 0)
    behind = BoardFilter(audience=EVERYBODY, figure=nowhere.behind("", "loop_closed"))
    assert ask(filled.connection, cases(filled.books, behind)).rows == ()


def test_figures_add_up(filled: ReadSide) -> None:
    values = asked(filled, LoopFilter(audience=EVERYBODY)).values[""]
    known = rows(filled)
    assert values["cases"] == len(known) == sum(v or 0 for k, v in values.items() if k.startswith("phase:"))
    assert values["cases"] == sum(v or 0 for k, v in values.items() if k.startswith("state:"))
    assert values["open"] == len([row for row in known if row.phase != "done"])
    assert values["closed"] == sum(row.closed_at is not None for row in known) > 10
    assert values["reworked"] == sum(row.reworks > 0 for row in known) > 10
    assert values["forced"] == sum(row.forced for row in known)
    assert not any(row.forced and row.loop_closed for row in known)
    assert values["returned"] == sum(row.returns > 0 for row in known) > 2
    assert values["reopened"] == sum(row.reopened > 0 for row in known) > 2
    assert 0 < values["loop_closed"] < values["closed"]  # type: ignore[operator]
    assert values["loop_closed_on_the_spot"] == 0
    left = [row.work_s for row in known if row.work_s is not None and row.phase != "work"]
    assert values["time:work:median"] == median(left)
    assert values["time:work:p90"] > values["time:work:median"] > 0  # type: ignore[operator]
    by_unit = asked(filled, LoopFilter(audience=EVERYBODY), "unit").values
    assert sum(one["cases"] or 0 for one in by_unit.values()) == len(known)
    assert list(by_unit) == sorted(by_unit)


def test_no_cases_make_no_groups_but_a_position(read_side: ReadSide) -> None:
    read_side.up()
    found = asked(read_side, LoopFilter(audience=EVERYBODY), "community")
    assert (found.values, found.position) == ({}, 0)
    assert figures_of((), LoopFilter(audience=EVERYBODY), "community", 0) == found


def test_what_does_not_exist_is_refused_by_name(read_side: ReadSide) -> None:
    with pytest.raises(NoSuchFigure, match="profit"):
        LoopFilter(audience=EVERYBODY, figure="profit")
    with pytest.raises(NoSuchFigure):
        figure("state:")
    for by in ("title", "phase"):
        with pytest.raises(ValueError, match=by):
            figures(read_side.books, LoopFilter(audience=EVERYBODY), by)
        with pytest.raises(ValueError, match=by):
            figures_of((), LoopFilter(audience=EVERYBODY), by, 0)


def test_every_figure_says_in_both_languages_what_it_counts() -> None:
    assert len(COUNTED) == 22
    assert set(FIGURES) >= {"cases", "closed", "loop_closed", "phase:returned", "time:check:p90"}
    assert all(key == one.id for key, one in FIGURES.items())
    for one in (*FIGURES.values(), figure("state:closed")):
        assert one.zh
        assert one.en
        assert "案卷" in one.definition_zh
        assert "cases" in one.definition_en
    assert len({one.definition_zh for one in FIGURES.values()}) == len(FIGURES)


def test_the_past_answers_with_the_same_number(filled: ReadSide) -> None:
    """What the table said at a position is what is folded up to it later."""
    then = asked(filled, LoopFilter(audience=EVERYBODY), "community")
    board_then = ask(filled.connection, cases(filled.books, BoardFilter(audience=EVERYBODY, limit=500)))
    filled.log.events = histories(71, EVENTS + 300, at_once=40)
    filled.follow(filled.runner())

    past = rows_at(filled.log, CLOSED_LOOP, Cut(position=EVENTS))
    assert figures_of(past.rows, LoopFilter(audience=EVERYBODY), "community", past.position) == then
    board_past = rows_at(filled.log, BOARD, Cut(position=EVENTS))
    assert {row.case_id: row for row in board_past.rows} == {row.case_id: row for row in board_then.rows}
    assert replace(then, position=0) != replace(
        asked(filled, LoopFilter(audience=EVERYBODY), "community"), position=0
    )
