"""Which other cases must be read before a move is decided."""

from __future__ import annotations

from functools import cache

from domain.case import Case
from domain.claims import account_keys
from domain.command import Command
from domain.counting_occasions import counted_party
from domain.definition import Workflow
from domain.rules import RULES

MOST = 500
"""Cases that one command may name; the reading of its fields allows no longer list."""

OF_CASES = frozenset({"master", "child", "case", "parent", "cases", "followers", "children", "parents"})
DIET, CLAIMS = "diet", "claims"


def needs_of(workflow: Workflow, command: Command, case: Case | None) -> frozenset[str]:
    """Ids of the cases this move is judged by: those its rules ask for, named in the fields, the followers, the open
    children.

    What is judged again names the occasions it was counted after; for a new one the engine finds them.
    """
    move = workflow.moves.get(command.move)
    if move is None:
        return frozenset()
    asked = _asked(move.rules)
    others = _several(command, "earlier") if counted_party(workflow, command) else frozenset()
    if not asked & OF_CASES:
        return others
    for named in ("master", "child", "case", "parent"):
        other = command.fields.get(named)
        if named in asked and isinstance(other, str):
            others |= {other}
    if "cases" in asked:
        others |= _several(command, "cases")
    return others | _of_case(asked, case) if case is not None else others


def _of_case(asked: frozenset[str], case: Case) -> frozenset[str]:
    """Cases that the case itself knows of."""
    known = {"followers": case.followers, "children": case.children.keys(), "parents": case.parents}
    return frozenset[str]().union(*(cases for name, cases in known.items() if name in asked))


def eater_of(workflow: Workflow, command: Command) -> str:
    """Whose diet the rules of this move ask for; empty when they ask for none."""
    move = workflow.moves.get(command.move)
    if move is None or DIET not in _asked(move.rules):
        return ""
    named = command.fields.get("subject")
    return named if isinstance(named, str) and named else command.on_behalf_of or command.actor


def keys_of(workflow: Workflow, command: Command, case: Case | None) -> tuple[str, ...]:
    """Keys of which the move has to know whether they are taken."""
    move = workflow.moves.get(command.move)
    if move is None or CLAIMS not in _asked(move.rules):
        return ()
    return account_keys(case)


def _several(command: Command, field: str) -> frozenset[str]:
    named = command.fields.get(field)
    listed = named[:MOST] if isinstance(named, (list, tuple)) else ()
    return frozenset(one for one in listed if isinstance(one, str))


@cache
def _asked(rules: tuple[str, ...]) -> frozenset[str]:
    return frozenset[str]().union(*(RULES[name].needs for name in rules))
