"""What the engine is given from outside, so that the same engine runs under a real and a simulated clock."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol

from domain.case import Case
from domain.facts.meals import MealCardIssued

NewId = Callable[[], str]
"""Makes an id that was never made before: a UUID as text."""
Clock = Callable[[], datetime]
"""Says what moment it is, aware, in UTC."""
RecordClock = Callable[[], datetime] | None
"""Says when facts are recorded. None is the database's own clock, the only one outside a demo."""


class Diets(Protocol):
    """Opens what somebody must not eat, for one decision: nothing else ever looks at it."""

    async def avoided(self, card: MealCardIssued) -> frozenset[str]:
        """The kinds of food this person must not be given. Raises LogUnavailable when that cannot be known."""
        ...


class Recurrences(Protocol):
    """Knows which cases are like another; kept outside the log, so it may be a moment behind."""

    async def alike(self, case: Case, since: datetime, position: int) -> Sequence[str]:
        """Ids of cases filed since then, and of open root-cause tasks, that share the case's category and its place,
        listed object or applicant; all that was known at that position of the log is among them.

        Raises LogUnavailable when it does not come that far in time.
        """
        ...
