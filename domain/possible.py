"""What can ever come to pass in the cases of a workflow, read from its moves.

Where no move files a case, not being filed is no failure of anybody: such cases have no share in what is filed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import MISSING, dataclass
from typing import Any

from domain.definition import Move, Workflow
from domain.facts import BY_TOPIC


@dataclass(frozen=True, order=True)
class Possible:
    """That a move tells a fact or starts a clock (`by`); with `field`, that the fact can say `value` there.

    A move says what it sets. What it does not set is asked and may be anything, or is as the fact has it by itself.
    """

    by: str
    field: str = ""
    value: str | bool = ""

    def said_by(self, move: Move) -> bool:
        """Whether this move can tell the fact with the value in its field."""
        return move.fact == self.by and move.given.get(self.field, self._unset()) in (self.value, MISSING)

    def _unset(self) -> Any:
        return getattr(BY_TOPIC[self.by], self.field, MISSING)


def possible_in(workflow: Workflow, asked: Iterable[Possible]) -> frozenset[Possible]:
    """Those of them that the moves of a workflow allow."""
    comes_to, moves = workflow.comes_to, workflow.moves.values()
    return frozenset(
        one for one in asked if one.by in comes_to and (not one.field or any(map(one.said_by, moves)))
    )
