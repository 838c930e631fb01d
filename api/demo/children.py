"""Children in the demo: what the reactor would read of them, and how the story of one goes on from its parent's."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Any

from api.demo.penalty_habits import COURSES
from api.demo.story import Story
from api.demo.world import World
from domain.case import Case
from domain.changing import replace
from domain.children import TIED, settled_by
from domain.definition import Workflow
from domain.envelope import Event
from domain.facts.dispatch import ChildLinked
from domain.values import Place
from workflows.consequences import Around

RESTS = ("investigating", "proposed", "hearing", "reviewing")
"""Where a penalty stays whose parent stays with it, by turns."""
PLAIN, SPOT = ["spot_fine"], "on the spot"
AT_THE_END = ("decided", "served", "")
"""Where those stay with which nothing is peculiar, by turns."""


def with_children(world: World, event: Event, case: Case, around: Around) -> Around:
    """What the reactor would find of parents and children."""
    workflow = world.workflows[case.workflow]
    if isinstance(event.fact, ChildLinked):
        return replace(around, **_of_link(world, event, event.fact, workflow))
    if case.parents and settled_by(event, workflow):
        known = {one: _pinned(world, one) for one in case.parents if one in world.cases}
        return replace(around, workflow=workflow, known=known)
    return around


def _of_link(world: World, event: Event, fact: ChildLinked, workflow: Workflow) -> dict[str, Any]:
    opens = workflow.moves[event.envelope.trigger].opens
    if opens:
        return {"workflow": workflow, "opens": True, "opened": world.workflows[opens]}
    if fact.relation not in TIED or fact.child not in world.cases:
        return {}
    return {"workflow": workflow, "known": {fact.child: _pinned(world, fact.child)}}


def _pinned(world: World, case_id: str) -> tuple[Case, Workflow]:
    case = world.cases[case_id]
    return case, world.workflows[case.workflow]


def child_story(case: Case, parent: Story, number: int, others: Sequence[Story]) -> Story:
    """How a child goes on beside the others: as the story of its parent has it; its dice are its own, from its id."""
    quirks = [quirk for quirk in parent.quirks if quirk in COURSES]
    resting = sum(one.rest_in in RESTS for one in others)
    plain = sum(one.profile == SPOT for one in others)
    rest_in = AT_THE_END[plain % len(AT_THE_END)] if quirks == PLAIN else ""
    if parent.rest_in:
        rest_in = RESTS[resting % len(RESTS)]
        quirks = ["hearing"] if rest_in == "hearing" else ["waives"]
    return Story(
        number=number,
        case_id=case.id,
        workflow=case.workflow,
        category=case.category,
        place=case.place or Place(),
        channel="",
        profile=SPOT if quirks == PLAIN else "window",
        arrives_at=case.opened_at,
        dice=Random(case.id),  # noqa: S311 - a simulation, nothing secret
        quirks=quirks,
        rest_in=rest_in,
    )
