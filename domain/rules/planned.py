"""The plan and the turn that a command means; rules judge by them, and what nobody types follows from them."""

from __future__ import annotations

from domain.cycles import Turn, category_of, first_turn, turn_after, turn_again
from domain.facts.office import PlanAdopted
from domain.office import SYSTEM
from domain.rules.rule import Attempt


def plan_named(attempt: Attempt, name: object) -> PlanAdopted | None:
    """The plan of this name, while it is in force."""
    known = attempt.context.office.plans.get(name) if isinstance(name, str) else None
    return known.adopted if known is not None and known.adopted.active else None


def turn_named(attempt: Attempt, plan: PlanAdopted, parent: object) -> Turn | None:
    """The turn of a plan that comes after the case `parent`, or the first; None when none does."""
    category, calendar = category_of(plan, attempt.workflow), attempt.context.calendar
    if category is None:
        return None
    if not parent:
        return first_turn(plan, category)
    last = attempt.context.others.get(str(parent))
    if last is None or last.task is None or last.task.plan != plan.plan:
        return None
    turn = turn_after(plan, category, last, calendar)
    if turn is None and attempt.command.actor != SYSTEM:
        turn = turn_again(plan, category, last, calendar.local(attempt.now).date())
    return turn
