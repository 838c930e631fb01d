"""Turns of plans in memory: the next one there is, as the worker would open it."""

import uuid
from collections.abc import Mapping
from datetime import timedelta

from api.demo.world import World
from domain.case import Case
from domain.command import Command
from domain.cycles import first_turn, opens_on, turn_after
from domain.facts.office import PlanAdopted
from domain.office import SYSTEM


def turn_due(world: World, last: Mapping[str, Case]) -> Command | None:
    """The command that opens the earliest turn which is still to be opened; `last` is each plan's turn before it."""
    plans = [known.adopted for known in world.office.plans.values()]
    found = [command for plan in plans if (command := _next(world, last.get(plan.plan), plan)) is not None]
    return min(found, key=lambda command: (command.now, command.id), default=None)


def _next(world: World, last: Case | None, plan: PlanAdopted) -> Command | None:
    workflow, calendar = world.workflows[plan.workflow], world.moments.calendar
    category = workflow.categories[plan.category]
    turn = turn_after(plan, category, last, calendar) if last else first_turn(plan, category)
    if turn is None:
        return None
    at = calendar.end_of_day(opens_on(plan, turn) - timedelta(days=1))
    about = f"{plan.plan}/{turn.since}"
    ids = [str(uuid.uuid5(uuid.NAMESPACE_URL, f"{about}/{name}")) for name in ("command", "fact", "case")]
    return Command(
        id=ids[0],
        event_id=ids[1],
        case_id=ids[2],
        workflow=plan.workflow,
        move="plan",
        actor=SYSTEM,
        now=at,
        fields={"plan": plan.plan, **({"parent": last.id} if last else {})},
        door="worker",
    )
