"""How a case of each workflow begins in the demo: what is sent, who brings it in, whose report it repeats."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from api.demo import items, meals
from api.demo.actors import DESK
from api.demo.casting import REPEATS
from api.demo.courses import COURSES
from api.demo.dispute_fields import application_fields
from api.demo.intake_fields import report_fields
from api.demo.petition_habits import petition_fields
from api.demo.story import Story
from api.demo.world import World, nearby
from domain.definition import NEW

BY_THEMSELVES = ("app", "web")
OPENINGS: Mapping[str, Callable[[World, Story], dict[str, Any]]] = {
    "mediation": application_fields,
    "petition": petition_fields,
    "meal_order": meals.order_fields,
    "service_item": items.item_fields,
}
"""What the move that opens a case carries, where it is no report."""
TAKEN_IN_BY: Mapping[str, str] = {
    "mediation": "committee",
    "petition": "petition_officer",
    "service_item": "clerk",
}
"""Who takes in what somebody brings, where it is not the intake."""
BY_OFFICERS_ONLY = ("petition",)
"""Workflows in which an officer takes in what people send themselves as well."""
GATEWAYS = {"kitchen_fume": "public_management", "ebike_lift": "property_firm"}
"""The unit that the devices of a workflow stand in; those of others in the supervision desk."""


def opening_of(world: World, story: Story) -> tuple[str, str, dict[str, Any]]:
    """The move that opens the case, who takes it, what it carries."""
    course = COURSES.get(story.workflow)
    if course is not None:
        return course.opening, course.opener(world, story), course.opens_with(world, story)
    moves = world.workflows[story.workflow].moves
    opening = next(name for name, move in moves.items() if NEW in move.sources)
    actor = _opener(world, story)
    return opening, actor, OPENINGS.get(story.workflow, report_fields)(world, story)


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


def _opener(world: World, story: Story) -> str:
    """Who brings the case in, by its channel."""
    if story.channel in BY_THEMSELVES and story.workflow not in BY_OFFICERS_ONLY:
        return story.reporter
    if story.channel in ("grid", "patrol"):
        return world.one("grid", story.dice, unit=story.place.community)
    if story.channel == "river_chief":
        return world.one("river_chief", story.dice, unit=story.place.community)
    if story.channel == "device":
        return world.one("gateway", story.dice, unit=GATEWAYS.get(story.workflow, DESK))
    return world.one(TAKEN_IN_BY.get(story.workflow, "intake"), story.dice)
