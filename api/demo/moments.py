"""Moments of the simulation: office time, daytime, peaks, and the hours at which reports arrive."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from domain.calendar import WorkCalendar

MINUTE_US = 60_000_000
DAY_HOURS = (8, 20)
"""Hours in which residents call, answer and rate."""
PROFILES: Mapping[str, Sequence[int]] = {
    "public": (1, 1, 0, 0, 0, 1, 3, 7, 12, 14, 13, 10, 8, 8, 10, 11, 10, 9, 8, 9, 8, 6, 4, 2),
    "rounds": (0, 0, 0, 0, 0, 0, 1, 4, 12, 16, 14, 6, 2, 8, 14, 14, 9, 4, 2, 1, 1, 0, 0, 0),
    "peak": (0, 0, 0, 0, 0, 0, 2, 16, 18, 6, 2, 2, 2, 2, 2, 3, 9, 18, 16, 8, 4, 2, 1, 0),
    "window": (0, 0, 0, 0, 0, 0, 0, 0, 4, 14, 14, 6, 0, 4, 14, 12, 6, 0, 0, 0, 0, 0, 0, 0),
}
"""Reports by hour of the day, for each way they come."""
ON_FREE_DAYS: Mapping[str, float] = {"public": 0.7, "rounds": 0.3, "peak": 0.6, "window": 0.0}
"""How many come on a day off, against a working day."""


class Moments:
    """Counts on the office's calendar; every answer is aware, UTC, whole seconds."""

    def __init__(self, calendar: WorkCalendar) -> None:
        self.calendar = calendar
        self.zone = ZoneInfo(calendar.timezone)

    def midnight(self, day: date) -> datetime:
        """00:00 of a day by the office's wall clock."""
        return datetime.combine(day, time(), self.zone).astimezone(UTC)

    def at_hour(self, day: date, hour: int, minute: int = 0) -> datetime:
        """A time of day by the office's wall clock."""
        return datetime.combine(day, time(hour, minute), self.zone).astimezone(UTC)

    def office(self, start: datetime, minutes: float) -> datetime:
        """When the office has been open for so long since `start`."""
        opened = self.calendar.open_us_until(start) + max(1, round(minutes * MINUTE_US))
        return _whole(self.calendar.moment_of_open_us(opened))

    def wall(self, start: datetime, minutes: float) -> datetime:
        """So much later by any clock."""
        return _whole(start + timedelta(minutes=minutes))

    def daytime(self, start: datetime, minutes: float, dice: Random) -> datetime:
        """So much later, moved into the day when people answer."""
        at = self.wall(start, minutes)
        local = self.calendar.local(at)
        first, last = DAY_HOURS
        if first <= local.hour < last:
            return at
        day = local.date() + timedelta(days=1 if local.hour >= last else 0)
        return self.at_hour(day, dice.randint(first, first + 2), dice.randrange(60))

    def before(self, end: datetime, days: float) -> date:
        """The day that lies so many working days before `end`."""
        last = self.calendar.working_days_through(self.calendar.local(end).date())
        return self.calendar.working_day(last - max(1, round(days)))

    def arrival(self, day: date, profile: str, dice: Random) -> datetime:
        """A moment of the day by the hours at which such reports come."""
        hour = dice.choices(range(24), PROFILES[profile])[0]
        return self.at_hour(day, hour, dice.randrange(60)) + timedelta(seconds=dice.randrange(60))

    def day_of(self, first: date, days: int, profile: str, dice: Random) -> date:
        """A day of the span, fewer on days off."""
        span = [first + timedelta(days=n) for n in range(days)]
        weights = [1.0 if self.calendar.is_working_day(day) else ON_FREE_DAYS[profile] for day in span]
        return dice.choices(span, weights)[0] if any(weights) else first


def _whole(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0) + timedelta(seconds=1)
