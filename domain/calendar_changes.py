"""What one calendar changes against another, year by year: for whoever publishes it, and for whoever asks later."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from domain.facts.calendar import CalendarPublished, CalendarYear
from domain.published_calendar import counted_by


@dataclass(frozen=True, kw_only=True)
class YearChange:
    """One year that is not as it was; a status is empty where the year was, or is, not there."""

    year: int
    status_before: str
    status: str
    off: tuple[date, ...]
    """Days no longer worked."""
    worked: tuple[date, ...]
    """Days now worked."""

    @property
    def became_official(self) -> bool:
        """Whether its notice has come."""
        return self.status == "official" != self.status_before


def changes(before: CalendarPublished, after: CalendarPublished) -> tuple[YearChange, ...]:
    """The years that differ, in order; a year without data is counted by plain weekends."""
    old, new = ({year.year: year for year in one.years} for one in (before, after))
    found = (
        _change(before, after, old.get(year), new.get(year), year) for year in sorted(old.keys() | new.keys())
    )
    return tuple(one for one in found if one.status != one.status_before or one.off or one.worked)


def _change(
    before: CalendarPublished,
    after: CalendarPublished,
    old: CalendarYear | None,
    new: CalendarYear | None,
    year: int,
) -> YearChange:
    was, will_be = counted_by(before), counted_by(after)
    days = [
        date(year, 1, 1) + timedelta(days=n) for n in range((date(year, 12, 31) - date(year, 1, 1)).days + 1)
    ]
    return YearChange(
        year=year,
        status_before=old.status if old else "",
        status=new.status if new else "",
        off=tuple(day for day in days if was.is_working_day(day) and not will_be.is_working_day(day)),
        worked=tuple(day for day in days if will_be.is_working_day(day) and not was.is_working_day(day)),
    )
