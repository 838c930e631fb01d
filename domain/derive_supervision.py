"""Fields of a supervision that follow from who orders it and when."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from domain.calendar import TimeUnit
from domain.clock_arithmetic import due_at
from domain.derivation import Derive, Sent
from domain.facts.dispatch import LEVELS
from domain.office import Post
from domain.rules.rule import Attempt


def _level_of_role(attempt: Attempt, post: Post, _: Sent) -> str:
    """A river chief speaks for the street unless his post is in a community (乡级, 村级河长); the system for a desk."""
    if post.role == "system":
        return "desk"
    unit = attempt.context.office.units.get(post.unit)
    if post.role == "river_chief":
        return "community" if unit is not None and unit.kind == "community" else "street"
    return post.role if post.role in LEVELS else "street"


def _one_working_day(attempt: Attempt, _: Post, __: Sent) -> Any:
    return due_at(attempt.context.calendar, attempt.now, 1, TimeUnit.WORK_DAY)


DERIVED: Mapping[tuple[str, str], Derive] = {
    ("supervision.started", "level"): _level_of_role,
}
FILLED: Mapping[tuple[str, str], Derive] = {
    ("supervision.started", "due_at"): _one_working_day,
}
