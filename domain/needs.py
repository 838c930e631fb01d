"""Which other cases must be read before a move is decided."""

from __future__ import annotations

from functools import cache

from domain.case import Case
from domain.command import Command
from domain.definition import Workflow
from domain.rules import RULES


def needs_of(workflow: Workflow, command: Command, case: Case | None) -> frozenset[str]:
    """Ids of the cases the rules of this move ask for: the master named in the fields, the merged followers."""
    move = workflow.moves.get(command.move)
    if move is None:
        return frozenset()
    asked = _asked(move.rules)
    others: frozenset[str] = frozenset()
    master = command.fields.get("master")
    if "master" in asked and isinstance(master, str):
        others |= {master}
    if "followers" in asked and case is not None:
        others |= case.followers
    return others


@cache
def _asked(rules: tuple[str, ...]) -> frozenset[str]:
    return frozenset[str]().union(*(RULES[name].needs for name in rules))
