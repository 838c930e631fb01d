"""What is left of a deadline, or how long it is over, is told in its own unit, and the unit is named."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from api.time_left import told_left
from domain.calendar import TimeUnit
from tests.api import office
from tests.api.journey import Journey
from tests.api.serving import Door
from tests.api.test_pages import browser
from tests.calendars import EXPECTED, PUBLISHED, at
from tests.support.office_engine import engine_on
from tests.support.until import until
from workflows.log import EventLog

DUE = {
    TimeUnit.WORK_DAY: "2026-09-30 17:30",  # a Wednesday; 1 to 7 October are days off
    TimeUnit.NATURAL_DAY: "2026-09-30 24:00",
    TimeUnit.MONTH: "2026-09-30 24:00",
    TimeUnit.WORK_HOUR: "2026-09-30 10:30",
    TimeUnit.URGENT_HOUR: "2026-09-30 10:30",
    TimeUnit.MINUTE: "2026-09-30 10:30",
}


@pytest.mark.parametrize(
    ("unit", "now", "zh", "en"),
    [
        ("work_day", "2026-09-25 10:00", "剩余 3 个工作日", "3 working days left"),
        ("work_day", "2026-09-29 10:00", "剩余 1 个工作日", "1 working day left"),
        ("work_day", "2026-09-30 10:00", "剩余不足 1 个工作日", "less than 1 working day left"),
        ("work_day", "2026-10-05 10:00", "超期不足 1 个工作日", "less than 1 working day overdue"),
        ("work_day", "2026-10-09 10:00", "超期 2 个工作日", "2 working days overdue"),
        ("natural_day", "2026-09-27 10:00", "剩余 3 个自然日", "3 calendar days left"),
        ("natural_day", "2026-09-30 23:00", "剩余不足 1 个自然日", "less than 1 calendar day left"),
        ("natural_day", "2026-10-05 10:00", "超期 5 个自然日", "5 calendar days overdue"),
        ("month", "2026-09-20 10:00", "剩余 10 个自然日", "10 calendar days left"),
        ("work_hour", "2026-09-29 16:10", "剩余 3 工作时 20 分", "3 working hours 20 min left"),
        ("work_hour", "2026-09-30 10:10", "剩余 20 分（工作时间）", "20 min of office time left"),
        ("work_hour", "2026-10-01 10:00", "超期 5 工作时 30 分", "5 working hours 30 min overdue"),
        ("work_hour", "2026-09-30 11:30", "超期 1 工作时", "1 working hour overdue"),
        ("urgent_hour", "2026-09-29 08:30", "剩余 26 小时（昼夜连续）", "26 h left, day and night"),
        ("minute", "2026-09-30 11:45", "超期 1 小时 15 分（昼夜连续）", "1 h 15 min overdue, day and night"),
    ],
)
def test_in_the_words_of_its_unit(unit: str, now: str, zh: str, en: str) -> None:
    kind = TimeUnit(unit)
    told = [told_left(PUBLISHED, at(now), at(DUE[kind]), kind, language) for language in ("zh", "en")]
    assert told == [zh, en]


@pytest.fixture
def new_year(own_door: Door) -> Journey:
    """A report before New Year: its first contact is due in one working day, on Monday 4 January at 17:30."""

    async def publish() -> None:
        async with EventLog(own_door.dsn, office.CODE, hints=False) as log:
            await engine_on(log).publish_calendar(EXPECTED, "steward-1", own_door.clock())

    asyncio.run(publish())
    own_door.clock.now = at("2026-12-31 16:30")
    journey = Journey(own_door)
    journey.open()
    journey.file()
    return journey


def left(journey: Journey, clock: str) -> tuple[Any, Any]:
    found = journey.door.as_("intake-1").get(f"/api/v1/cases/{journey.id}/deadlines").json()["deadlines"]
    one = next(one for one in found if one["clock"] == clock)
    return one["left"], one["left_days"]


def test_deadlines_the_list_the_board_and_the_page_say_the_same(new_year: Journey) -> None:
    door, case = new_year.door, f"/cases/{new_year.id}"
    page = browser(door, "intake-1")
    for now, zh, days in (
        ("2026-12-31 16:40", "剩余 1 个工作日", 1),
        ("2027-01-04 10:00", "剩余不足 1 个工作日", 0),
        ("2027-01-08 10:00", "超期 4 个工作日", -4),
        ("2027-01-10 10:00", "超期 4 个工作日", -4),
    ):
        door.clock.now = at(now)
        assert left(new_year, "first_contact") == (zh, days)
        assert f">{zh}</span>" in page.get(case).text
    until(lambda: new_year.id in page.get("/").text)
    (row,) = door.as_("intake-1").get("/api/v1/cases").json()["cases"]
    due = row["due"]
    assert (due["left"], due["left_days"]) == left(new_year, due["clock"])
    assert f">{due['left']}</span>" in page.get("/").text


def test_what_rests_or_is_over_has_nothing_left(new_year: Journey) -> None:
    new_year.must("intake-1", "contact", subject="resident-7", purpose="first_response", reached=True)
    assert left(new_year, "first_contact") == (None, None)
