"""The working calendar: the published years day by day, its methods, what a calendar file may say."""

from __future__ import annotations

import json
import pickle
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from domain.calendar import TimeUnit, WorkCalendar
from tests.calendars import PUBLISHED, at, published_data

# Written down from chinesecalendar 1.11.0 and holidays 0.109, which agree on all three years.
WEEKDAYS_OFF = {
    2024: "01-01 02-12 02-13 02-14 02-15 02-16 04-04 04-05 05-01 05-02 05-03 06-10 09-16 09-17 "
    "10-01 10-02 10-03 10-04 10-07",
    2025: "01-01 01-28 01-29 01-30 01-31 02-03 02-04 04-04 05-01 05-02 05-05 06-02 "
    "10-01 10-02 10-03 10-06 10-07 10-08",
    2026: "01-01 01-02 02-16 02-17 02-18 02-19 02-20 02-23 04-06 05-01 05-04 05-05 06-19 09-25 "
    "10-01 10-02 10-05 10-06 10-07",
}
WEEKENDS_WORKED = {
    2024: "02-04 02-18 04-07 04-28 05-11 09-14 09-29 10-12",
    2025: "01-26 02-08 04-27 09-28 10-11",
    2026: "01-04 02-14 02-28 05-09 09-20 10-10",
}
WORKED = {2024: 251, 2025: 248, 2026: 248}


def _days(year: int, text: str) -> set[date]:
    return {date.fromisoformat(f"{year}-{day}") for day in text.split()}


def _year(year: int) -> list[date]:
    days = (date(year, 1, 1) + timedelta(days=n) for n in range(366))
    return [day for day in days if day.year == year]


@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_every_day_of_the_published_years_is_as_announced(year: int) -> None:
    off, worked = _days(year, WEEKDAYS_OFF[year]), _days(year, WEEKENDS_WORKED[year])
    for day in _year(year):
        expected = day in worked if day.weekday() >= 5 else day not in off
        assert PUBLISHED.is_working_day(day) is expected, day
    assert sum(map(PUBLISHED.is_working_day, _year(year))) == WORKED[year]


def test_statutory_holidays_include_the_weekend_days_inside_them() -> None:
    assert {day for day in PUBLISHED.statutory_holidays if day.year == 2026 and day.month == 10} == {
        date(2026, 10, day) for day in range(1, 8)
    }
    assert len(PUBLISHED.statutory_holidays) == 28 + 28 + 33 + 19
    assert not PUBLISHED.statutory_holidays & PUBLISHED.make_up_days


def test_the_published_calendar_says_what_it_is() -> None:
    assert PUBLISHED.version == "cn-2026.2"
    assert PUBLISHED.timezone == "Asia/Shanghai"
    assert PUBLISHED.covers == {2024, 2025, 2026}


def test_a_provisional_year_has_the_days_the_law_fixes_and_no_others() -> None:
    """国务院令第795号; the weekends to be worked come with the notice of November 2026."""
    off = _days(2027, "01-01 02-05 02-08 02-09 02-10 04-05 05-03 05-04 06-09 09-15 10-01 10-04 10-05")
    assert {day for day in _year(2027) if day.weekday() < 5 and not PUBLISHED.is_working_day(day)} == off
    assert not any(PUBLISHED.is_working_day(day) for day in _year(2027) if day.weekday() >= 5)
    assert all(map(PUBLISHED.is_provisional, _year(2027)))


def test_a_year_without_data_is_counted_by_weekends_and_is_provisional() -> None:
    assert not PUBLISHED.is_provisional(date(2026, 12, 31))
    for day in (date(2023, 10, 2), date(2028, 10, 2)):
        assert PUBLISHED.is_provisional(day)
        assert PUBLISHED.is_working_day(day)
    assert not PUBLISHED.is_working_day(date(2028, 10, 1))


@pytest.mark.parametrize(
    ("day", "following"),
    [
        ("2026-09-30", "2026-10-08"),
        ("2026-10-03", "2026-10-08"),
        ("2026-10-09", "2026-10-10"),  # a Saturday worked for the holiday
        ("2026-10-10", "2026-10-12"),
        ("2026-12-31", "2027-01-04"),  # as far as is known
        ("2024-12-31", "2025-01-02"),
    ],
)
def test_next_working_day(day: str, following: str) -> None:
    assert PUBLISHED.next_working_day(date.fromisoformat(day)) == date.fromisoformat(following)


