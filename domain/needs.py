"""Which other cases must be read before a move is decided."""

from __future__ import annotations

from functools import cache

from domain.case import Case
from domain.command import Command
from domain.definition import Workflow
from domain.rules import RULES


def needs_of(workflow: Workflow, command: Command, case: Case | None) -> frozenset[str]:
    """Ids of the cases the rules of this move ask for: the master or child named in the fields, the followers."""
    move = workflow.moves.get(command.move)
    if move is None:
        return frozenset()
    asked = _asked(move.rules)
    others: frozenset[str] = frozenset()
    for named in ("master", "child"):
        other = command.fields.get(named)
        if named in asked and isinstance(other, str):
            others |= {other}
    if "followers" in asked and case is not None:
        others |= case.followers
    return others


@cache
def _asked(rules: tuple[str, ...]) -> frozenset[str]:
    return frozenset[str]().union(*(RULES[name].needs for name in rules))
