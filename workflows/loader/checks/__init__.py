"""What must hold of a flattened workflow. Each check notes every problem it finds."""

from __future__ import annotations

from collections.abc import Callable

from workflows.loader.checks import children, clocks, facts, graph, ladders, law, names, wording
from workflows.loader.flatten import Flat
from workflows.loader.known import Known
from workflows.loader.source import Problems

Check = Callable[[Flat, Known, Problems], None]

NAMES: tuple[Check, ...] = (
    names.check_moves,
    names.check_rules,
    names.check_categories,
    names.check_roles,
    facts.check_moves,
    facts.check_clocks,
    ladders.check_ladders,
    clocks.check_hours,
    children.check_children,
)
FOLLOWING: tuple[tuple[Check, ...], ...] = (
    (wording.check_words, graph.check_ends),
    (graph.check_reach, clocks.check_effects),
    (law.check_running,),
)
"""What follows from the names, step by step; asked only while all is in order, so that one slip is told once."""


def check(flat: Flat, known: Known, problems: Problems) -> None:
    """Note everything that is wrong with a workflow."""
    for each in NAMES:
        each(flat, known, problems)
    if not all(sheet.sound for sheet in flat.sheets):
        return
    for step in FOLLOWING:
        if problems.found:
            return
        for each in step:
            each(flat, known, problems)