def test_working_days_are_numbered_without_gaps() -> None:
    worked = [day for year in (2024, 2025, 2026) for day in _year(year) if PUBLISHED.is_working_day(day)]
    first = PUBLISHED.working_days_through(worked[0])
    assert [PUBLISHED.working_day(first + n) for n in range(len(worked))] == worked


def test_ends_of_a_day() -> None:
    day = date(2026, 9, 30)
    assert PUBLISHED.close_of_office(day) == at("2026-09-30 17:30")
    assert PUBLISHED.end_of_day(day) == at("2026-10-01 00:00") == datetime(2026, 9, 30, 16, tzinfo=UTC)


def test_a_day_ends_at_midnight_by_the_wall_clock_where_clocks_are_changed() -> None:
    berlin = WorkCalendar(version="x", timezone="Europe/Berlin")
    assert berlin.end_of_day(date(2026, 3, 28)) == datetime(2026, 3, 28, 23, tzinfo=UTC)
    assert berlin.end_of_day(date(2026, 3, 29)) == datetime(2026, 3, 29, 22, tzinfo=UTC)


@pytest.mark.parametrize(
    ("clock", "minutes"),
    [
        ("00:00", 0),
        ("08:30", 0),
        ("09:00", 30),
        ("12:00", 210),
        ("13:00", 210),
        ("14:00", 240),
        ("23:00", 450),
    ],
)
def test_open_time_of_a_working_day(clock: str, minutes: int) -> None:
    opened = PUBLISHED.open_us_until(at(f"2026-09-30 {clock}")) - PUBLISHED.open_us_until(
        at("2026-09-30 00:00")
    )
    assert opened == minutes * 60_000_000


def test_open_time_is_reached_at_the_close_not_at_the_next_opening() -> None:
    closed = PUBLISHED.open_us_until(at("2026-10-03 10:00"))
    assert PUBLISHED.moment_of_open_us(closed) == at("2026-09-30 17:30")
    assert PUBLISHED.moment_of_open_us(closed + 1) == at("2026-10-08 08:30") + timedelta(microseconds=1)


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="has no time zone"):
        PUBLISHED.local(datetime(2026, 9, 30, 16, 30))


def test_other_office_hours_on_the_same_days() -> None:
    summer = replace(PUBLISHED, version="cn-2026.1+summer", office_hours=((time(8), time(14)),))
    assert summer.close_of_office(date(2026, 7, 1)) == at("2026-07-01 14:00")
    assert summer.next_working_day(date(2026, 9, 30)) == date(2026, 10, 8)
    assert summer != PUBLISHED


def test_office_hours_may_adjoin_and_begin_at_midnight() -> None:
    whole = replace(PUBLISHED, version="x", office_hours=((time(0), time(12)), (time(12), time(18))))
    opened = whole.open_us_until(at("2026-09-30 15:00")) - whole.open_us_until(at("2026-09-30 00:00"))
    assert opened == 15 * 3600 * 1_000_000
    assert whole.moment_of_open_us(whole.open_us_until(at("2026-09-30 12:00"))) == at("2026-09-30 12:00")


def test_calendars_are_values() -> None:
    again = WorkCalendar.from_data(published_data())
    assert again == PUBLISHED
    assert hash(again) == hash(PUBLISHED)
    assert pickle.loads(pickle.dumps(PUBLISHED)) == PUBLISHED


def test_the_same_data_kept_as_json_gives_the_same_calendar() -> None:
    stored = json.loads(json.dumps(published_data(), default=lambda value: value.isoformat()))
    assert WorkCalendar.from_data(stored) == PUBLISHED


def test_a_file_without_office_hours_or_zone_takes_the_defaults() -> None:
    data = published_data()
    del data["office_hours"]
    data.pop("timezone", None)
    assert WorkCalendar.from_data(data) == PUBLISHED


def test_a_year_not_yet_announced_counts_but_stays_provisional() -> None:
    data = published_data()
    new_year = {"name": "元旦", "first": "2026-12-31", "last": "2027-01-02"}
    years: Any = data["year"]
    years[-1] = {
        "year": 2027,
        "status": "provisional",
        "source": "预估",
        "holidays": [new_year],
        "make_up_days": [],
    }
    expected = WorkCalendar.from_data(data)
    assert not expected.is_working_day(date(2026, 12, 31))
    assert not expected.is_working_day(date(2027, 1, 1))
    assert expected.is_provisional(date(2027, 1, 1))


