"""Due moments, pauses and what is left, by example; each example can be checked on a wall calendar.

2026-10-01 to 07 is National Day; Saturday 2026-10-10 and Sunday 2026-09-20 are worked.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from domain.calendar import TimeUnit
from domain.clock_arithmetic import (
    due_after_pause,
    due_at,
    later_by,
    paused_between,
    recount,
    remaining,
    used_between,
)
from tests.calendars import PUBLISHED, at

WH, UH, WD = TimeUnit.WORK_HOUR, TimeUnit.URGENT_HOUR, TimeUnit.WORK_DAY
ND, MIN, MON = TimeUnit.NATURAL_DAY, TimeUnit.MINUTE, TimeUnit.MONTH


@pytest.mark.parametrize(
    ("start", "amount", "unit", "due"),
    [
        # S1-3: across National Day
        ("2026-09-30 16:30", 2, WH, "2026-10-08 09:30"),
        ("2026-09-30 16:30", 3, WD, "2026-10-10 17:30"),
        # work hours: at lunch, before opening, after close, on a day off, on a worked Sunday
        ("2026-09-29 11:30", 1, WH, "2026-09-29 14:00"),
        ("2026-09-29 12:45", 1, WH, "2026-09-29 14:30"),
        ("2026-09-29 06:00", 1, WH, "2026-09-29 09:30"),
        ("2026-09-29 20:00", 1, WH, "2026-09-30 09:30"),
        ("2026-10-04 10:00", 1, WH, "2026-10-08 09:30"),
        ("2026-09-20 16:00", 2, WH, "2026-09-21 09:00"),
        # used up exactly at a close: due then, not at the next opening
        ("2026-09-30 16:30", 1, WH, "2026-09-30 17:30"),
        ("2026-09-29 10:00", 2, WH, "2026-09-29 12:00"),
        ("2026-09-29 08:30", 15, WH, "2026-09-30 17:30"),
        # wall clock, day and night
        ("2026-09-30 23:50", 15, MIN, "2026-10-01 00:05"),
        ("2026-09-30 23:00", 2, UH, "2026-10-01 01:00"),
        # days: the start day is not counted, whatever the hour
        ("2026-09-30 00:00", 1, WD, "2026-10-08 17:30"),
        ("2026-09-30 20:00", 1, WD, "2026-10-08 17:30"),
        ("2026-10-03 10:00", 1, WD, "2026-10-08 17:30"),
        ("2026-10-09 10:00", 1, WD, "2026-10-10 17:30"),
        ("2026-10-10 10:00", 1, WD, "2026-10-12 17:30"),
        ("2026-09-01 00:00", 1, ND, "2026-09-02 24:00"),
        ("2026-09-01 23:59", 1, ND, "2026-09-02 24:00"),
        ("2026-09-01 10:00", 30, ND, "2026-10-01 24:00"),
        ("2026-12-20 10:00", 60, ND, "2027-02-18 24:00"),
        # months: same day, or the last
        ("2026-01-15 10:00", 1, MON, "2026-02-15 24:00"),
        ("2026-01-31 10:00", 1, MON, "2026-02-28 24:00"),
        ("2026-11-30 10:00", 3, MON, "2027-02-28 24:00"),
        ("2026-11-15 10:00", 1, MON, "2026-12-15 24:00"),
        ("2026-12-15 10:00", 13, MON, "2028-01-15 24:00"),
    ],
)
def test_due(start: str, amount: int, unit: TimeUnit, due: str) -> None:
    assert due_at(PUBLISHED, at(start), amount, unit) == at(due)


@pytest.mark.parametrize("unit", TimeUnit)
@pytest.mark.parametrize("start", ["2026-09-30 16:30", "2026-10-03 00:00", "2026-09-29 12:30"])
def test_nothing_to_wait_for_is_due_at_once(unit: TimeUnit, start: str) -> None:
    assert due_at(PUBLISHED, at(start), 0, unit, roll=True) == at(start)


@pytest.mark.parametrize("unit", TimeUnit)
def test_what_is_returned_is_utc(unit: TimeUnit) -> None:
    start = PUBLISHED.local(at("2026-09-30 16:30"))
    moments = [due_at(PUBLISHED, start, amount, unit) for amount in (0, 1)]
    moments.append(due_after_pause(PUBLISHED, start, start, start, unit))
    moments.append(due_after_pause(PUBLISHED, start, start, start + timedelta(days=20), unit))
    assert {moment.utcoffset() for moment in moments} == {timedelta(0)}


@pytest.mark.parametrize("unit", TimeUnit)
def test_a_negative_limit_is_refused(unit: TimeUnit) -> None:
    with pytest.raises(ValueError, match="is negative"):
        due_at(PUBLISHED, at("2026-09-30 16:30"), -1, unit)


@pytest.mark.parametrize("unit", TimeUnit)
@pytest.mark.parametrize("amount", [0, 1])
def test_a_start_without_zone_is_refused(unit: TimeUnit, amount: int) -> None:
    with pytest.raises(ValueError, match="has no time zone"):
        due_at(PUBLISHED, datetime(2026, 9, 30, 16, 30), amount, unit)


@pytest.mark.parametrize("start", ["2026-09-01 00:00", "2026-09-01 15:00"])
def test_confirmation_may_be_asked_for_on_the_first_day_after_the_holiday_and_not_later(start: str) -> None:
    """S9-2: the thirtieth day, 1 October, is National Day."""
    due = due_at(PUBLISHED, at(start), 30, ND, roll=True)
    assert at("2026-10-08 23:59") < due <= at("2026-10-09 00:00")


@pytest.mark.parametrize(
    ("start", "amount", "unit", "due"),
    [
        ("2026-09-10 10:00", 5, ND, "2026-09-15 24:00"),  # ends on a working day: stays
        ("2026-09-10 10:00", 2, ND, "2026-09-14 24:00"),  # an ordinary Saturday: to Monday
        ("2026-09-10 10:00", 10, ND, "2026-09-20 24:00"),  # a worked Sunday: stays
        ("2026-09-03 10:00", 1, MON, "2026-10-08 24:00"),
        ("2026-09-30 16:30", 3, WD, "2026-10-10 17:30"),
        ("2026-09-30 23:00", 2, UH, "2026-10-01 01:00"),
    ],
)
def test_roll(start: str, amount: int, unit: TimeUnit, due: str) -> None:
    assert due_at(PUBLISHED, at(start), amount, unit, roll=True) == at(due)


@pytest.mark.parametrize(
    ("due", "paused", "resumed", "unit", "moved"),
    [
        # open time between pause and resumption, added in open time
        ("2026-09-29 15:00", "2026-09-29 14:00", "2026-09-29 16:00", WH, "2026-09-29 17:00"),
        ("2026-09-29 15:00", "2026-09-29 14:00", "2026-09-30 09:00", WH, "2026-09-30 10:00"),
        ("2026-09-30 17:00", "2026-09-30 16:00", "2026-10-08 09:00", WH, "2026-10-08 10:00"),
        # longer than what was left, and of a clock that had already run out
        ("2026-09-29 15:00", "2026-09-29 14:59", "2026-09-30 17:30", WH, "2026-10-08 08:31"),
        ("2026-09-29 10:00", "2026-09-29 11:00", "2026-09-29 14:30", WH, "2026-09-29 12:00"),
        # inside closed time: moves nothing
        ("2026-10-08 09:30", "2026-09-30 17:30", "2026-10-08 08:30", WH, "2026-10-08 09:30"),
        ("2026-09-29 15:00", "2026-09-29 12:00", "2026-09-29 13:30", WH, "2026-09-29 15:00"),
        ("2026-10-10 17:30", "2026-09-30 20:00", "2026-10-07 09:00", WD, "2026-10-10 17:30"),
        # resumed on a day off
        ("2026-10-10 17:30", "2026-09-29 09:00", "2026-10-03 09:00", WD, "2026-10-12 17:30"),
        ("2026-10-08 09:30", "2026-09-30 16:30", "2026-10-03 09:00", WH, "2026-10-08 10:30"),
        # days: the day of the pause excluded, of the resumption included
        ("2026-09-30 17:30", "2026-09-28 09:00", "2026-09-28 17:00", WD, "2026-09-30 17:30"),
        ("2026-09-30 17:30", "2026-09-28 17:00", "2026-09-29 09:00", WD, "2026-10-08 17:30"),
        ("2026-09-20 24:00", "2026-09-12 10:00", "2026-09-13 10:00", ND, "2026-09-21 24:00"),
        ("2026-09-15 24:00", "2026-09-10 10:00", "2026-09-30 10:00", MON, "2026-10-05 24:00"),
        # wall clock
        ("2026-09-30 12:00", "2026-09-30 11:50", "2026-10-01 11:50", UH, "2026-10-01 12:00"),
        ("2026-09-30 12:00", "2026-09-30 11:50", "2026-09-30 12:20", MIN, "2026-09-30 12:30"),
        # told out of order
        ("2026-09-29 15:00", "2026-09-29 14:00", "2026-09-29 09:00", WH, "2026-09-29 15:00"),
        ("2026-09-20 24:00", "2026-09-13 10:00", "2026-09-12 10:00", ND, "2026-09-20 24:00"),
    ],
)
def test_pause(due: str, paused: str, resumed: str, unit: TimeUnit, moved: str) -> None:
    assert due_after_pause(PUBLISHED, at(due), at(paused), at(resumed), unit) == at(moved)


def test_a_suspension_of_twenty_days_gives_twenty_days_back() -> None:
    """S1-5; resumed by the system when the approved date ends, at 24:00 sharp."""
    due, paused, resumed = at("2026-09-05 24:00"), at("2026-09-01 10:00"), at("2026-09-21 24:00")
    assert paused_between(PUBLISHED, ND, paused, resumed) == 20
    assert due_after_pause(PUBLISHED, due, paused, resumed, ND) == at("2026-09-25 24:00")


def test_rework_uses_what_is_left_and_never_starts_again() -> None:
    """S1-4: twenty work hours; each false report and failed check stops the clock, none resets it."""
    start = at("2026-09-21 08:30")
    due = due_at(PUBLISHED, start, 20, WH)
    checks = [
        (at("2026-09-22 10:00"), at("2026-09-23 10:00")),
        (at("2026-09-23 17:00"), at("2026-09-28 09:00")),
    ]
    for paused_at, resumed_at in checks:
        left = remaining(PUBLISHED, paused_at, due, WH)
        due = due_after_pause(PUBLISHED, due, paused_at, resumed_at, WH)
        assert remaining(PUBLISHED, resumed_at, due, WH) == left
    assert due == at("2026-09-28 16:00")
    assert due == recount(PUBLISHED, start, 20, WH, checks)


def test_an_extension_counts_again_from_the_start_and_keeps_the_pauses() -> None:
    start, pauses = at("2026-09-21 10:00"), [(at("2026-09-22 10:00"), at("2026-09-24 10:00"))]
    assert recount(PUBLISHED, start, 3, WD, []) == at("2026-09-24 17:30")
    assert recount(PUBLISHED, start, 3, WD, pauses) == at("2026-09-29 17:30")
    assert recount(PUBLISHED, start, 5, WD, pauses) == at("2026-10-08 17:30")


@pytest.mark.parametrize(
    ("due", "amount", "unit", "later"),
    [
        ("2026-09-29 11:30", 1, WH, "2026-09-29 14:00"),
        ("2026-09-30 17:30", 2, WD, "2026-10-09 17:30"),
        ("2026-09-30 24:00", 5, ND, "2026-10-05 24:00"),
        ("2026-09-30 23:00", 2, UH, "2026-10-01 01:00"),
        ("2026-02-28 24:00", 1, MON, "2026-03-28 24:00"),
        ("2026-09-30 17:30", 0, WD, "2026-09-30 17:30"),
    ],
)
def test_a_due_moment_so_much_later(due: str, amount: int, unit: TimeUnit, later: str) -> None:
    assert later_by(PUBLISHED, at(due), amount, unit) == at(later)


def test_nothing_is_due_later_by_less_than_nothing() -> None:
    with pytest.raises(ValueError, match="-1 work_day later is earlier"):
        later_by(PUBLISHED, at("2026-09-30 17:30"), -1, WD)


def test_a_recount_rolls_once_from_the_day_before_rolling() -> None:
    start, pauses = at("2026-09-01 10:00"), [(at("2026-09-02 10:00"), at("2026-09-05 10:00"))]
    assert recount(PUBLISHED, start, 30, ND, pauses, roll=True) == at("2026-10-08 24:00")
    assert recount(PUBLISHED, start, 30, ND, pauses) == at("2026-10-04 24:00")
    assert recount(PUBLISHED, start, 30, ND, [], roll=True) == at("2026-10-08 24:00")


def test_pauses_told_late_give_no_time_back_twice_and_none_before_the_start() -> None:
    start = at("2026-09-21 09:00")
    overlapping = [
        (at("2026-09-21 11:00"), at("2026-09-21 14:30")),
        (at("2026-09-21 08:30"), at("2026-09-21 10:00")),
        (at("2026-09-21 13:30"), at("2026-09-21 14:00")),
    ]
    assert recount(PUBLISHED, start, 1, WH, overlapping) == at("2026-09-21 14:30")


@pytest.mark.parametrize(
    ("unit", "start", "end", "used"),
    [
        (WH, "2026-09-30 16:30", "2026-10-08 09:30", 7200),
        (WH, "2026-10-01 09:00", "2026-10-07 09:00", 0),
        (UH, "2026-09-30 23:00", "2026-10-01 01:00", 7200),
        (MIN, "2026-09-30 23:00", "2026-09-30 23:01", 60),
        (WD, "2026-09-30 16:30", "2026-09-30 17:00", 0),
        (WD, "2026-09-30 16:30", "2026-10-10 08:30", 3),
        (ND, "2026-09-01 00:00", "2026-09-02 00:00", 0),
        (ND, "2026-09-01 00:00", "2026-09-02 00:01", 1),
        (MON, "2026-09-01 10:00", "2026-10-01 24:00", 30),
        (WH, "2026-10-08 09:30", "2026-09-30 16:30", 0),
        (WD, "2026-10-08 09:30", "2026-09-30 16:30", 0),
        (ND, "2026-10-08 00:00", "2026-10-08 00:00", 0),
    ],
)
def test_used(unit: TimeUnit, start: str, end: str, used: int) -> None:
    assert used_between(PUBLISHED, unit, at(start), at(end)) == used


@pytest.mark.parametrize(
    ("unit", "now", "due", "left"),
    [
        (WH, "2026-09-30 16:30", "2026-10-08 09:30", 7200),
        (WH, "2026-10-03 10:00", "2026-09-30 17:30", 0),
        (WH, "2026-10-08 09:30", "2026-09-30 16:30", -7200),
        (WD, "2026-09-30 16:30", "2026-10-01 16:30", 86400),
        (ND, "2026-09-30 16:30", "2026-09-30 16:29", -60),
    ],
)
def test_remaining(unit: TimeUnit, now: str, due: str, left: int) -> None:
    assert remaining(PUBLISHED, at(now), at(due), unit) == left


def test_a_clock_runs_until_the_very_moment() -> None:
    due, instant = at("2026-09-30 16:30"), timedelta(microseconds=1)
    assert remaining(PUBLISHED, due - instant, due, WH) == 1
    assert remaining(PUBLISHED, due, due, WH) == 0
    assert remaining(PUBLISHED, due + timedelta(seconds=1), due, WH) == -1


def test_parts_of_a_second_of_several_pauses_add_up() -> None:
    start, part = at("2026-09-29 09:00"), timedelta(milliseconds=400)
    pauses = [(start + part * n, start + part * (n + 1)) for n in (1, 3, 5)]
    assert recount(PUBLISHED, start, 1, WH, pauses) == at("2026-09-29 10:00") + 3 * part
    assert [paused_between(PUBLISHED, WH, *pause) for pause in pauses] == [0, 0, 0]
