"""In whose office hours a clock counts: its own where it has some, else those of the calendar.

A clock keeps the hours it was started with, as the log has them: what a unit changes later moves no deadline.
"""

from __future__ import annotations

from domain.calendar import WorkCalendar
from domain.case import Clock


def calendar_of(clock: Clock, calendar: WorkCalendar) -> WorkCalendar:
    """The calendar a running or resting clock counts by."""
    return calendar.with_hours(clock.hours) if clock.hours else calendar