def _holiday(**changed: object) -> Callable[[Any], None]:
    return lambda data: data["year"][2]["holidays"][0].update(changed)


def _of_2026(**changed: object) -> Callable[[Any], None]:
    return lambda data: data["year"][2].update(changed)


def _file(**changed: object) -> Callable[[Any], None]:
    return lambda data: data.update(changed)


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda data: data.pop("version"), "calendar: version is missing"),
        (_file(version=" "), "version: ' ' is not a text"),
        (_file(timezone="Asia/Hangzhou"), "time zone 'Asia/Hangzhou' is unknown"),
        (
            _file(holliday=[]),
            "calendar: holliday is unknown; known are version, year, timezone, office_hours",
        ),
        (_file(year={}), "year: {} is not a list"),
        (_file(year=[2026]), "year: 2026 is not a table"),
        (_file(office_hours=[["08:30"]]), "is not a pair of opening and closing time"),
        (_file(office_hours=[["08:30", "25:00"]]), "office_hours: '25:00' is not a time of day"),
        (_file(office_hours=[["08:30", 12]]), "office_hours: 12 is not a time of day"),
        (_file(office_hours=[["08:30", "12:00+08:00"]]), "takes no offset"),
        (_file(office_hours=[["12:00", "08:30"]]), "office hours 12:00-08:30 are empty or out of order"),
        (_file(office_hours=[["12:00", "12:00"]]), "office hours 12:00-12:00 are empty or out of order"),
        (
            _file(office_hours=[["08:30", "12:00"], ["11:00", "17:30"]]),
            "11:00-17:30 are empty or out of order",
        ),
        (_of_2026(year="2026"), "year: '2026' is not a number"),
        (_of_2026(year=2028), "2026-01-01 is not in that year"),
        (lambda data: data["year"].append(data["year"][0]), "year 2024 is listed twice"),
        (_of_2026(status="final"), "year 2026: status 'final' is not one of official, provisional"),
        (_of_2026(source=""), "year 2026, source: '' is not a text"),
        (_of_2026(note="x"), "year: note is unknown"),
        (_of_2026(make_up_days=["2026-10-10", "soon"]), "year 2026, make_up_days: 'soon' is not a date"),
        (_of_2026(make_up_days=[20261010]), "year 2026, make_up_days: 20261010 is not a date"),
        (_of_2026(make_up_days=[datetime(2026, 10, 10, tzinfo=UTC)]), "is not a date"),
        (_of_2026(make_up_days=["2026-10-03"]), "make-up day 2026-10-03 lies inside a holiday"),
        (_of_2026(make_up_days=["2026-10-09"]), "make-up day 2026-10-09 is a weekday, worked anyway"),
        (_of_2026(make_up_days=["2027-01-02"]), "year 2026: 2027-01-02 is not in that year"),
        (_holiday(last="2025-12-31"), "year 2026, 元旦: ends 2025-12-31, before it begins"),
        (_holiday(last="2026-02-15"), "year 2026: 2026-02-15 belongs to two holidays"),
        (_holiday(first="2025-11-30"), "year 2026: 2025-11-30 is not in that year"),
        (_holiday(frist="2026-01-01"), "year 2026, holiday: frist is unknown"),
    ],
)
def test_a_contradictory_file_is_refused_by_name(spoil: Callable[[Any], None], message: str) -> None:
    data = published_data()
    spoil(data)
    with pytest.raises(ValueError, match=r"^.+$") as refused:
        WorkCalendar.from_data(data)
    assert message in str(refused.value)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"version": ""}, "a calendar needs a version"),
        ({"office_hours": ()}, "a calendar needs office hours"),
        ({"off_days": frozenset({date(2026, 10, 3)})}, "day off 2026-10-03 is a weekend day"),
    ],
)
def test_a_contradictory_calendar_is_refused(fields: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        replace(PUBLISHED, **fields)


def test_the_units_are_the_six_of_the_catalogue() -> None:
    assert [str(unit) for unit in TimeUnit] == [
        "work_hour",
        "urgent_hour",
        "work_day",
        "natural_day",
        "minute",
        "month",
    ]
