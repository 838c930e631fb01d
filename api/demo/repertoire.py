"""What the demo plays, by workflow: habits, fields, who acts, and how a case is opened. The street's are the rule."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from api.demo.actors import actor_of
from api.demo.dispute_fields import DISPUTE_FIELDS, application_fields
from api.demo.dispute_habits import DISPUTE
from api.demo.filling import Fields
from api.demo.habits import Habit, Plan
from api.demo.intake_fields import report_fields
from api.demo.items import FIELDS as ITEM_FIELDS
from api.demo.items import PLAN as ITEM
from api.demo.items import WHO as ITEM_WHO
from api.demo.items import item_fields
from api.demo.meals import FIELDS as MEAL_FIELDS
from api.demo.meals import PLAN as MEAL
from api.demo.meals import WHO as MEAL_WHO
from api.demo.meals import order_fields
from api.demo.story import Scene, Story
from api.demo.street_fields import STREET_FIELDS
from api.demo.street_habits import STREET
from api.demo.task_habits import FIELDS as TASK_FIELDS
from api.demo.task_habits import PLAN as TASK
from api.demo.task_habits import WHO as TASK_WHO
from api.demo.world import World

Opening = Callable[[World, Story], dict[str, Any]]
PLANS: Mapping[str, Plan] = {
    "mediation": DISPUTE,
    "root_cause": TASK,
    "meal_order": MEAL,
    "service_item": ITEM,
}
FIELDS: Mapping[str, Mapping[str, Fields]] = {
    "mediation": DISPUTE_FIELDS,
    "root_cause": TASK_FIELDS,
    "meal_order": MEAL_FIELDS,
    "service_item": ITEM_FIELDS,
}
WHO: Mapping[str, Mapping[str, Callable[[Scene], str]]] = {
    "root_cause": TASK_WHO,
    "meal_order": MEAL_WHO,
    "service_item": ITEM_WHO,
}
OPENINGS: Mapping[str, tuple[str, Opening]] = {
    "mediation": ("apply", application_fields),
    "meal_order": ("order", order_fields),
    "service_item": ("submit", item_fields),
}
"""The first move of a workflow, and what it carries; of the street's it is a report."""
AT_THE_DESK = {"mediation": "committee", "service_item": "clerk"}
"""Who takes in what somebody brings."""


def acting(scene: Scene, habit: Habit) -> str:
    """Who takes this move."""
    own = WHO.get(scene.story.workflow)
    return own[habit.move](scene) if own else actor_of(scene, habit)


def plan_of(story: Story) -> Plan:
    """What usually happens in its workflow."""
    return PLANS.get(story.workflow, STREET)


def fields_of(story: Story) -> Mapping[str, Fields]:
    """What the moves of its workflow carry."""
    return FIELDS.get(story.workflow, STREET_FIELDS)


def opening_of(story: Story) -> tuple[str, Opening]:
    """The move that opens it, and what that carries."""
    return OPENINGS.get(story.workflow, ("report", report_fields))
