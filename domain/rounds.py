"""Whether what was done in a turn counts, judged from the checklist: the same for the rule and the reaction."""

from __future__ import annotations

from collections.abc import Mapping

from domain.case import Case
from domain.definition import Category

MEASURED = "measured"
LEAST_MINUTES, REACH_PERCENT = "patrol_least_minutes", "patrol_reach_percent"
REACH = "reach_m"
"""The entry of a task that says how long the reach is, in metres."""


def is_complete(items: Mapping[str, object] | None, asked: tuple[str, ...]) -> bool:
    """Whether every question has an answer; a no is one."""
    return all((items or {}).get(name) not in (None, "") for name in asked)


def counts(case: Case, category: Category | None, parameters: Mapping[str, int]) -> bool:
    """Whether the checklist that was filled in last makes the turn done.

    A patrol has to take its least time and most of its reach (全面巡查, 浙江省河长制规定9), anything else to have
    every question answered, which it could not be filled in without.
    """
    found = case.checklist
    if found is None:
        return False
    if category is None or MEASURED not in category.flags:
        return True
    reach = case.attributes.get(REACH)
    metres, minutes = found.length or 0, found.duration or 0
    whole = int(reach) if isinstance(reach, int) and not isinstance(reach, bool) else 0
    return (
        minutes >= parameters[LEAST_MINUTES]
        and metres > 0
        and metres * 100 >= whole * parameters[REACH_PERCENT]
    )
