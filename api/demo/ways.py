"""By workflow: how a case is opened, what happens to it, what its moves carry, who takes them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from api.demo import fume_habits, lift_habits, round_habits, task_habits
from api.demo.actors import DESK, actor_of
from api.demo.courses import COURSES
from api.demo.dispute_fields import DISPUTE_FIELDS, application_fields
from api.demo.dispute_habits import DISPUTE
from api.demo.filling import Fields
from api.demo.habits import Habit, Plan
from api.demo.intake_fields import report_fields
from api.demo.story import Scene, Story
from api.demo.street_fields import STREET_FIELDS
from api.demo.street_habits import STREET
from api.demo.world import World
from domain.definition import NEW

BY_THEMSELVES = ("app", "web")
PLANS: Mapping[str, Plan] = {
    "mediation": DISPUTE,
    "root_cause": task_habits.PLAN,
    "kitchen_fume": fume_habits.PLAN,
    "ebike_lift": lift_habits.PLAN,
    "periodic": round_habits.PLAN,
    **{key: course.plan for key, course in COURSES.items()},
}
FIELDS: Mapping[str, Mapping[str, Fields]] = {
    "mediation": DISPUTE_FIELDS,
    "root_cause": task_habits.FIELDS,
    "kitchen_fume": {**STREET_FIELDS, **fume_habits.FIELDS},
    "ebike_lift": lift_habits.FIELDS,
    "periodic": round_habits.FIELDS,
    **{key: course.fields for key, course in COURSES.items()},
}
WHO: Mapping[str, Mapping[str, Callable[[Scene], str]]] = {
    "root_cause": task_habits.WHO,
    "ebike_lift": lift_habits.WHO,
    "periodic": round_habits.WHO,
    **{key: course.who for key, course in COURSES.items()},
}
"""Who takes a move of a workflow, where it is not as in the street's cases or in disputes."""
GATEWAYS = {"kitchen_fume": "public_management", "ebike_lift": "property_firm"}
"""The unit that the devices of a workflow stand in; those of others in the supervision desk."""


def plan_of(story: Story) -> Plan:
    """What usually happens next to such a case."""
    return PLANS.get(story.workflow, STREET)


def fields_of(story: Story) -> Mapping[str, Fields]:
    """What the moves of such a case carry."""
    return FIELDS.get(story.workflow, STREET_FIELDS)


def taker_of(scene: Scene, habit: Habit) -> str:
    """Who takes this move in this case."""
    own = WHO.get(scene.story.workflow, {}).get(habit.move)
    return own(scene) if own else actor_of(scene, habit)


def opening_of(world: World, story: Story) -> tuple[str, str, dict[str, Any]]:
    """The move that opens the case, who takes it, what it carries."""
    course = COURSES.get(story.workflow)
    if course is not None:
        return course.opening, course.opener(world, story), course.opens_with(world, story)
    make = application_fields if story.workflow == "mediation" else report_fields
    moves = world.workflows[story.workflow].moves
    opening = next(name for name, move in moves.items() if NEW in move.sources)
    return opening, _opener(world, story), make(world, story)


def _opener(world: World, story: Story) -> str:
    """Who brings the case in, by its channel."""
    if story.channel in BY_THEMSELVES:
        return story.reporter
    if story.channel in ("grid", "patrol"):
        return world.one("grid", story.dice, unit=story.place.community)
    if story.channel == "river_chief":
        return world.one("river_chief", story.dice, unit=story.place.community)
    if story.channel == "device":
        return world.one("gateway", story.dice, unit=GATEWAYS.get(story.workflow, DESK))
    return world.one("committee" if story.workflow == "mediation" else "intake", story.dice)
