"""When a clock may be recorded as run out."""

from __future__ import annotations

from domain.expiring import clock_meant
from domain.rules.rule import Attempt, rule


@rule("not_due", body=True)
def clock_is_due(attempt: Attempt) -> bool:
    """The clock ran out while it ran, and that is not recorded yet; it may have been stopped since."""
    clock = clock_meant(attempt.known, attempt.get("clock"), attempt.get("key"), attempt.get("due_at"))
    return clock is not None and clock.is_to_pass(attempt.now)


RULES = (clock_is_due,)
