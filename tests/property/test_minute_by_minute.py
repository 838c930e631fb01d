"""The arithmetic of deadlines against a walk minute by minute that shares nothing with it, over random cases.

A case is made of its seed and number, so that both, as a failure names them, are all that is needed to see it again.
500 cases are walked with every run of the tests, 20,000 by `make soak NAME=minute_by_minute`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta
from random import Random

import pytest

from domain.calendar import TimeUnit, WorkCalendar
from domain.clock_arithmetic import (
    due_after_pause,
    due_at,
    paused_between,
    recount,
    remaining,
    used_between,
)
from tests.calendars import SHANGHAI
from tests.support.minute_walk import (
    DAY,
    Pause,
    Wall,
    day_of,
    due_by_walking,
    minute_of,
    moment_of,
    open_minutes,
)

SEED = 17
FIRST = date(2026, 11, 1)
DAYS = [FIRST + timedelta(days=n) for n in range(150)]
HOURS = (
    ((510, 720), (810, 1050)),
    ((540, 1020),),
    ((480, 690), (780, 960), (1080, 1200)),
    ((0, 720),),
)
MOST = {"minute": 4_000, "urgent_hour": 120, "work_hour": 112, "work_day": 15, "natural_day": 21, "month": 1}
"""Fifteen working days, or about as long."""


@dataclass(frozen=True)
class Clock:
    """One clock on one wall."""

    wall: Wall
    calendar: WorkCalendar
    start: int
    amount: int
    unit: str
    roll: bool


def _clock(dice: Random) -> Clock:
    changed = dice.sample(DAYS, dice.randrange(25))
    hours = dice.choice(HOURS)
    off = frozenset(day for day in changed if day.weekday() < 5)
    made_up = frozenset(day for day in changed if day.weekday() >= 5)
    unit = dice.choice(tuple(MOST))
    return Clock(
        wall=Wall(off, made_up, hours),
        calendar=_calendar(dice, off, made_up, hours),
        start=_minute(dice, hours),
        amount=dice.randint(1, MOST[unit]),
        unit=unit,
        roll=dice.random() < 0.5,
    )


def _calendar(
    dice: Random, off: frozenset[date], made_up: frozenset[date], hours: tuple[Pause, ...]
) -> WorkCalendar:
    """A calendar with these hours: its own, or those of a unit of an office that has others."""
    own = dice.random() < 0.5
    of_office = hours if own else dice.choice(HOURS)
    calendar = WorkCalendar(
        version="drawn",
        off_days=off,
        make_up_days=made_up,
        office_hours=tuple((_time(opens), _time(closes)) for opens, closes in of_office),
    )
    sessions = (f"{_time(opens):%H:%M}-{_time(closes):%H:%M}" for opens, closes in hours)
    return calendar if own else calendar.with_hours(" ".join(sessions))


def _time(minute: int) -> time:
    return time(minute // 60, minute % 60)


def _minute(dice: Random, hours: tuple[Pause, ...]) -> int:
    """Some minute of the first two months; often one at which something opens, closes or begins."""
    edges = [0, *(edge for session in hours for edge in session)]
    clock = dice.choice(edges) if dice.random() < 0.4 else dice.randrange(DAY)
    return (
        minute_of(moment_of(0, SHANGHAI), SHANGHAI)
        + (DAYS[dice.randrange(60)] - day_of(0)).days * DAY
        + clock
    )


def _pauses(dice: Random, clock: Clock) -> Iterator[list[Pause]]:
    """No pause, then one more at a time, each begun while the clock still runs."""
    pauses: list[Pause] = []
    yield pauses
    for _ in range(dice.randrange(4)):
        since = pauses[-1][1] if pauses else clock.start
        due = _walked(clock, pauses)
        if due - since < 2:
            return
        begun = dice.randrange(since + 1, due)
        pauses = [
            *pauses,
            (begun, begun + dice.choice((1, 45, 300, DAY, 3 * DAY, dice.randrange(1, 9 * DAY)))),
        ]
        yield pauses


def _walked(clock: Clock, pauses: list[Pause]) -> int:
    return due_by_walking(clock.wall, clock.start, clock.amount, clock.unit, pauses=pauses, roll=clock.roll)


@pytest.mark.parametrize("count", [500, pytest.param(20_000, marks=pytest.mark.slow)])
def test_every_due_moment_is_what_a_walk_minute_by_minute_finds(count: int) -> None:
    for number in range(count):
        dice = Random(f"{SEED}/{number}")
        clock = _clock(dice)
        for pauses in _pauses(dice, clock):
            _agree(clock, pauses, f"seed {SEED}, case {number}: {clock}, {pauses}")


def _agree(clock: Clock, pauses: list[Pause], told: str) -> None:
    unit, start = TimeUnit(clock.unit), moment_of(clock.start, SHANGHAI)
    rests = [(moment_of(begun, SHANGHAI), moment_of(until, SHANGHAI)) for begun, until in pauses]
    found = recount(clock.calendar, start, clock.amount, unit, rests, clock.roll)
    walked = moment_of(_walked(clock, pauses), SHANGHAI)
    assert found == walked, told
    if not pauses:
        assert due_at(clock.calendar, start, clock.amount, unit, clock.roll) == walked, told
    elif not clock.roll or unit not in (TimeUnit.NATURAL_DAY, TimeUnit.MONTH):
        before = moment_of(_walked(clock, pauses[:-1]), SHANGHAI)
        assert due_after_pause(clock.calendar, before, *rests[-1], unit) == walked, told
    _measured_alike(clock, walked_due=_walked(clock, pauses), told=told)


def _measured_alike(clock: Clock, *, walked_due: int, told: str) -> None:
    """What is used and left between start and end, by office time."""
    if clock.unit != "work_hour":
        return
    start, due = moment_of(clock.start, SHANGHAI), moment_of(walked_due, SHANGHAI)
    seconds = 60 * open_minutes(clock.wall, clock.start, walked_due)
    assert used_between(clock.calendar, TimeUnit.WORK_HOUR, start, due) == seconds, told
    assert paused_between(clock.calendar, TimeUnit.WORK_HOUR, start, due) == seconds, told
    assert remaining(clock.calendar, start, due, TimeUnit.WORK_HOUR) == seconds, told
