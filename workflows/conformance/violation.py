"""A step that was not legal, as it is reported."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.envelope import IMPORTED


@dataclass(frozen=True, kw_only=True)
class Violation:
    """Which step of which case, and what was not legal in it.

    `kind` is one of `words.KINDS`; `what` tells it further: a rule, a field, a clock, a person. `recorded` is what
    stands there, `expected` what should. `case_no` is empty for a case never filed, `move` where there is no step.
    """

    kind: str
    position: int
    case_id: str = ""
    case_no: str = ""
    workflow: str = ""
    topic: str = ""
    move: str = ""
    actor: str = ""
    role: str = ""
    occurred_at: datetime | None = None
    door: str = ""
    what: str = ""
    recorded: str = ""
    expected: str = ""

    @property
    def imported(self) -> bool:
        """Whether the step was taken over from elsewhere, where nobody was held to these rules."""
        return self.door == IMPORTED
