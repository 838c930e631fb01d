"""Whom a case is given to when nobody says so, and whose it is once somebody takes it."""

from __future__ import annotations

from collections.abc import Mapping

from domain.derivation import Derive, Sent
from domain.office import SYSTEM, Post
from domain.rules.rule import Attempt


def _next_in_turn(attempt: Attempt, post: Post, _: Sent) -> str | None:
    """Whom the system sends when nobody chooses: the next on the duty list that did not have the case yet."""
    case = attempt.known
    if post.role != SYSTEM:
        return None
    units = attempt.context.office.in_turn(case.category, case.community)
    return next((unit for unit in units if unit not in case.leads), None)


def _carried_by(attempt: Attempt) -> str | None:
    """A meal leaves with the kitchen that has it."""
    task = attempt.known.task
    return attempt.known.unit or None if task is not None and task.meal else None


def unit_of(attempt: Attempt, post: Post, _: Sent) -> str:
    """The unit that has the case; where nobody sent it anywhere, that of who takes it."""
    return attempt.known.unit or post.unit


DERIVED: Mapping[tuple[str, str], Derive] = {("case.signed_for", "unit"): unit_of}
FILLED: Mapping[tuple[str, str], Derive] = {
    ("case.dispatched", "unit"): lambda attempt, post, sent: (
        _carried_by(attempt) or _next_in_turn(attempt, post, sent)
    ),
    ("case.reassigned", "unit"): lambda attempt, post, sent: (
        _next_in_turn(attempt, post, sent) or attempt.known.unit
    ),
}
