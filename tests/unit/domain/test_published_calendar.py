"""A calendar as a fact: enough to count by, in force from its place in the office's stream, comparable year by year."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain.calendar_changes import changes
from domain.codec import from_data, to_data
from domain.facts.calendar import CalendarPublished
from domain.office import Office
from domain.published_calendar import counted_by, fact_of
from tests.calendars import ANNOUNCED, EXPECTED, PUBLISHED, ZONE, announced_data, published_data
from tests.support.small_office import UNITS, office_of


def test_the_fact_alone_counts_as_its_file_does() -> None:
    assert counted_by(EXPECTED) == PUBLISHED
    kept = from_data(CalendarPublished, to_data(EXPECTED))
    assert kept == EXPECTED
    assert counted_by(kept) == PUBLISHED


def test_it_says_what_each_year_rests_on() -> None:
    assert [(year.year, year.status) for year in EXPECTED.years][-2:] == [
        (2026, "official"),
        (2027, "provisional"),
    ]
    assert EXPECTED.years[2].source == "国办发明电〔2025〕7号, 2025-11-04"
    assert EXPECTED.years[0].make_up_days[0] == date(2024, 2, 4)


def test_the_office_has_its_own_zone_and_our_hours_when_the_file_names_none() -> None:
    data = published_data()
    del data["office_hours"]
    fact = fact_of(data, "Asia/Urumqi")
    assert (counted_by(fact).timezone, counted_by(fact).office_hours) == (
        "Asia/Urumqi",
        PUBLISHED.office_hours,
    )


@pytest.mark.parametrize("zone", ["Asia/Nowhere", "../etc/passwd", "Asia/Urumqi"])
def test_a_zone_that_is_not_the_offices_is_refused(zone: object) -> None:
    with pytest.raises(ValueError, match=r"^timezone: .* Asia/Shanghai"):
        fact_of({**published_data(), "timezone": zone}, ZONE)


def test_a_file_may_name_the_zone_of_its_office() -> None:
    assert fact_of({**published_data(), "timezone": ZONE}, ZONE) == EXPECTED


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"version": ""}, "version"),
        ({"office_hours": [["12:00", "08:30"]]}, "out of order"),
        ({"year": 1}, "year"),
    ],
)
def test_a_file_that_cannot_be_counted_by_is_never_a_fact(changed: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        fact_of({**published_data(), **changed}, ZONE)


def test_the_last_one_published_is_in_force_and_the_others_stay_known() -> None:
    before = office_of(*UNITS)
    office = office_of(EXPECTED, ANNOUNCED, before=before)
    assert (before.calendar, before.calendars) == (None, ())
    assert office.calendar == counted_by(ANNOUNCED)
    assert [known.version for known in office.calendars] == ["cn-2026.2", "cn-2027.1"]
    older = office.calendar_named("cn-2026.2")
    assert older is not None
    assert (older.published, older.event_id) == (EXPECTED, f"office-{len(UNITS) + 1}")
    assert office.calendar_named("cn-1999") is None
    again = office_of(EXPECTED, before=office)
    assert again.calendar == PUBLISHED


def test_which_one_was_in_force_at_a_moment() -> None:
    office = office_of(EXPECTED, ANNOUNCED)
    first, second = office.calendars
    later = replace(office, calendars=(first, replace(second, at=first.at + timedelta(days=300))))
    assert later.calendar_at(first.at) == PUBLISHED
    assert later.calendar_at(first.at + timedelta(days=300)) == counted_by(ANNOUNCED)
    assert later.calendar_at(first.at - timedelta(seconds=1)) is None
    assert Office().calendar_at(first.at) is None


def test_what_a_notice_changes_is_told_by_year() -> None:
    (change,) = (one for one in changes(EXPECTED, ANNOUNCED) if one.year == 2027)
    assert change.became_official
    assert (change.status_before, change.status) == ("provisional", "official")
    assert change.off[:2] == (date(2027, 2, 11), date(2027, 5, 5))
    assert date(2027, 1, 9) in change.worked
    (reaching_back,) = (one for one in changes(EXPECTED, ANNOUNCED) if one.year == 2026)
    assert (reaching_back.off, reaching_back.worked) == ((date(2026, 12, 31),), ())
    assert not reaching_back.became_official


def test_years_that_come_and_go_are_told_and_what_stays_is_not() -> None:
    assert changes(EXPECTED, EXPECTED) == ()
    data = announced_data("cn-short")
    short = fact_of({**data, "year": [year for year in data["year"] if year["year"] != 2025]}, ZONE)
    (gone,) = (one for one in changes(EXPECTED, short) if one.year == 2025)
    assert (gone.status_before, gone.status) == ("official", "")
    (back,) = (one for one in changes(short, EXPECTED) if one.year == 2025)
    assert (back.status_before, back.status, back.became_official) == ("", "official", True)
