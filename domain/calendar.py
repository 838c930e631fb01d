"""Which days are worked, when the office is open: what every deadline is counted on.

The State Council moves holidays and working weekends once a year (国务院办公厅关于部分节假日安排的通知), so
the days are data with a version, and every due moment is stored with the version it was counted on.
Counting never walks day by day: plain weekdays have a closed form, and a bisect corrects it by the few
exceptional days. Hence a year without data needs no table either, it is counted by plain weekends.

Moments are aware; what is returned is UTC. Lengths inside a day are microseconds, since facts are.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Self
from zoneinfo import ZoneInfo

from domain.calendar_data import parse_calendar
from domain.office_hours import Hours, OfficeDay, hours_from_text, us_of_day

DAY_US = 86_400_000_000
"""Microseconds from one midnight to the next, by the wall clock."""
OFFICE_HOURS: Hours = ((time(8, 30), time(12)), (time(13, 30), time(17, 30)))
"""Seven hours and a half; our default, the office's own file decides."""


class TimeUnit(StrEnum):
    """What a limit is counted in. The unit belongs to the rule: one word differs from law to law.

    In 行政处罚法 三日, 五日, 七日 are working days (art. 85) and 九十日 is not; hours are office hours or
    wall-clock hours (工作时, 紧急工作时 of 数字城管). A month ends on the same day of the next one.
    """

    WORK_HOUR = "work_hour"
    URGENT_HOUR = "urgent_hour"
    WORK_DAY = "work_day"
    NATURAL_DAY = "natural_day"
    MINUTE = "minute"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """The working days and office hours of one office, immutable and safe to share.

    `off_days` are weekdays not worked, `make_up_days` (调休上班) weekend days worked, `statutory_holidays`
    (法定休假日) every day of a holiday as arranged, weekend days inside it included. `covers` are the years
    the State Council has announced; all others are provisional. Other office hours of the office for the same
    days need another `version`; hours of one of its units (`with_hours`) do not. Raises ValueError,
    saying which value contradicts.
    """

    version: str
    off_days: frozenset[date] = frozenset()
    make_up_days: frozenset[date] = frozenset()
    statutory_holidays: frozenset[date] = frozenset()
    covers: frozenset[int] = frozenset()
    office_hours: Hours = OFFICE_HOURS
    timezone: str = "Asia/Shanghai"
    _zone: ZoneInfo = field(init=False, repr=False, compare=False)
    _days: _WorkingDays = field(init=False, repr=False, compare=False)
    _hours: OfficeDay = field(init=False, repr=False, compare=False)
    _with_hours: dict[str, WorkCalendar] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Check the data and prepare the counting."""
        if not self.version:
            raise ValueError("a calendar needs a version: due moments are stored with it")
        object.__setattr__(self, "_zone", _zone(self.timezone))
        object.__setattr__(self, "_days", _WorkingDays.of(self.off_days, self.make_up_days))
        object.__setattr__(self, "_hours", OfficeDay.of(self.office_hours))
        object.__setattr__(self, "_with_hours", {})

    @classmethod
    def from_data(cls, data: Mapping[str, object]) -> Self:
        """Build from a parsed calendar file, or from the same kept as JSON; ValueError names the place."""
        parsed = parse_calendar(data)
        return cls(
            version=parsed.version,
            off_days=frozenset(day for day in parsed.holidays if not _is_weekend(day)),
            make_up_days=parsed.make_up_days,
            statutory_holidays=parsed.holidays,
            covers=parsed.official_years,
            office_hours=parsed.office_hours or OFFICE_HOURS,
            timezone=parsed.timezone,
        )

    def with_hours(self, hours: str) -> WorkCalendar:
        """The same days and version, counted in other hours, told as text; itself for none. Raises ValueError."""
        if not hours:
            return self
        other = self._with_hours.get(hours)
        if other is None:
            other = replace(self, office_hours=hours_from_text(hours))
            self._with_hours[hours] = other
        return other

    def is_working_day(self, day: date) -> bool:
        """Whether the office works that day."""
        return day in self.make_up_days if _is_weekend(day) else day not in self.off_days

    def is_provisional(self, day: date) -> bool:
        """Whether the State Council has not yet arranged that year, so that a moment in it may still move."""
        return day.year not in self.covers

    def next_working_day(self, day: date) -> date:
        """The first working day after `day`."""
        return self.working_day(self.working_days_through(day) + 1)

    def working_days_through(self, day: date) -> int:
        """Working days from 0001-01-01 through `day`: the difference of two counts those between."""
        return self._days.through(day.toordinal())

    def working_day(self, number: int) -> date:
        """The day on which `working_days_through` reaches `number`."""
        return date.fromordinal(self._days.nth(number))

    def local(self, moment: datetime) -> datetime:
        """The moment by the office's wall clock; ValueError when it has no zone."""
        if moment.tzinfo is None:
            raise ValueError(f"{moment.isoformat()} has no time zone: moments are aware")
        return moment.astimezone(self._zone)

    def close_of_office(self, day: date) -> datetime:
        """When the office closes on `day`, which need not be a working day."""
        return self._at(day.toordinal(), self._hours.closes_us)

    def end_of_day(self, day: date) -> datetime:
        """24:00 of `day`, the same instant as 00:00 of the day after."""
        return self._at(day.toordinal(), DAY_US)

    def open_us_until(self, moment: datetime) -> int:
        """Microseconds the office had been open since 0001-01-01; differences measure open time."""
        local = self.local(moment)
        today = local.toordinal()
        worked = self._days.through(today - 1) * self._hours.length_us
        if not self.is_working_day(local.date()):
            return worked
        return worked + self._hours.elapsed(us_of_day(local))

    def moment_of_open_us(self, open_us: int) -> datetime:
        """When `open_us_until` first reaches `open_us`: a close of office, never the opening after it."""
        days, rest = divmod(open_us - 1, self._hours.length_us)
        return self._at(self._days.nth(days + 1), self._hours.at(rest + 1))

    def _at(self, ordinal: int, us_of_day: int) -> datetime:
        midnight = datetime.fromordinal(ordinal).replace(tzinfo=self._zone)
        return (midnight + timedelta(microseconds=us_of_day)).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class _WorkingDays:
    """Counts and finds working days in O(log n) of the exceptional days.

    `marks` are the ordinals of the exceptional days, `totals` the working days through each of them,
    `shifts` by how much the count differs from plain weekdays before the first mark and after each.
    """

    marks: tuple[int, ...]
    totals: tuple[int, ...]
    shifts: tuple[int, ...]

    @classmethod
    def of(cls, off_days: frozenset[date], make_up_days: frozenset[date]) -> Self:
        for day in sorted(day for day in off_days if _is_weekend(day)):
            raise ValueError(f"day off {day} is a weekend day, not worked anyway")
        for day in sorted(day for day in make_up_days if not _is_weekend(day)):
            raise ValueError(f"make-up day {day} is a weekday, worked anyway")
        marks, totals, shifts = [], [], [0]
        for day in sorted(off_days | make_up_days):
            shifts.append(shifts[-1] + (1 if day in make_up_days else -1))
            marks.append(day.toordinal())
            totals.append(_weekdays_through(marks[-1]) + shifts[-1])
        return cls(tuple(marks), tuple(totals), tuple(shifts))

    def through(self, ordinal: int) -> int:
        return _weekdays_through(ordinal) + self.shifts[bisect_right(self.marks, ordinal)]

    def nth(self, number: int) -> int:
        gap = bisect_left(self.totals, number)
        weekday = _nth_weekday(number - self.shifts[gap])
        return weekday if gap == len(self.marks) else min(weekday, self.marks[gap])


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, OSError, ValueError) as error:
        raise ValueError(f"time zone {name!r} is unknown; is a zone database (tzdata) installed?") from error


def _is_weekend(day: date) -> bool:
    return day.weekday() >= 5


def _weekdays_through(ordinal: int) -> int:
    """Mondays to Fridays from 0001-01-01, a Monday, through the ordinal."""
    weeks, rest = divmod(ordinal, 7)
    return 5 * weeks + min(rest, 5)


def _nth_weekday(number: int) -> int:
    weeks, rest = divmod(number - 1, 5)
    return 7 * weeks + rest + 1
