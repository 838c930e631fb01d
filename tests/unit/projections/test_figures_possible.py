"""What can never be in a workflow is told as that and not as nought, worked out from its moves."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from domain.definition import Workflow
from domain.facts import BY_TOPIC
from projections.audience import EVERYBODY
from projections.closed_loop_query import LoopFilter, figures_of, loop_conditions
from projections.closed_loop_row import LoopRow
from projections.conditions import holds
from projections.figures import COUNTED, FIGURES, out_of_reach
from tests.support.histories import BEGIN
from workflows.loader import catalogue_dir, load_catalogue

WORKFLOWS: dict[str, Workflow] = {
    key: loaded.workflow for key, loaded in load_catalogue([catalogue_dir()]).workflows.items()
}
NEVER = out_of_reach(WORKFLOWS.values())
FULL_LOOP = {"city_case", "estate", "kitchen_fume", "metro_area", "river_bank"}


def can(figure: str) -> set[str]:
    """The workflows whose cases can come to it."""
    return {key for key, one in WORKFLOWS.items() if one.digest not in NEVER.get(figure, ())}


@pytest.mark.parametrize(
    ("figure", "workflows"),
    [
        ("loop_closed", FULL_LOOP),
        ("loop_closed_on_the_spot", FULL_LOOP | {"ebike_lift"}),
        ("returned", FULL_LOOP | {"commitment", "petition"}),
        ("forced", FULL_LOOP),
        ("cases", set(WORKFLOWS)),
        ("open", set(WORKFLOWS)),
        ("phase:suspended", set(WORKFLOWS)),
    ],
)
def test_what_a_workflow_comes_to_stands_in_its_moves(figure: str, workflows: set[str]) -> None:
    assert can(figure) == workflows


def test_a_workflow_without_the_move_cannot_and_one_with_another_way_can() -> None:
    street = WORKFLOWS["city_case"]

    def never(*facts: str) -> set[str]:
        moves = {name: move for name, move in street.moves.items() if move.fact not in facts}
        return set(out_of_reach([replace(street, moves=moves)]))

    assert never() == set()
    assert never("check.passed") == {
        "checked",
        "checked_independently",
        "loop_closed",
        "loop_closed_on_the_spot",
    }
    assert never("case.dispatched") == set(), "a case may be given to a unit by handing it on"
    assert never("case.dispatched", "case.reassigned") == {"dispatched", "loop_closed"}


def test_every_fact_that_is_needed_is_one_there_is() -> None:
    needed = {one.by for figure in COUNTED for ways in figure.needs for one in ways}
    assert needed <= BY_TOPIC.keys()
    assert {figure.id for figure in FIGURES.values() if not figure.needs} == {
        "cases",
        "open",
        *(name for name in FIGURES if ":" in name),
    }


def row(case: str, *followed: str, **others: Any) -> LoopRow:
    values = {"workflow": f"w{followed[0]}", "state": "s", "phase": "done", "loop_closed": True, **others}
    return LoopRow(case_id=case, opened_at=BEGIN, phase_at=BEGIN, last_at=BEGIN, followed=followed, **values)


ROWS = (
    row("whole", "1"),
    row("open", "1", phase="work", loop_closed=False),
    row("never", "2", loop_closed=False),
    row("moved", "2", "3"),
    row("by mistake", "2"),
)
ASKED = LoopFilter(audience=EVERYBODY, never={"loop_closed": ("2",)})


def test_a_mixed_set_counts_those_that_can_and_says_how_many_there_are() -> None:
    """A case that changed its version can come to whatever either can."""
    told = figures_of(ROWS, ASKED, "", 9)
    assert (told.values[""]["loop_closed"], told.of[""]["loop_closed"]) == (2, 3)
    assert (told.values[""]["cases"], told.of[""]["closed"]) == (5, 5)
    assert "cases" not in told.of[""], "of what anything can come to nothing is told"


def test_where_no_case_can_there_is_no_number() -> None:
    told = figures_of(ROWS, ASKED, "workflow", 9)
    assert [told.values[one]["loop_closed"] for one in ("w1", "w2")] == [1, 1]
    told = figures_of(ROWS[2:3], ASKED, "workflow", 9)
    assert (told.values["w2"]["loop_closed"], told.of["w2"]["loop_closed"]) == (None, 0)
    assert told.values["w2"]["loop_closed_on_the_spot"] == 0


def test_the_list_behind_it_is_what_was_counted() -> None:
    behind = figures_of(ROWS, ASKED, "", 9).behind("", "loop_closed")
    assert [one.case_id for one in ROWS if holds(loop_conditions(behind), one)] == ["whole", "moved"]
