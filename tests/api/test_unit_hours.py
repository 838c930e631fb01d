"""A duty of a unit that is open at other hours: due by them, told so in both languages, on the page and in the list."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from domain.codec import to_data
from domain.facts.calendar import Session
from domain.facts.office import UnitChanged
from tests.api import office
from tests.api.journey import Journey
from tests.api.serving import Door
from tests.api.test_pages import browser
from tests.calendars import at
from tests.support.office_engine import engine_on
from tests.support.until import until
from workflows.log import EventLog

HALL = ("09:00:00", "17:00:00")


def _open(door: Door, *sessions: tuple[str, str]) -> None:
    """Tell the office when its cleaning firm is open from now on."""
    told = [fact for fact in office.facts() if isinstance(fact, UnitChanged) and fact.unit == office.CLEANING]
    hours = tuple(Session(opens=opens, closes=closes) for opens, closes in sessions)

    async def tell() -> None:
        async with EventLog(door.dsn, office.CODE, hints=False) as log:
            changed = [replace(fact, office_hours=hours) for fact in told]
            await engine_on(log).tell_office(changed, "steward-1", door.clock())

    asyncio.run(tell())


@pytest.fixture
def dispatched(own_door: Door) -> Journey:
    """A case that the firm was given on Tuesday at two minutes past nine."""
    _open(own_door, HALL)
    return Journey(own_door).until("dispatched")


def _deadline(journey: Journey, clock: str, language: str = "zh") -> dict[str, Any]:
    client = journey.door.as_("dispatch-1", **{"Accept-Language": language})
    found = client.get(f"/api/v1/cases/{journey.id}/deadlines").json()["deadlines"]
    one: dict[str, Any] = next(one for one in found if one["clock"] == clock)
    return one


def test_it_is_due_by_the_hours_of_the_unit_and_says_so(dispatched: Journey) -> None:
    handle = _deadline(dispatched, "handle")
    assert (handle["due_at"], handle["hours"]) == (
        to_data(at("2026-11-24 13:02")),
        {"unit": "cleaning", "label": "保洁公司", "office_hours": "09:00-17:00"},
    )
    (told,) = handle["why"]
    assert told == (
        "2026-11-24 09:02 起算，期限 4 工作时（只数上班时间，按保洁公司的办公时间 09:00-17:00），到 2026-11-24 13:02，"
        "按日历 cn-2026.2。"
    )
    (told,) = _deadline(dispatched, "handle", "en")["why"]
    assert told == (
        "Counted from 2026-11-24 09:02: 4 working hour(s) (office time alone; in the office hours of Cleaning firm, "
        "09:00-17:00) end at 2026-11-24 13:02 by the calendar cn-2026.2."
    )
    promise = _deadline(dispatched, "promise")
    assert (promise["due_at"], promise["hours"]) == (to_data(at("2026-11-26 17:30")), None)


def test_the_page_and_the_list_count_what_is_left_in_those_hours(dispatched: Journey) -> None:
    journey = dispatched
    journey.sign()
    journey.door.clock.now = at("2026-11-24 11:32")
    client = browser(journey.door, "dispatch-1")
    page = client.get(f"/cases/{journey.id}").text
    assert "按保洁公司的办公时间 09:00-17:00" in page
    assert "剩余 1 工作时 30 分" in page
    rows = journey.settled().door.as_("dispatch-1").get("/api/v1/cases").json()["cases"]
    assert [(row["due"]["clock"], row["due"]["left_s"], row["due"]["left"]) for row in rows] == [
        ("handle", 5_400, "剩余 1 工作时 30 分")
    ]


def test_a_rest_is_told_and_given_back_in_those_hours(dispatched: Journey) -> None:
    journey, clock = dispatched, dispatched.door.clock
    clock.now = at("2026-11-24 11:02")
    wish = {"reason": "not_our_duty", "text": "不属本单位", "unit": office.TEAM}
    assert journey.move("head-1", "request_return", **wish).status_code == 200
    clock.now = at("2026-11-24 13:02")
    assert journey.move("shift-1", "refuse_return", reason="属于本单位").status_code == 200
    handle = _deadline(journey, "handle")
    assert handle["why"][1:] == [
        "2026-11-24 11:02 暂停（申请），已用 2 工作时。",
        "2026-11-24 13:02 恢复，暂停 2 工作时，到期改为 2026-11-24 15:02，按日历 cn-2026.2。",
    ]
    assert [pause["later"]["amount"] for pause in handle["pauses"]] == [2]
    sign = _deadline(journey, "sign")
    assert (sign["hours"]["unit"], sign["due_at"]) == ("cleaning", to_data(at("2026-11-24 15:02")))


def test_hours_the_unit_changes_later_leave_what_runs(dispatched: Journey) -> None:
    _open(dispatched.door, ("10:00:00", "12:00:00"), ("14:00:00", "16:00:00"))
    handle = _deadline(dispatched, "handle")
    assert (handle["due_at"], handle["hours"]["office_hours"]) == (
        to_data(at("2026-11-24 13:02")),
        "09:00-17:00",
    )
    later = Journey(dispatched.door).until("dispatched")
    again = _deadline(later, "handle")
    assert again["hours"]["office_hours"] == "10:00-12:00 14:00-16:00"
    assert again["due_at"] == to_data(at("2026-11-24 16:00"))
    assert "10:00-12:00、14:00-16:00" in again["why"][0]
    until(lambda: later.id in browser(later.door, "dispatch-1").get("/").text)
