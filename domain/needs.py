"""Which other cases must be read before a move is decided."""

from __future__ import annotations

from functools import cache

from domain.case import Case
from domain.command import Command
from domain.definition import Workflow
from domain.rules import RULES

MOST = 500
"""Cases that one command may name; the reading of its fields allows no longer list."""

OF_CASES = frozenset({"master", "child", "case", "cases", "followers", "parents"})


def needs_of(workflow: Workflow, command: Command, case: Case | None) -> frozenset[str]:
    """Ids of the cases the rules of this move ask for: those named in the fields, the followers."""
    move = workflow.moves.get(command.move)
    if move is None:
        return frozenset()
    asked = _asked(move.rules)
    if not asked & OF_CASES:
        return frozenset()
    others: frozenset[str] = frozenset()
    for named in ("master", "child", "case"):
        other = command.fields.get(named)
        if named in asked and isinstance(other, str):
            others |= {other}
    several = command.fields.get("cases")
    if "cases" in asked and isinstance(several, (list, tuple)):
        others |= {one for one in several[:MOST] if isinstance(one, str)}
    if "followers" in asked and case is not None:
        others |= case.followers
    if "parents" in asked and case is not None:
        others |= case.parents
    return others


@cache
def _asked(rules: tuple[str, ...]) -> frozenset[str]:
    return frozenset[str]().union(*(RULES[name].needs for name in rules))
