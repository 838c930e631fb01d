"""What each workflow's stories are played by: habits, fields, people, how a case of it begins, whom it repeats."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from api.demo.actors import actor_of
from api.demo.casting import REPEATS
from api.demo.dispute_fields import DISPUTE_FIELDS, application_fields
from api.demo.dispute_habits import DISPUTE
from api.demo.filling import Fields
from api.demo.habits import Habit, Plan
from api.demo.penalty_habits import FIELDS as PENALTY_FIELDS
from api.demo.penalty_habits import PLAN as PENALTY
from api.demo.penalty_habits import WHO as PENALTY_WHO
from api.demo.petition_habits import FIELDS as PETITION_FIELDS
from api.demo.petition_habits import PLAN as PETITION
from api.demo.petition_habits import WHO as PETITION_WHO
from api.demo.petition_habits import petition_fields
from api.demo.story import Scene, Story
from api.demo.street_fields import STREET_FIELDS
from api.demo.street_habits import STREET
from api.demo.task_habits import FIELDS as TASK_FIELDS
from api.demo.task_habits import PLAN as TASK
from api.demo.task_habits import WHO as TASK_WHO
from api.demo.world import World, nearby

BY_THEMSELVES = ("app", "web")
PLANS: Mapping[str, Plan] = {
    "mediation": DISPUTE,
    "root_cause": TASK,
    "penalty": PENALTY,
    "petition": PETITION,
}
FIELDS: Mapping[str, Mapping[str, Fields]] = {
    "mediation": DISPUTE_FIELDS,
    "root_cause": TASK_FIELDS,
    "penalty": PENALTY_FIELDS,
    "petition": PETITION_FIELDS,
}
WHO: Mapping[str, Mapping[str, Callable[[Scene], str]]] = {
    "root_cause": TASK_WHO,
    "penalty": PENALTY_WHO,
    "petition": PETITION_WHO,
}
OPENINGS: Mapping[str, tuple[str, Callable[[World, Story], dict[str, Any]]]] = {
    "mediation": ("apply", application_fields),
    "petition": ("register", petition_fields),
}
"""The move that opens a case, and what it carries, where it is no report."""
TAKEN_IN_BY: Mapping[str, str] = {"mediation": "committee", "petition": "petition_officer"}


def who_takes(scene: Scene, habit: Habit) -> str:
    who = WHO.get(scene.story.workflow)
    return who[habit.move](scene) if who else actor_of(scene, habit)


def plan_of(story: Story) -> Plan:
    return PLANS.get(story.workflow, STREET)


def fields_of(story: Story) -> Mapping[str, Fields]:
    return FIELDS.get(story.workflow, STREET_FIELDS)


def find_master(world: World, story: Story) -> None:
    """A repeated report is about what somebody else reported: its category, its place."""
    if not REPEATS & set(story.quirks):
        return
    found = [case for case in world.live(story.workflow) if case.place is not None]
    meant = [case for case in found if case.id == story.master]
    if not found:
        story.quirks = []
        return
    master = story.dice.choice(meant or found)
    story.category, story.master = master.category, master.id
    if master.place is not None:
        story.place = nearby(master.place, story.dice, 15)


def opener(world: World, story: Story) -> str:
    """Who brings the case in, by its channel."""
    if story.channel in BY_THEMSELVES and story.workflow not in TAKEN_IN_BY:
        return story.reporter
    if story.channel in ("grid", "patrol"):
        return world.one("grid", story.dice, unit=story.place.community)
    if story.channel == "river_chief":
        return world.one("river_chief", story.dice, unit=story.place.community)
    if story.channel == "device":
        return world.one("gateway", story.dice)
    return world.one(TAKEN_IN_BY.get(story.workflow, "intake"), story.dice)
