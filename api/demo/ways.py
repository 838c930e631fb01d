"""By workflow: what usually happens to a case, what its moves carry, who takes them; the rest is a street case."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from api.demo import (
    fume_habits,
    items,
    lift_habits,
    meals,
    penalty_habits,
    petition_habits,
    round_habits,
    task_habits,
)
from api.demo.actors import actor_of
from api.demo.courses import COURSES
from api.demo.dispute_fields import DISPUTE_FIELDS
from api.demo.dispute_habits import DISPUTE
from api.demo.filling import Fields
from api.demo.habits import Habit, Plan
from api.demo.story import Scene, Story
from api.demo.street_fields import STREET_FIELDS
from api.demo.street_habits import STREET

PLANS: Mapping[str, Plan] = {
    "mediation": DISPUTE,
    "root_cause": task_habits.PLAN,
    "kitchen_fume": fume_habits.PLAN,
    "ebike_lift": lift_habits.PLAN,
    "periodic": round_habits.PLAN,
    "meal_order": meals.PLAN,
    "service_item": items.PLAN,
    "penalty": penalty_habits.PLAN,
    "petition": petition_habits.PLAN,
    **{key: course.plan for key, course in COURSES.items()},
}
FIELDS: Mapping[str, Mapping[str, Fields]] = {
    "mediation": DISPUTE_FIELDS,
    "root_cause": task_habits.FIELDS,
    "kitchen_fume": {**STREET_FIELDS, **fume_habits.FIELDS},
    "ebike_lift": lift_habits.FIELDS,
    "periodic": round_habits.FIELDS,
    "meal_order": meals.FIELDS,
    "service_item": items.FIELDS,
    "penalty": penalty_habits.FIELDS,
    "petition": petition_habits.FIELDS,
    **{key: course.fields for key, course in COURSES.items()},
}
WHO: Mapping[str, Mapping[str, Callable[[Scene], str]]] = {
    "root_cause": task_habits.WHO,
    "ebike_lift": lift_habits.WHO,
    "periodic": round_habits.WHO,
    "meal_order": meals.WHO,
    "service_item": items.WHO,
    "penalty": penalty_habits.WHO,
    "petition": petition_habits.WHO,
    **{key: course.who for key, course in COURSES.items()},
}
"""Who takes a move of a workflow, where it is not as in the street's cases or in disputes."""


def plan_of(story: Story) -> Plan:
    """What usually happens next to such a case."""
    return PLANS.get(story.workflow, STREET)


def fields_of(story: Story) -> Mapping[str, Fields]:
    """What the moves of such a case carry."""
    return FIELDS.get(story.workflow, STREET_FIELDS)


def who_takes(scene: Scene, habit: Habit, fields: Mapping[str, Any]) -> str:
    """Who takes this move in this case: who is listed for it, else who is there by its fields, where he may."""
    own = WHO.get(scene.story.workflow, {}).get(habit.move)
    if own:
        return own(scene)
    roles = scene.workflow.moves[habit.move].roles
    able = {who for role in roles for who in scene.world.holders(role)}
    return next((who for who in fields.get("officers", ()) if who in able), "") or actor_of(scene, habit)
