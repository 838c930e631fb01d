"""Tasks that come by themselves in the demo: what reactions need is looked up in memory, each has its own story."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random

from api.demo import round_habits
from api.demo.story import Story
from api.demo.world import World
from domain.case import Case
from domain.disclosure import accused_of
from domain.envelope import Event
from domain.facts.intake import CaseFiled
from domain.facts.site import ChecklistRecorded
from domain.facts.tasks import PERIODIC, ROOT_CAUSE, TaskOpened
from domain.values import Place
from workflows.batches import asks_for_batch
from workflows.consequences import NOTHING, Around
from workflows.root_causes import WORKFLOW, linking_moves
from workflows.surroundings import is_no_grievance, moves_from

COURSES = (
    ((), ""),
    (("extended",), ""),
    (("failed",), ""),
    ((), "reported_done"),
    (("dropped",), ""),
    ((), "acting"),
    ((), "owned"),
    ((), "proposed"),
)
"""By turns: what goes otherwise than usual with a task, and where it is left, so that the board shows every state. The
first ones have the most time.
"""
BY_KIND: Mapping[str, Sequence[tuple[tuple[str, ...], str]]] = {
    ROOT_CAUSE: COURSES,
    PERIODIC: round_habits.COURSES,
}


def around(world: World, event: Event, case: Case) -> Around:
    """What the reactor would find in the log and its read model."""
    if asks_for_batch(event, case):
        members = [one for one in world.cases.values() if one.batch == case.batch]
        moves = {one.id: moves_from(world.workflows[one.workflow], one) for one in members}
        return Around(others=tuple(members), moves=moves)
    if isinstance(event.fact, CaseFiled) and is_no_grievance(world.workflows[case.workflow], case):
        return NOTHING
    if isinstance(event.fact, CaseFiled):
        known = world.cases.values()
        alike = (one for one in known if _may_matter(one, case) and not accused_of(one))
        return Around(
            others=tuple(alike),
            parameters=world.workflows[WORKFLOW].parameters,
            calendar=world.moments.calendar,
        )
    if isinstance(event.fact, TaskOpened) and event.fact.kind == ROOT_CAUSE:
        cases = [world.cases[one] for one in event.fact.cases]
        workflows = [(one, world.workflows[one.workflow]) for one in cases]
        return Around(others=tuple(cases), linking=linking_moves(event.fact.rule, workflows))
    if isinstance(event.fact, ChecklistRecorded):
        return Around(workflow=world.workflows[case.workflow])
    return NOTHING


def _may_matter(one: Case, case: Case) -> bool:
    """Whether it is alike, or a task with an outline in which the case may lie."""
    outlined = one.task is not None and bool(one.task.area)
    return outlined or (one.category == case.category and bool(one.filed_at or one.task))


def story_of(case: Case, number: int, nth: int) -> Story:
    """How the nth task of its kind goes on; its dice are its own, from its id."""
    courses = BY_KIND[case.task.kind if case.task else ROOT_CAUSE]
    quirks, rest_in = courses[nth % len(courses)]
    dice = Random(f"{case.id}")  # noqa: S311 - a simulation, nothing secret
    return Story(
        number=number,
        case_id=case.id,
        workflow=case.workflow,
        category=case.category,
        place=case.place or Place(),
        channel="",
        profile="window",
        arrives_at=case.opened_at,
        dice=dice,
        quirks=list(quirks),
        rest_in=rest_in,
    )
