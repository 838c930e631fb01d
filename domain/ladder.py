"""What is to happen by itself along the time of a clock, and when (时限升级阶梯).

A clock that runs has points: shares of its time, the due moment, moments after it, regular looks before it. Moments
are found by going back from the due moment, so pauses and extensions need no account of their own. Shares of working
time are measured in open hours, those the clock counts in, all others by the wall clock.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from domain.calendar import TimeUnit, WorkCalendar
from domain.case import Case, Clock
from domain.clock_arithmetic import due_at
from domain.clock_hours import calendar_of
from domain.definition import ClockRule, Limit, Rung, Workflow

EXPIRE = "expire_clock"
"""The move that records that a clock ran out. A version without it has no time that acts by itself."""
DUE = ""
"""Name of the point at which running out is recorded."""
MOST_LOOKS = 100
_WORKING = (TimeUnit.WORK_HOUR, TimeUnit.WORK_DAY)
Pauses = tuple[tuple[datetime, datetime], ...]


class Point(NamedTuple):
    """A moment of a clock, and what is to happen then: a rung of its ladder, or `DUE`."""

    at: datetime
    clock: Clock
    rung: str


def points(clock: Clock, rule: ClockRule, calendar: WorkCalendar) -> Iterator[Point]:
    """Every point of a clock that runs, in no order. Of one that rests only the due moment it had missed before."""
    if clock.silent:
        return
    if clock.paused_at is None or clock.is_to_pass(clock.paused_at):
        yield Point(clock.due_at, clock, DUE)
    if clock.paused_at is None:
        own = calendar_of(clock, calendar)
        for name, rung in rule.ladder.items():
            for moment in _moments(clock, rung, own):
                yield Point(moment, clock, name)


def next_moment(clock: Clock, rule: ClockRule, calendar: WorkCalendar, after: datetime) -> datetime | None:
    """When something of a clock is to happen next, later than `after`; at once when its passing is unrecorded."""
    if clock.silent:
        return None
    if clock.paused_at is not None:
        return after if clock.is_to_pass(clock.paused_at) else None
    if clock.due_at > after:
        return min(_early(clock, rule, calendar_of(clock, calendar), after), default=clock.due_at)
    if not clock.passed:
        return after
    late = [point.at for point in points(clock, rule, calendar) if point.at > after]
    return min(late, default=None)


def _early(clock: Clock, rule: ClockRule, calendar: WorkCalendar, after: datetime) -> Iterator[datetime]:
    """The next share of the time and the next look before the due moment. Asked with every fact, hence no more."""
    rungs = rule.ladder.values()
    for percent in sorted({rung.percent for rung in rungs if 0 < rung.percent < 100}):
        moment = share_of(
            calendar, TimeUnit(clock.unit), clock.started_at, clock.due_at, clock.pauses, percent
        )
        if moment > after:
            yield moment
            break
    for rung in rungs:
        if rung.every is not None:
            yield from (moment for moment in _looks(clock, rung.every, calendar) if moment > after)


def next_of(case: Case, workflow: Workflow, calendar: WorkCalendar, after: datetime) -> datetime | None:
    """When something of a case is to happen next by itself."""
    if EXPIRE not in workflow.moves:
        return None
    found = [after] if case.overrun else []
    for clock in case.clocks.values():
        if clock.name not in workflow.clocks:  # of another version; only a what-if comes here
            continue
        moment = next_moment(clock, workflow.clocks[clock.name], calendar, after)
        if moment is not None:
            found.append(moment)
    return min(found, default=None)


def points_between(
    case: Case, workflow: Workflow, calendar: WorkCalendar, since: datetime, until: datetime
) -> list[Point]:
    """What is to happen now, in the order of its moments.

    Running out counts whenever it was, until it is recorded; so does what follows a recorded one. Of reminders only
    the latest within these moments is worth telling, and none once the time is over.
    """
    known = (clock for clock in case.clocks.values() if clock.name in workflow.clocks)
    clocks = [(clock, workflow.clocks[clock.name]) for clock in known]
    found = [Point(clock.due_at, clock, DUE) for clock in case.overrun]
    for clock, rule in clocks:
        mine = [point for point in points(clock, rule, calendar) if point.at <= until]
        early = [point for point in mine if point.at < clock.due_at]
        late = [
            point for point in mine if point.at >= clock.due_at and not (point.rung == DUE and clock.passed)
        ]
        if not late and early:
            latest = max(early, key=lambda point: point.at)
            found.extend([latest] if latest.at >= since else [])
        found.extend(late)
    return sorted(found, key=lambda point: (point.at, point.rung != DUE, point.clock.name, point.rung))


def _moments(clock: Clock, rung: Rung, calendar: WorkCalendar) -> Iterator[datetime]:
    if rung.after is not None:
        yield due_at(calendar, clock.due_at, rung.after.amount, TimeUnit(rung.after.unit))
    elif rung.every is not None:
        yield from _looks(clock, rung.every, calendar)
    else:
        pauses = clock.pauses
        yield share_of(calendar, TimeUnit(clock.unit), clock.started_at, clock.due_at, pauses, rung.percent)


def _looks(clock: Clock, every: Limit, calendar: WorkCalendar) -> Iterator[datetime]:
    """Regular moments from the start until before the due moment."""
    for number in range(1, MOST_LOOKS):
        moment = due_at(calendar, clock.started_at, number * every.amount, TimeUnit(every.unit))
        if moment >= clock.due_at:
            return
        yield moment


def share_of(
    calendar: WorkCalendar, unit: TimeUnit, start: datetime, due: datetime, pauses: Pauses, percent: int
) -> datetime:
    """The moment at which this share of the time from start to due is used, pauses left out."""
    if percent == 100:
        return due
    if unit in _WORKING:
        ends = calendar.open_us_until(due)
        rested = sum(calendar.open_us_until(b) - calendar.open_us_until(a) for a, b in pauses)
        whole = max(0, ends - calendar.open_us_until(start) - rested)
        return calendar.moment_of_open_us(ends - whole * (100 - percent) // 100)
    rested_for = sum((b - a for a, b in pauses), timedelta())
    whole_time = max(timedelta(), due - start - rested_for)
    return due - whole_time * (100 - percent) / 100
