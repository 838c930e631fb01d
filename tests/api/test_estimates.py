"""Deadlines that may still move are marked, told why in sentences, and after the notice shown with what they were."""

from __future__ import annotations

import asyncio
import csv
import io
import re
from datetime import datetime
from typing import Any

import pytest

from domain.codec import to_data
from tests.api import office
from tests.api.journey import Journey
from tests.api.serving import Door
from tests.api.test_pages import browser
from tests.calendars import ANNOUNCED, EXPECTED, at
from tests.support.office_engine import engine_on
from tests.support.until import until
from workflows.log import EventLog
from workflows.recounting import Recounting


@pytest.fixture
def late_december(own_door: Door) -> Journey:
    """A report in the last hour before New Year, in an office that counts by the calendar of the catalogue."""
    _publish(own_door, EXPECTED)
    own_door.clock.now = at("2026-12-31 16:30")
    journey = Journey(own_door)
    journey.open()
    return journey


def _publish(door: Door, fact: Any) -> None:
    async def publish() -> None:
        async with EventLog(door.dsn, office.CODE, hints=False) as log:
            engine = engine_on(log)
            await engine.publish_calendar(fact, "steward-1", door.clock())
            await Recounting(engine, door.clock).drain()

    asyncio.run(publish())


def _deadline(journey: Journey, clock: str, language: str = "zh", **query: Any) -> dict[str, Any]:
    client = journey.door.as_("intake-1", **{"Accept-Language": language})
    found = client.get(f"/api/v1/cases/{journey.id}/deadlines", params=query).json()["deadlines"]
    one: dict[str, Any] = next(one for one in found if one["clock"] == clock)
    return one


def test_an_estimate_says_so_and_why(late_december: Journey) -> None:
    accept = _deadline(late_december, "accept")
    assert (accept["due_at"], accept["estimated"], accept["changes"]) == (
        to_data(at("2027-01-04 09:30")),
        True,
        [],
    )
    assert accept["why"] == [
        "2026-12-31 16:30 起算，期限 2 工作时（只数上班时间），到 2027-01-04 09:30，按日历 cn-2026.2。",
        "2027 年放假安排尚未公布，到期时刻为预估；公布后重算，原值保留。",
    ]
    counted, estimate = _deadline(late_december, "first_contact", "en")["why"]
    assert counted == (
        "Counted from 2026-12-31 16:30: 1 working day(s) (the first day not counted, working days alone, to the close "
        "of office) end at 2027-01-04 17:30 by the calendar cn-2026.2."
    )
    assert estimate == (
        "An estimate: the holidays of 2027 are not announced yet; counted again then, this moment stays visible."
    )
    case = late_december.door.as_("intake-1").get(f"/api/v1/cases/{late_december.id}").json()
    assert {clock["clock"]: clock["estimated"] for clock in case["clocks"]} == {
        "accept": True,
        "first_contact": True,
    }


def test_after_the_notice_the_old_moment_stays_visible(late_december: Journey) -> None:
    _publish(late_december.door, ANNOUNCED)
    accept = _deadline(late_december, "accept")
    assert (accept["due_at"], accept["estimated"], accept["calendar"]) == (
        to_data(at("2027-01-04 10:30")),
        False,
        "cn-2027.1",
    )
    (change,) = accept["changes"]
    assert (change["old_due_at"], change["new_due_at"]) == (to_data(at("2027-01-04 09:30")), accept["due_at"])
    assert (change["label"], change["cause_label"], change["calendar"]) == (
        "时限重算",
        "日历发布",
        "cn-2027.1",
    )
    assert accept["why"][1:] == [
        "2026-12-31 16:30 时限重算：到期由 2027-01-04 09:30 改为 2027-01-04 10:30，按日历 cn-2027.1。"
    ]
    before = _deadline(late_december, "accept", position=change["position"] - 2)
    assert (before["due_at"], before["changes"]) == (change["old_due_at"], [])


def test_pauses_are_told_one_by_one_with_what_they_gave(late_december: Journey) -> None:
    journey, clock = late_december, late_december.door.clock
    for noon, later in (
        (at("2027-01-04 09:00"), at("2027-01-05 09:30")),
        (at("2027-01-05 10:00"), at("2027-01-06 10:00")),
    ):
        clock.now = noon
        assert journey.move("intake-1", "ask_reporter", items=["place"]).status_code == 200
        clock.now = later
        assert journey.move("intake-1", "supplement", text="在桥下").status_code == 200
    assert _deadline(journey, "accept")["why"][1:5] == [
        "2027-01-04 09:00 暂停（请补充），已用 1 工作时 30 分。",
        "2027-01-05 09:30 恢复，暂停 8 工作时，到期改为 2027-01-05 10:00，按日历 cn-2026.2。",
        "2027-01-05 10:00 暂停（请补充），已用 2 工作时。",
        "2027-01-06 10:00 恢复，暂停 7 工作时 30 分，到期改为 2027-01-06 10:00，按日历 cn-2026.2。",
    ]


