"""The workflows whose cases are told by turns, a handful each, and the stories they are told in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from random import Random

from api.demo.campaign_course import CAMPAIGN
from api.demo.commitment_course import COMMITMENT
from api.demo.course import Course, Turn
from api.demo.handover_course import HANDOVER
from api.demo.ids import Ids
from api.demo.rescue_course import RESCUE
from api.demo.sewage_course import SEWAGE
from api.demo.story import Story
from api.demo.world import World

COURSES: Mapping[str, Course] = {
    one.workflow: one for one in (RESCUE, HANDOVER, CAMPAIGN, SEWAGE, COMMITMENT)
}
SMALL = 25
"""Of so many cases one is of each such workflow, until every turn is told."""


def turns_of(cases: int) -> Mapping[str, int]:
    """How many stories of each workflow are told in a demo of so many cases."""
    return {key: min(len(course.turns), cases // SMALL) for key, course in COURSES.items()}


def side_stories(
    world: World, ids: Ids, seed: int, cases: int, number: int, first: date, end: datetime
) -> Iterator[Story]:
    """Yield the stories told by turns; `number` is the last one used."""
    for key, count in turns_of(cases).items():
        course, places = COURSES[key], world.places[COURSES[key].sort]
        for nth, turn in enumerate(course.turns[:count]):
            number += 1
            dice = Random(f"{seed}/{key}/{nth}")  # noqa: S311 - a simulation, nothing secret
            arrives = _arrival(world, turn, first, end, dice)
            yield Story(
                number=number,
                case_id=ids.at(arrives),
                workflow=key,
                category=turn.category or dice.choice(list(world.workflows[key].categories)),
                place=places[nth % len(places)].place,
                channel=course.channel,
                profile="window",
                arrives_at=arrives,
                dice=dice,
                quirks=list(turn.quirks),
                rest_in=turn.rest_in,
                reporter=f"resident-{dice.randint(1, 180)}",
            )


def _arrival(world: World, turn: Turn, first: date, end: datetime, dice: Random) -> datetime:
    """In office hours of a day so many working days before the end, or of the first one."""
    moments = world.moments
    day = max(first, moments.before(end, turn.days))
    return moments.office(moments.midnight(day), dice.uniform(20, 400))
