"""Deadlines under another calendar: which depend on one at all, which moved, which may still move (预估)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from domain.calendar import TimeUnit, WorkCalendar
from domain.case import Case, Clock
from domain.clock_arithmetic import recount
from domain.clock_hours import calendar_of
from domain.definition import Workflow

OF_WORKING_DAYS = frozenset({TimeUnit.WORK_HOUR, TimeUnit.WORK_DAY})
"""Units that leave days out. Others go on day and night, and ask a calendar only where their end rolls."""


def counted_again(case: Case, clock: Clock, workflow: Workflow, calendar: WorkCalendar) -> datetime:
    """When a running or resting clock is due by this calendar, from its own start, with its pauses and extensions,
    in the hours it counts in.

    What somebody named stays: a moment asked for or agreed on, and the end of a rolling clock that got more time.
    """
    roll = rolls(workflow, clock.name)
    extended = any(one.clock == clock.name and one.at >= clock.started_at for one in case.extensions)
    if clock.fixed or not asks_a_calendar(clock.unit, roll=roll) or (roll and extended):
        return clock.due_at
    own = calendar_of(clock, calendar)
    return recount(own, clock.started_at, clock.amount, TimeUnit(clock.unit), clock.pauses, roll)


def clock_is_estimated(clock: Clock, workflow: Workflow, calendar: WorkCalendar, now: datetime) -> bool:
    """Whether a running or resting clock may still move by a calendar yet to come; one that ran out is over."""
    if clock.fixed or clock.has_run_out(now):
        return False
    roll = rolls(workflow, clock.name)
    return is_estimated(calendar, clock.unit, clock.started_at, clock.due_at, roll=roll)


def deadlines_moved(case: Case, workflow: Workflow, calendar: WorkCalendar) -> Iterator[Clock]:
    """The clocks of a case that are due at another moment by this calendar."""
    for clock in case.clocks.values():
        if counted_again(case, clock, workflow, calendar) != clock.due_at:
            yield clock


def is_estimated(calendar: WorkCalendar, unit: str, begun: datetime, due: datetime, *, roll: bool) -> bool:
    """Whether a counted moment rests on a year that is not announced yet, so that it may still move (预估)."""
    if not asks_a_calendar(unit, roll=roll):
        return False
    first, last = calendar.local(begun).year, calendar.local(due - timedelta(microseconds=1)).year
    return any(year not in calendar.covers for year in range(first, max(first, last) + 1))


def asks_a_calendar(unit: str, *, roll: bool) -> bool:
    """Whether a due moment depends on which days are worked."""
    return unit in OF_WORKING_DAYS or roll


def rolls(workflow: Workflow, clock: str) -> bool:
    """Whether a clock that ends on a day off ends on the next working day."""
    return clock in workflow.clocks and workflow.clocks[clock].roll
