"""The engine counts the occasions of a household by the log's claims: in turn, and rightly when two come at once."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from domain.codec import to_data
from domain.facts.office import RoleGiven, UnitChanged
from tests.support.office_engine import START, Clerk, new_id, opened
from tests.support.packaged import CATALOGUE
from tests.support.samples import HERE, photo
from workflows.engine import Engine
from workflows.reactions import commands_of

pytestmark = pytest.mark.anyio
WORKFLOW = CATALOGUE.workflows["ebike_lift"].workflow
PROPERTY = (
    UnitChanged(unit="property", kind="firm", name_zh="物业", duties=("ebike.in_lift",)),
    RoleGiven(person="property-1", role="use_unit", unit="property"),
)


@pytest.fixture
async def office(engine: Engine) -> Engine:
    await engine.tell_office(PROPERTY, "steward-1", START)
    await engine.publish(WORKFLOW, "steward-1", START)
    return engine


async def alerted(clerk: Clerk) -> str:
    """An e-bike in a lift, of which the property was told."""
    seen = {"channel": "device", "category": "ebike.in_lift", "place": to_data(HERE), "narrative": "-"}
    case = (await clerk.take("detect", "gateway-1", new_id(), seen, workflow="ebike_lift")).case_id
    await clerk.take("alert", "intake-1", case, {"unit": "property", "instruction": "-"})
    return case


def attended(party: str = "household-1") -> dict[str, Any]:
    scene = to_data(photo("scene", taken=START - timedelta(hours=1)))
    return {"result": "-", "items": {"taken_out": True}, "party": party, "files": [scene]}


async def attend(clerk: Clerk, party: str = "household-1") -> str:
    case = await alerted(clerk)
    await clerk.take("attend", "property-1", case, attended(party))
    return case


async def times_of(engine: Engine, case: str) -> tuple[int, int]:
    occasion = (await engine.case(case)).occasion
    assert occasion is not None
    return occasion.nth, occasion.times


async def test_each_of_a_household_counts_after_the_last(office: Engine, clerk: Clerk) -> None:
    cases = [await attend(clerk) for _ in range(4)]
    assert [await times_of(office, case) for case in cases] == [(1, 1), (2, 2), (3, 3), (4, 3)]
    assert await times_of(office, await attend(clerk, "household-2")) == (1, 1)


async def test_two_at_the_same_moment_are_not_both_the_first(
    office: Engine, clerk: Clerk, database: str
) -> None:
    one, two = await alerted(clerk), await alerted(clerk)
    async with opened(database) as other:
        await asyncio.gather(
            clerk.take("attend", "property-1", one, attended()),
            Clerk(other, clerk.minutes).take("attend", "property-1", two, attended()),
        )
    assert sorted([await times_of(office, one), await times_of(office, two)]) == [(1, 1), (2, 2)]


async def test_the_second_time_the_community_is_sent(office: Engine, clerk: Clerk) -> None:
    await attend(clerk)
    case = await attend(clerk)
    event = (await office.history(case))[-1]

    (command,) = commands_of(event, await office.case(case), clerk.now())
    await office.handle(command)

    sent = await office.case(case)
    assert (sent.state, sent.unit) == ("visiting", HERE.community)


async def test_what_was_no_ebike_is_not_counted(office: Engine, clerk: Clerk) -> None:
    pram = await alerted(clerk)
    await clerk.take("not_ebike", "property-1", pram, {"explanation": "婴儿车"})
    assert await times_of(office, await attend(clerk)) == (1, 1)
