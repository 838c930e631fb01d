"""The reactions of an office that is served: which cases are alike is read once the read model knows of them."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any, TypeVar

import pytest

from api.bootstrap import build
from api.recurrences import ReadRecurrences
from api.services import Services
from tests.api import office
from tests.api.journey import Journey
from tests.api.serving import START, Door
from workflows.log import LogUnavailable
from workflows.reactor import Reactor

T = TypeVar("T")
DAY = timedelta(days=1)


def filed(door: Door, **report: Any) -> str:
    case = Journey(door)
    case.open(**report)
    case.move("intake-1", "file", category="street.litter", condition="heaped", grid=office.GRID_CODE)
    assert case.state == "filed", case.answers[-1].text
    return case.id


def on_services(door: Door, do: Callable[[Services], Awaitable[T]]) -> T:
    """Do it in an application of its own on the same office."""

    async def run() -> T:
        async with build(door.settings, clock=door.clock) as services:
            return await do(services)

    return asyncio.run(run())


def test_three_filings_of_one_applicant_bring_a_task_to_the_board(own_door: Door) -> None:
    cases = [filed(own_door) for _ in range(3)]

    async def react(services: Services) -> int:
        return await Reactor(services.engine, services.clock, ReadRecurrences(services)).drain()

    head = on_services(own_door, react)

    shown = own_door.as_("deputy-1").get(
        "/api/v1/cases", params={"workflow": "root_cause", "min_position": head}
    )
    (task,) = shown.json()["cases"]
    assert (task["state"], task["category"]) == ("proposed", "street.litter")
    body = own_door.as_("deputy-1").get(f"/api/v1/cases/{task['id']}").json()
    assert body["report"]["cases"] == cases
    assert body["report"]["rule"] == "same_place"
    for case in cases:
        assert own_door.as_("deputy-1").get(f"/api/v1/cases/{case}").json()["children"] == {
            task["id"]: "root_cause"
        }
    page = own_door.as_("deputy-1").get(f"/cases/{task['id']}")
    assert "待认领" in page.text
    assert "同一地点" in page.text
    deadlines = own_door.as_("deputy-1").get(f"/api/v1/cases/{task['id']}/deadlines").json()["deadlines"]
    assert [one["clock"] for one in deadlines] == ["own"]


def test_while_the_read_model_is_behind_it_is_said_and_not_guessed(own_door: Door) -> None:
    case = filed(own_door)

    async def ask(services: Services) -> None:
        ahead = await services.log.head() + 1
        known = await services.engine.case(case)
        await ReadRecurrences(services, patience_s=0.05).alike(known, START - DAY, ahead)

    with pytest.raises(LogUnavailable, match="behind the log"):
        on_services(own_door, ask)


def test_what_has_no_place_and_no_applicant_is_like_nothing(own_door: Door) -> None:
    async def ask(services: Services) -> object:
        known = await services.engine.case(case)
        return await ReadRecurrences(services, patience_s=0.05).alike(known, START - DAY, 1_000)

    case = filed(own_door, place={"address": "某处"}, reporter=None, reporter_phone=None)
    assert on_services(own_door, ask) == ()
