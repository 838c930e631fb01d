"""Deadlines found by walking minute by minute, day by day, with nothing taken over from the code under test.

It is slow and simple on purpose: a minute counts or it does not, a day counts or it does not. Moments are minutes since
2000-01-01 by the wall clock of an office without summer time.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from functools import cache

DAY = 24 * 60
EPOCH = date(2000, 1, 1)
Pause = tuple[int, int]


@dataclass(frozen=True)
class Wall:
    """The days and hours of an office, as somebody would write them on a wall calendar."""

    off_days: Collection[date]
    make_up_days: Collection[date]
    hours: Sequence[Pause]
    """From which minute of the day to which it is open."""

    def works(self, day: date) -> bool:
        if day in self.make_up_days:
            return True
        return day.weekday() not in (5, 6) and day not in self.off_days

    def open_on(self, day: date) -> frozenset[int]:
        """The minutes of a day in which the office is open."""
        if not self.works(day):
            return frozenset()
        return frozenset(minute for opens, closes in self.hours for minute in range(opens, closes))

    @property
    def closes(self) -> int:
        return max(closes for _, closes in self.hours)


def minute_of(moment: datetime, zone: tzinfo) -> int:
    """A moment on a full minute."""
    local = moment.astimezone(zone)
    return (local.date() - EPOCH).days * DAY + local.hour * 60 + local.minute


def moment_of(minute: int, zone: tzinfo) -> datetime:
    """A minute as a moment."""
    return datetime.combine(day_of(minute), datetime.min.time(), tzinfo=zone) + timedelta(
        minutes=minute % DAY
    )


@cache
def day_of(minute: int) -> date:
    return EPOCH + timedelta(days=minute // DAY)


def due_by_walking(
    wall: Wall, start: int, amount: int, unit: str, *, pauses: Sequence[Pause] = (), roll: bool = False
) -> int:
    """When a clock is due; pauses are in order, each begins while the clock still runs, `amount` is above zero."""
    if unit in ("minute", "urgent_hour", "work_hour"):
        left = amount if unit == "minute" else amount * 60
        return _by_minutes(wall, start, left, pauses, office=unit == "work_hour")
    rests = [(day_of(begun - 1), day_of(until - 1)) for begun, until in pauses]
    if unit == "month":
        given_back = sum((last - first).days for first, last in rests)
        return _end(wall, _months_on(day_of(start), amount) + timedelta(days=given_back), roll=roll)
    day = _last_day(wall, start, amount, rests, working=unit == "work_day")
    return (day - EPOCH).days * DAY + wall.closes if unit == "work_day" else _end(wall, day, roll=roll)


def _by_minutes(wall: Wall, start: int, left: int, pauses: Sequence[Pause], *, office: bool) -> int:
    """The end of the minute in which the last one that counts is used."""
    minute, today = start, wall.open_on(day_of(start))
    while left:
        if minute % DAY == 0:
            today = wall.open_on(day_of(minute))
        if not office or minute % DAY in today:
            left -= not any(begun <= minute < until for begun, until in pauses)
        minute += 1
    return minute


def _last_day(
    wall: Wall, start: int, amount: int, rests: Sequence[tuple[date, date]], *, working: bool
) -> date:
    """Minute by minute: at each midnight a day begins, and counts unless it is given back by a rest.

    Of a rest the day it begins on is none of it, the day it ends on is; what happens at midnight ends the day before.
    """
    minute, used, day = start, 0, day_of(start)
    while used < amount:
        minute += 1
        if minute % DAY == 0:
            day = day_of(minute)
            counts = wall.works(day) or not working
            used += counts and not any(first < day <= last for first, last in rests)
    for first, last in rests:
        if first >= day:  # begun on the last day, or after it while the end was put off by a day off
            day = _later_by(wall, day, (first, last), working=working)
    return day


def _later_by(wall: Wall, day: date, rest: tuple[date, date], *, working: bool) -> date:
    """As many days later as were given back, one by one."""
    first, last = rest
    owed = 0
    while first < last:
        first += timedelta(days=1)
        owed += wall.works(first) or not working
    while owed:
        day += timedelta(days=1)
        owed -= wall.works(day) or not working
    return day


def _months_on(day: date, months: int) -> date:
    year, month = day.year, day.month
    for _ in range(months):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    for number in (day.day, 30, 29, 28):
        try:
            return date(year, month, min(number, day.day))
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")


def _end(wall: Wall, day: date, *, roll: bool) -> int:
    while roll and not wall.works(day):
        day += timedelta(days=1)
    return (day - EPOCH).days * DAY + DAY


def open_minutes(wall: Wall, start: int, end: int) -> int:
    """How many minutes the office is open between two moments."""
    found, today = 0, wall.open_on(day_of(start))
    for minute in range(start, end):
        if minute % DAY == 0:
            today = wall.open_on(day_of(minute))
        found += minute % DAY in today
    return found
