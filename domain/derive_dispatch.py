"""Whom a case is given to when nobody says so."""

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


FILLED: Mapping[tuple[str, str], Derive] = {
    ("case.dispatched", "unit"): _next_in_turn,
    ("case.reassigned", "unit"): lambda attempt, post, sent: (
        _next_in_turn(attempt, post, sent) or attempt.known.unit
    ),
}
