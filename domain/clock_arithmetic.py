"""When a clock runs out, what a pause costs, what is left: all arithmetic of deadlines.

Hours and minutes run in open time: work hours inside office hours of working days, urgent hours and
minutes always. Days are counted by the date: the start day is not counted (民诉法85, by analogy), a working
day ends at close of office, a natural day and a month at 24:00.

A due moment is the first moment at which the time is used up, so a clock has run out when
`due_at <= now`. 24:00 is kept as 00:00 of the day after and means the day before: what happens at
midnight sharp ends that day, except that a clock started then starts on the new date, since
"effective on 1 September" is stored as its midnight.

Microseconds are kept, so that pauses add up; answers in seconds are rounded once, at the end.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from domain.calendar import TimeUnit, WorkCalendar

SECOND_US = 1_000_000
LENGTH_US = {
    TimeUnit.MINUTE: 60 * SECOND_US,
    TimeUnit.WORK_HOUR: 3_600 * SECOND_US,
    TimeUnit.URGENT_HOUR: 3_600 * SECOND_US,
}
"""Units measured in open time; the others are counted in days."""
_MICROSECOND = timedelta(microseconds=1)


def due_at(
    calendar: WorkCalendar, start: datetime, amount: int, unit: TimeUnit, roll: bool = False
) -> datetime:
    """When `amount` units from `start` are used up, UTC; an amount of zero is due at `start`.

    With `roll` a period of natural days or months whose last day is not worked (法定休假日) ends on the
    first working day after it (民诉法85); other units end on working days or within them already.
    ValueError: negative amount, `start` without a zone.
    """
    if amount < 0:
        raise ValueError(f"a limit of {amount} {unit} is negative")
    if unit in LENGTH_US:
        return _after_open_us(calendar, start, amount * LENGTH_US[unit], unit)
    first = calendar.local(start)
    if amount == 0:
        return first.astimezone(UTC)
    return _end_of(calendar, _last_day(calendar, first.date(), amount, unit), unit, roll)


def recount(
    calendar: WorkCalendar,
    started_at: datetime,
    amount: int,
    unit: TimeUnit,
    pauses: Sequence[tuple[datetime, datetime]],
    roll: bool = False,
) -> datetime:
    """The due moment counted again from the clock's own start, all pauses kept: extension, reclassification.

    Equals `due_at` moved by `due_after_pause` for each pause, but rolls once, at the end. Pauses may come
    in any order: moves told late by an offline outbox overlap, and no time is given back twice.
    """
    paused, counted_until = 0, started_at
    for paused_at, resumed_at in sorted(pauses):
        paused += max(0, _paused(calendar, unit, max(paused_at, counted_until), resumed_at))
        counted_until = max(counted_until, resumed_at)
    if paused == 0:
        return due_at(calendar, started_at, amount, unit, roll)
    return _moved(calendar, due_at(calendar, started_at, amount, unit), paused, unit, roll)


def due_after_pause(
    calendar: WorkCalendar, due_at: datetime, paused_at: datetime, resumed_at: datetime, unit: TimeUnit
) -> datetime:
    """The due moment moved by what was paused, in the clock's own unit; `paused_between` says how much.

    What was left at the pause is left at the resumption, and what was overdue stays overdue: whether a
    clock was missed is judged by the due moment it had then. A clock that rolls needs `recount`, because
    the pause moves the day before rolling.
    """
    paused = _paused(calendar, unit, paused_at, resumed_at)
    return due_at.astimezone(UTC) if paused <= 0 else _moved(calendar, due_at, paused, unit, roll=False)


def later_by(calendar: WorkCalendar, due_at: datetime, amount: int, unit: TimeUnit) -> datetime:
    """A due moment so much later, in the clock's own unit: an extension.

    The same as counting again from the clock's start with the longer limit and all its pauses, because every
    amount is counted on from the last day or hour; but months go on from the day of the due moment, so that from
    28 February to 28 March. ValueError: negative amount.
    """
    if amount < 0:
        raise ValueError(f"{amount} {unit} later is earlier")
    if unit is TimeUnit.MONTH:
        return _end_of(calendar, _last_day(calendar, _day_ended(calendar, due_at), amount, unit), unit, False)
    return _moved(calendar, due_at, amount * LENGTH_US.get(unit, 1), unit, roll=False)


def amount_between(calendar: WorkCalendar, unit: TimeUnit, start: datetime, end: datetime) -> int:
    """How many of a unit lie from one moment to a later one: hours and minutes begun, or days."""
    used = used_between(calendar, unit, start, end)
    return -(-used * SECOND_US // LENGTH_US[unit]) if unit in LENGTH_US else used


def paused_between(calendar: WorkCalendar, unit: TimeUnit, paused_at: datetime, resumed_at: datetime) -> int:
    """How long a pause was in the clock's own unit: seconds of open time, or days.

    Days: the day of the pause is excluded, the day of the resumption included; months pause in natural
    days. Zero when resumed before it was paused, as moves told out of order can be.
    """
    paused = max(0, _paused(calendar, unit, paused_at, resumed_at))
    return paused // SECOND_US if unit in LENGTH_US else paused


def used_between(calendar: WorkCalendar, unit: TimeUnit, start: datetime, end: datetime) -> int:
    """What a clock started at `start` had used at `end`, pauses aside: seconds of open time, or days.

    The start day is not counted, the last day counts as soon as it begins; months are told in natural
    days. Zero when `end` is not after `start`.
    """
    if unit in LENGTH_US:
        return max(0, _open_us(calendar, unit, start, end)) // SECOND_US
    return max(0, _days(calendar, unit, calendar.local(start).date(), _day_ended(calendar, end)))


def remaining(calendar: WorkCalendar, now: datetime, due_at: datetime, unit: TimeUnit) -> int:
    """Seconds left: of office time for work hours, else by the wall clock; what a worklist is sorted by.

    Rounded up, so that it is above zero exactly while the clock still runs; negative when overdue.
    """
    return -(-_open_us(calendar, unit, now, due_at) // SECOND_US)


def _paused(calendar: WorkCalendar, unit: TimeUnit, paused_at: datetime, resumed_at: datetime) -> int:
    """Microseconds of open time, or days, from one to the other; negative when the other comes first."""
    if unit in LENGTH_US:
        return _open_us(calendar, unit, paused_at, resumed_at)
    return _days(calendar, unit, _day_ended(calendar, paused_at), _day_ended(calendar, resumed_at))


def _moved(calendar: WorkCalendar, due: datetime, paused: int, unit: TimeUnit, roll: bool) -> datetime:
    if unit in LENGTH_US:
        return _after_open_us(calendar, due, paused, unit)
    last = _days_after(calendar, _day_ended(calendar, due), paused, unit)
    return _end_of(calendar, last, unit, roll)


def _open_us(calendar: WorkCalendar, unit: TimeUnit, start: datetime, end: datetime) -> int:
    if unit is TimeUnit.WORK_HOUR:
        return calendar.open_us_until(end) - calendar.open_us_until(start)
    return (end - start) // _MICROSECOND


def _after_open_us(calendar: WorkCalendar, start: datetime, open_us: int, unit: TimeUnit) -> datetime:
    """The first moment at which `open_us` of open time have passed since `start`."""
    if unit is TimeUnit.WORK_HOUR and open_us:
        return calendar.moment_of_open_us(calendar.open_us_until(start) + open_us)
    return calendar.local(start).astimezone(UTC) + timedelta(microseconds=open_us)


def _days(calendar: WorkCalendar, unit: TimeUnit, after: date, through: date) -> int:
    """Days counted from the day after `after` up to and including `through`."""
    if unit is TimeUnit.WORK_DAY:
        return calendar.working_days_through(through) - calendar.working_days_through(after)
    return through.toordinal() - after.toordinal()


def _last_day(calendar: WorkCalendar, first: date, amount: int, unit: TimeUnit) -> date:
    """The last day of a period; of months the same day, or the last where that month has no such day."""
    if unit is not TimeUnit.MONTH:
        return _days_after(calendar, first, amount, unit)
    years, month = divmod(first.month - 1 + amount, 12)
    year = first.year + years
    return date(year, month + 1, min(first.day, monthrange(year, month + 1)[1]))


def _days_after(calendar: WorkCalendar, day: date, days: int, unit: TimeUnit) -> date:
    if unit is TimeUnit.WORK_DAY:
        return calendar.working_day(calendar.working_days_through(day) + days)
    return day + timedelta(days=days)


def _end_of(calendar: WorkCalendar, day: date, unit: TimeUnit, roll: bool) -> datetime:
    if unit is TimeUnit.WORK_DAY:
        return calendar.close_of_office(day)
    if roll and not calendar.is_working_day(day):
        day = calendar.next_working_day(day)
    return calendar.end_of_day(day)


def _day_ended(calendar: WorkCalendar, moment: datetime) -> date:
    """The day a moment falls on, midnight sharp being 24:00 of the day before."""
    return (calendar.local(moment) - _MICROSECOND).date()
