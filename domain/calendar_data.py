"""Reads a calendar file: what the State Council arranged, year by year, as published.

The file keeps the spans of the notice and its working weekends, nothing derived, so that a person can
hold it beside the notice. Values may be TOML dates and times, or ISO strings where the same data was
kept as JSON in a fact. Every error is a ValueError that names the place in the file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import cast

STATUSES = ("official", "provisional")
"""Whether the State Council announced the year, or we expect it so; only the first covers a year."""


@dataclass(frozen=True, slots=True)
class CalendarData:
    """A calendar file, checked; `office_hours` is empty when the file has none."""

    version: str
    timezone: str
    office_hours: tuple[tuple[time, time], ...]
    holidays: frozenset[date]
    make_up_days: frozenset[date]
    official_years: frozenset[int]


@dataclass(frozen=True, slots=True)
class _Year:
    number: int
    status: str
    holidays: frozenset[date]
    make_up_days: frozenset[date]


def parse_calendar(data: Mapping[str, object]) -> CalendarData:
    """Check the parsed file and join its years; ValueError on anything unknown, missing or contradictory."""
    _check_keys(data, "calendar", needed=("version", "year"), known=("timezone", "office_hours"))
    years = [_year(table) for table in _tables(data["year"], "year")]
    numbers = [year.number for year in years]
    for number in numbers:
        if numbers.count(number) > 1:
            raise ValueError(f"year {number} is listed twice")
    return CalendarData(
        version=_text(data["version"], "version"),
        timezone=_text(data.get("timezone", "Asia/Shanghai"), "timezone"),
        office_hours=tuple(_session(pair) for pair in _list(data.get("office_hours", []), "office_hours")),
        holidays=frozenset(day for year in years for day in year.holidays),
        make_up_days=frozenset(day for year in years for day in year.make_up_days),
        official_years=frozenset(year.number for year in years if year.status == "official"),
    )


def _year(table: Mapping[str, object]) -> _Year:
    _check_keys(table, "year", needed=("year", "status", "source", "holidays", "make_up_days"))
    number = table["year"]
    if not isinstance(number, int) or isinstance(number, bool):
        raise ValueError(f"year: {number!r} is not a number")
    where = f"year {number}"
    _text(table["source"], f"{where}, source")
    if table["status"] not in STATUSES:
        raise ValueError(f"{where}: status {table['status']!r} is not one of {', '.join(STATUSES)}")
    holidays: set[date] = set()
    for holiday in _tables(table["holidays"], f"{where}, holidays"):
        for day in _span(holiday, where):
            if day in holidays:
                raise ValueError(f"{where}: {day} belongs to two holidays")
            holidays.add(day)
    make_up_days = {_date(day, f"{where}, make_up_days") for day in _list(table["make_up_days"], where)}
    for day in sorted(holidays & make_up_days):
        raise ValueError(f"{where}: make-up day {day} lies inside a holiday")
    _check_in_year(holidays | make_up_days, number)
    return _Year(number, str(table["status"]), frozenset(holidays), frozenset(make_up_days))


def _check_in_year(days: set[date], number: int) -> None:
    """A notice may reach back into December (2022-12-31 belonged to the New Year of 2023), never further."""
    for day in sorted(days):
        if day.year != number and (day.year, day.month) != (number - 1, 12):
            raise ValueError(f"year {number}: {day} is not in that year")


def _span(holiday: Mapping[str, object], where: str) -> Iterator[date]:
    _check_keys(holiday, f"{where}, holiday", needed=("name", "first", "last"))
    name = _text(holiday["name"], f"{where}, holiday name")
    first, last = (_date(holiday[key], f"{where}, {name}") for key in ("first", "last"))
    if last < first:
        raise ValueError(f"{where}, {name}: ends {last}, before it begins")
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


def _session(pair: object) -> tuple[time, time]:
    times = [_time(value) for value in _list(pair, "office_hours")]
    if len(times) != 2:
        raise ValueError(f"office_hours: {pair!r} is not a pair of opening and closing time")
    return times[0], times[1]


def _date(value: object, where: str) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        return date.fromisoformat(cast("str", value))
    except (TypeError, ValueError):
        raise ValueError(f"{where}: {value!r} is not a date") from None


def _time(value: object) -> time:
    try:
        clock = value if isinstance(value, time) else time.fromisoformat(cast("str", value))
    except (TypeError, ValueError):
        raise ValueError(f"office_hours: {value!r} is not a time of day") from None
    if clock.tzinfo is not None:
        raise ValueError(f"office_hours: {value!r} is local time and takes no offset")
    return clock


def _text(value: object, where: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"{where}: {value!r} is not a text")
    return value


def _list(value: object, where: str) -> list[object]:
    if not isinstance(value, list | tuple):
        raise ValueError(f"{where}: {value!r} is not a list")
    return list(value)


def _tables(value: object, where: str) -> Iterator[Mapping[str, object]]:
    for entry in _list(value, where):
        if not isinstance(entry, Mapping):
            raise ValueError(f"{where}: {entry!r} is not a table")
        yield cast("Mapping[str, object]", entry)


def _check_keys(
    table: Mapping[str, object], where: str, needed: tuple[str, ...], known: tuple[str, ...] = ()
) -> None:
    for key in needed:
        if key not in table:
            raise ValueError(f"{where}: {key} is missing")
    for key in table:
        if key not in needed + known:
            raise ValueError(f"{where}: {key} is unknown; known are {', '.join(needed + known)}")
