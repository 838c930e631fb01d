"""Moving a case to another version of its workflow: decided by the version it moves to, from the state's new name.

The older version need not know that such a move exists, and cannot say whether the newer one has a place for the
case. Clocks go on as they are: due moments that were given are not taken back by a change of rules.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from domain.case import Case
from domain.command import Command
from domain.definition import Move

FACT = "case.migrated"
MOVE = "migrate"


def version_asked(case: Case | None, command: Command) -> str:
    """The digest to decide the command by when it is not the case's own; empty when it is."""
    asked = command.fields.get("to_digest")
    return asked if case is not None and command.move == MOVE and isinstance(asked, str) else ""


def state_of(case: Case, move: Move, fields: Mapping[str, Any]) -> str:
    """The state to move from: its new name when the move is a migration that renames it."""
    mapping = fields.get("mapping")
    if move.fact != FACT or not isinstance(mapping, Mapping):
        return case.state
    return str(mapping.get(case.state, case.state))