def test_what_was_set_by_somebody_is_no_estimate(late_december: Journey) -> None:
    journey = late_december
    wish = {"reason": "overdue", "ask": "请说明", "due_at": to_data(at("2027-01-20 17:00"))}
    journey.must("supervisor-1", "supervise", **wish)
    supervision = _deadline(journey, "supervision")
    assert (supervision["estimated"], supervision["why"]) == (
        False,
        ["2026-12-31 16:31 起算，到期时刻为所定的 2027-01-20 17:00。"],
    )
    journey.must("intake-1", "decline", reason="outside", explanation="不在辖区", told=True)
    ended = _deadline(journey, "accept")
    assert (ended["estimated"], ended["why"][-1]) == (False, "2026-12-31 16:32 停止（不予立案）。")


def test_the_pages_mark_an_estimate_and_show_what_was_due_before(late_december: Journey) -> None:
    journey, client = late_december, browser(late_december.door, "intake-1")
    text = client.get(f"/cases/{journey.id}").text
    assert '<span class="tag">预估</span>' in text
    assert "2027 年放假安排尚未公布" in text
    until(lambda: journey.id in client.get("/").text)
    assert re.search(r"2027-01-04 09:30 <span class=\"tag\">预估</span>", client.get("/").text)
    rows = journey.door.as_("intake-1").get("/api/v1/cases").json()["cases"]
    assert [row["due"]["estimated"] for row in rows if row["id"] == journey.id] == [True]

    _publish(journey.door, ANNOUNCED)
    text = client.get(f"/cases/{journey.id}").text
    assert "预估</span>" not in text
    assert "原期限：2027-01-04 09:30 时限重算 · 日历发布" in text
    until(lambda: "2027-01-04 10:30" in client.get("/").text)
    assert "预估" not in client.get("/").text


def test_the_tables_behind_a_rate_mark_an_estimate_until_the_year_is_announced(
    late_december: Journey,
) -> None:
    """Of what fell due before now only a deadline that rests may still move."""
    journey, path = late_december.until("handling"), "/api/v1/rates/on_time_handling_rate/cases"
    journey.must("head-1", "request_return", reason="not_our_duty", text="不在职责内", unit=office.CLEANING)
    journey.door.clock.now = at("2027-01-20 10:00")
    asked = {"part": "paused", "until": to_data(journey.door.clock.now)}
    client, page = journey.door.as_("intake-1"), browser(journey.door, "intake-1")

    def marks(**query: Any) -> list[bool]:
        rows = client.get(path, params={**asked, **query}).json()["cases"]
        return [row["estimated"] for row in rows if row["case"] == journey.id]

    def shown() -> str:
        text = page.get("/rates/on_time_handling_rate", params=asked).text
        return next(row for row in text.split("<tr>") if journey.id in row)

    until(lambda: marks() == [True])
    assert '<span class="tag">预估</span>' in shown()
    before = client.get(path, params=asked).json()["position"]
    text = client.get(path, params={**asked, "format": "csv"}).text.removeprefix("\ufeff")
    (row,) = [row for row in csv.DictReader(io.StringIO(text)) if row["case"] == journey.id]
    assert row["estimated"] == "true"

    _publish(journey.door, ANNOUNCED)
    until(lambda: marks() == [False])
    assert "预估" not in shown()
    assert marks(position=before) == [True]


def test_what_ran_out_is_no_estimate_anywhere(late_december: Journey) -> None:
    journey, path = late_december, "/api/v1/rates/response_rate/cases"
    due = datetime.fromisoformat(_deadline(journey, "first_contact")["due_at"])
    client = journey.door.as_("intake-1")

    def marks() -> set[bool]:
        case = client.get(f"/api/v1/cases/{journey.id}").json()
        listed = client.get("/api/v1/cases").json()["cases"]
        deadlines = client.get(f"/api/v1/cases/{journey.id}/deadlines").json()["deadlines"]
        row = next(row["due"] for row in listed if row["id"] == journey.id)
        return {one["estimated"] for one in (*case["clocks"], *deadlines, row)}

    journey.settled()
    assert marks() == {True}
    journey.door.clock.now = due
    assert marks() == {False}
    assert "预估" not in " ".join(_deadline(journey, "first_contact")["why"])
    journey.door.clock.forward(minutes=1)
    rows = client.get(path, params={"part": "denominator"}).json()["cases"]
    assert [row["estimated"] for row in rows if row["case"] == journey.id] == [False]
    client = browser(journey.door, "intake-1")
    for page in (f"/cases/{journey.id}", "/", "/rates/response_rate?part=denominator"):
        assert "预估" not in client.get(page).text


def test_what_is_over_is_no_estimate_behind_a_rate(late_december: Journey) -> None:
    journey = late_december
    journey.file()
    journey.must("intake-1", "contact", subject="resident-7", purpose="first_response", reached=True)
    journey.door.clock.forward(minutes=1)
    asked = {"part": "numerator", "until": "2027-01-10T00:00:00+08:00"}

    def rows() -> list[dict[str, Any]]:
        found = journey.door.as_("intake-1").get("/api/v1/rates/response_rate/cases", params=asked).json()
        return [row for row in found["cases"] if row["case"] == journey.id]

    until(lambda: len(rows()) == 1)
    (row,) = rows()
    assert (row["verdict"], row["estimated"]) == ("in_time", False)
