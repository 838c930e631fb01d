"""By workflow: how a case is opened, what happens to it, what its moves carry, who takes them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from api.demo import round_habits
from api.demo.actors import actor_of
from api.demo.courses import COURSES
from api.demo.dispute_fields import DISPUTE_FIELDS, application_fields
from api.demo.dispute_habits import DISPUTE
from api.demo.filling import Fields
from api.demo.habits import Habit, Plan
from api.demo.intake_fields import report_fields
from api.demo.story import Scene, Story
from api.demo.street_fields import STREET_FIELDS
from api.demo.street_habits import STREET
from api.demo.task_habits import FIELDS as TASK_FIELDS
from api.demo.task_habits import PLAN as TASK
from api.demo.task_habits import WHO as TASK_WHO
from api.demo.world import World

BY_THEMSELVES = ("app", "web")
PLANS: Mapping[str, Plan] = {
    "mediation": DISPUTE,
    "root_cause": TASK,
    "periodic": round_habits.PLAN,
    **{key: course.plan for key, course in COURSES.items()},
}
FIELDS: Mapping[str, Mapping[str, Fields]] = {
    "mediation": DISPUTE_FIELDS,
    "root_cause": TASK_FIELDS,
    "periodic": round_habits.FIELDS,
    **{key: course.fields for key, course in COURSES.items()},
}
WHO: Mapping[str, Mapping[str, Callable[[Scene], str]]] = {
    "root_cause": TASK_WHO,
    "periodic": round_habits.WHO,
    **{key: course.who for key, course in COURSES.items()},
}


def plan_of(story: Story) -> Plan:
    """What usually happens next to such a case."""
    return PLANS.get(story.workflow, STREET)


def fields_of(story: Story) -> Mapping[str, Fields]:
    """What the moves of such a case carry."""
    return FIELDS.get(story.workflow, STREET_FIELDS)


def taker_of(scene: Scene, habit: Habit) -> str:
    """Who takes this move in this case."""
    who = WHO.get(scene.story.workflow)
    return who[habit.move](scene) if who is not None else actor_of(scene, habit)


def opening_of(world: World, story: Story) -> tuple[str, str, dict[str, Any]]:
    """The move that opens the case, who takes it, what it carries."""
    course = COURSES.get(story.workflow)
    if course is not None:
        return course.opening, course.opener(world, story), course.opens_with(world, story)
    if story.workflow == "mediation":
        return "apply", _opener(world, story), application_fields(world, story)
    return "report", _opener(world, story), report_fields(world, story)


def _opener(world: World, story: Story) -> str:
    """Who brings the case in, by its channel."""
    if story.channel in BY_THEMSELVES:
        return story.reporter
    if story.channel in ("grid", "patrol"):
        return world.one("grid", story.dice, unit=story.place.community)
    if story.channel == "river_chief":
        return world.one("river_chief", story.dice, unit=story.place.community)
    if story.channel == "device":
        return world.one("gateway", story.dice)
    return world.one("committee" if story.workflow == "mediation" else "intake", story.dice)
