"""What another process told the office counts at once, though this one remembers it otherwise."""

import asyncio
from collections.abc import Sequence
from datetime import UTC

from api.bootstrap import build
from domain.facts.office import RoleGiven, RoleTaken
from domain.facts.schema import Fact
from tests.api import office
from tests.api.journey import Journey
from tests.api.serving import Door


def told_elsewhere(door: Door, facts: Sequence[Fact]) -> None:
    """Tell the office something through an engine that the server knows nothing of."""

    async def tell() -> None:
        async with build(door.settings) as services:
            await services.engine.tell_office(facts, "steward-1", door.clock().astimezone(UTC))

    asyncio.run(tell())


def test_a_post_that_was_taken_away_takes_no_move(own_door: Door) -> None:
    journey = Journey(own_door).until("filed")
    told_elsewhere(own_door, [RoleTaken(person="dispatch-1", role="dispatcher", unit=office.COMMAND)])

    refused = journey.move("dispatch-1", "dispatch", unit=office.CLEANING, instruction="x")
    assert (refused.status_code, refused.json()["code"]) == (404, "not_found")
    assert journey.case()["state"] == "filed"


def test_a_post_that_was_given_takes_a_move_at_once(own_door: Door) -> None:
    journey = Journey(own_door).until("filed")
    unknown = journey.move("dispatch-9", "dispatch", unit=office.CLEANING, instruction="x")
    assert unknown.json()["code"] == "not_found"
    given = RoleGiven(
        person="dispatch-9",
        role="dispatcher",
        unit=office.COMMAND,
        post_zh="派遣员 9",
        post_en="Dispatcher 9",
    )
    told_elsewhere(own_door, [given])

    taken = journey.move("dispatch-9", "dispatch", unit=office.CLEANING, instruction="x")
    assert taken.status_code == 200, taken.text


def test_who_lost_the_desk_takes_in_no_calls_any_more(own_door: Door) -> None:
    Journey(own_door).open()
    told_elsewhere(own_door, [RoleTaken(person="intake-1", role="intake", unit=office.DESK)])

    refused = Journey(own_door).open()
    assert (refused.status_code, refused.json()["code"]) == (409, "channel_not_yours")
