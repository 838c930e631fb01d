"""The hours of an office or of a unit within a day: their text, whether they hold together, how much of them is over.

As text they are sessions such as `08:30-12:00 13:30-17:30`, seconds only where there are any. Lengths are microseconds.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time
from typing import Self

Hours = tuple[tuple[time, time], ...]


def hours_text(hours: Hours) -> str:
    """Sessions as text; empty for none."""
    return " ".join(f"{_clock(opens)}-{_clock(closes)}" for opens, closes in hours)


def hours_from_text(text: str) -> Hours:
    """Read what `hours_text` wrote. Raises ValueError for anything else."""
    return tuple(hours_from_pairs(session.split("-") for session in text.split()))


def hours_from_pairs(pairs: Iterable[Iterable[str]]) -> Hours:
    """Sessions from opening and closing times as ISO texts. Raises ValueError for what are no such pairs."""
    found = []
    for pair in pairs:
        opens, closes = map(time.fromisoformat, pair)
        found.append((opens, closes))
    return tuple(found)


def _clock(moment: time) -> str:
    return moment.isoformat("minutes" if not (moment.second or moment.microsecond) else "auto")


def us_of_day(clock: time | datetime) -> int:
    """Microseconds since midnight by the wall clock."""
    return ((clock.hour * 60 + clock.minute) * 60 + clock.second) * 1_000_000 + clock.microsecond


@dataclass(frozen=True, slots=True)
class OfficeDay:
    """The sessions of a working day as (opens, closes, open before it), microseconds."""

    sessions: tuple[tuple[int, int, int], ...]
    length_us: int
    closes_us: int

    @classmethod
    def of(cls, office_hours: Hours) -> Self:
        """Prepare the counting. Raises ValueError for hours that are empty or out of order."""
        sessions, length, closed = [], 0, 0
        for first, last in office_hours:
            opens, closes = us_of_day(first), us_of_day(last)
            if not closed <= opens < closes:
                raise ValueError(f"office hours {first:%H:%M}-{last:%H:%M} are empty or out of order")
            sessions.append((opens, closes, length))
            length, closed = length + closes - opens, closes
        if not sessions:
            raise ValueError("a calendar needs office hours")
        return cls(tuple(sessions), length, closed)

    def elapsed(self, us: int) -> int:
        """Open time from midnight to that time of day."""
        return sum(min(us, closes) - opens for opens, closes, _ in self.sessions if us > opens)

    def at(self, elapsed_us: int) -> int:
        """The first time of day at which `elapsed_us` (above 0) of open time have passed."""
        return next(
            opens + elapsed_us - before
            for opens, closes, before in self.sessions
            if elapsed_us <= before + closes - opens
        )
