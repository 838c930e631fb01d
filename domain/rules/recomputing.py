"""When a deadline may be counted again: only where that gives another moment."""

from __future__ import annotations

from domain.rules.rule import Attempt, rule


@rule("deadline_unchanged", body=True)
def deadline_moves(attempt: Attempt) -> bool:
    """By the calendar in force the clock is due at another moment than it was."""
    before, after = attempt.get("old_due_at"), attempt.get("new_due_at")
    return bool(before != after)


RULES = (deadline_moves,)
