"""Which other cases must be read before a move is decided."""

from __future__ import annotations

from functools import cache

from domain.case import Case
from domain.claims import account_keys
from domain.command import Command
from domain.definition import Workflow
from domain.rules import RULES

MOST = 500
"""Cases that one command may name; the reading of its fields allows no longer list."""

OF_CASES = frozenset({"master", "child", "case", "cases", "followers"})
DIET, CLAIMS = "diet", "claims"


def needs_of(workflow: Workflow, command: Command, case: Case | None) -> frozenset[str]:
    """Ids of the cases the rules of this move ask for: those named in the fields, the followers."""
    move = workflow.moves.get(command.move)
    if move is None:
        return frozenset()
    asked = asked_by(move.rules)
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
    return others


def eater_of(workflow: Workflow, command: Command) -> str:
    """Whose diet the rules of this move ask for; empty when they ask for none."""
    move = workflow.moves.get(command.move)
    if move is None or DIET not in asked_by(move.rules):
        return ""
    named = command.fields.get("subject")
    return named if isinstance(named, str) and named else command.on_behalf_of or command.actor


def keys_of(workflow: Workflow, command: Command, case: Case | None) -> tuple[str, ...]:
    """Keys of which the move has to know whether they are taken."""
    move = workflow.moves.get(command.move)
    if move is None or CLAIMS not in asked_by(move.rules):
        return ()
    return account_keys(case)


@cache
def asked_by(rules: tuple[str, ...]) -> frozenset[str]:
    """Every part of the context that these rules ask for."""
    return frozenset[str]().union(*(RULES[name].needs for name in rules))
