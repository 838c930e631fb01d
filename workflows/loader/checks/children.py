"""Moves that open a child or let a case count as finished for its parents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from domain.children import OPENED_BY_PARENT, opening_of
from domain.definition import Move, Workflow
from domain.facts.dispatch import ChildFinished, ChildLinked
from domain.office import SYSTEM
from workflows.loader.checks.names import note, unknown
from workflows.loader.flatten import Flat
from workflows.loader.known import Known
from workflows.loader.problems import instead
from workflows.loader.rows import Row
from workflows.loader.source import Problems


def check_children(flat: Flat, known: Known, problems: Problems) -> None:
    """What a move opens is a workflow, said by the fact that links a child; what it settles is a listed outcome."""
    outcomes = known.fields(ChildFinished.TOPIC)["outcome"].listed
    for row in flat.moves.values():
        if row.value.opens:
            _check_opens(row, known, problems)
        settles = row.value.settles
        if settles and outcomes and settles not in outcomes.values:
            message = f'"{settles}" is no listed outcome of a child; {instead(settles, outcomes.values)}'
            note(row, "settles", settles, "unlisted_value", message, problems)


def _check_opens(row: Row[Move], known: Known, problems: Problems) -> None:
    move = row.value
    if move.opens not in known.workflows:
        unknown(row, "opens", "workflow", move.opens, known.workflows, problems)
    if move.fact != ChildLinked.TOPIC:
        message = (
            f'a move that opens a child records {ChildLinked.TOPIC}; name that fact, or leave "opens" out'
        )
        note(row, "fact", move.fact, "opens_without_link", message, problems)
    if "relation" not in move.given:
        message = 'a move that opens a child says how it hangs here; add set = { relation = "child" }'
        note(row, "opens", None, "missing_key", message, problems)


def not_opened(workflows: Mapping[str, Workflow]) -> Iterator[tuple[str, str, str]]:
    """Workflow and move that open a workflow which the system cannot open for its parent, and why."""
    for key, workflow in workflows.items():
        for name, move in workflow.moves.items():
            child = workflows.get(move.opens)
            if child is None:
                continue
            opening = child.moves.get(opening_of(child))
            if opening is None or SYSTEM not in opening.roles:
                message = (
                    f'no move opens a case of "{move.opens}" for its parent; give it a move from new with the rule'
                    f' "{OPENED_BY_PARENT}" and the role "{SYSTEM}"'
                )
                yield key, name, message
