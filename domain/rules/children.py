"""When a case may open a child, and when a child may begin."""

from __future__ import annotations

from domain.rules.rule import Attempt, rule


@rule("child_not_in_force", "office")
def child_in_force(attempt: Attempt) -> bool:
    """The workflow of the child is in force: what cannot be opened would never be told of, and hold up its parent."""
    return attempt.move.opens in attempt.context.office.published


@rule("not_linked", "cases", body=True)
def linked_by_parent(attempt: Attempt) -> bool:
    """One case opened this one, by a move of its own, and still waits for it."""
    named = attempt.get("cases", ())
    parents = [attempt.context.others[one] for one in named if one in attempt.context.others]
    return len(named) == len(parents) == 1 and attempt.command.case_id in parents[0].children


RULES = (child_in_force, linked_by_parent)
