"""The published calendar, and moments the way a person in Hangzhou says them."""

from __future__ import annotations

import tomllib
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, cast
from zoneinfo import ZoneInfo

from domain.calendar import WorkCalendar
from domain.published_calendar import fact_of

CALENDAR_FILE = Path(__file__).parents[1] / "workflows" / "catalogue" / "calendar" / "cn-2024-2027.toml"
SHANGHAI = ZoneInfo("Asia/Shanghai")


def published_data() -> dict[str, object]:
    return tomllib.loads(CALENDAR_FILE.read_text(encoding="utf-8"))


PUBLISHED = WorkCalendar.from_data(published_data())
ZONE = "Asia/Shanghai"
NOTICE: dict[str, Any] = {
    "year": 2027,
    "status": "official",
    "source": "made up for tests: no notice of the State Council",
    "holidays": [
        {"name": "元旦", "first": "2026-12-31", "last": "2027-01-03"},
        {"name": "春节", "first": "2027-02-05", "last": "2027-02-11"},
        {"name": "清明节", "first": "2027-04-03", "last": "2027-04-05"},
        {"name": "劳动节", "first": "2027-05-01", "last": "2027-05-05"},
        {"name": "端午节", "first": "2027-06-09", "last": "2027-06-09"},
        {"name": "中秋节", "first": "2027-09-15", "last": "2027-09-15"},
        {"name": "国庆节", "first": "2027-10-01", "last": "2027-10-07"},
    ],
    "make_up_days": ["2027-01-09", "2027-01-31", "2027-02-13", "2027-05-08", "2027-10-09"],
}
"""A notice for 2027 such as may come: New Year reaches back into December and has a Saturday worked for it."""


def announced_data(version: str = "cn-2027.1") -> dict[str, Any]:
    """The calendar of the catalogue with 2027 announced."""
    data = published_data()
    years = [year for year in cast("list[dict[str, Any]]", data["year"]) if year["year"] != 2027]
    return {**data, "version": version, "year": [*years, NOTICE]}


EXPECTED = fact_of(published_data(), ZONE)
"""The fact that publishes the calendar of the catalogue."""
ANNOUNCED = fact_of(announced_data(), ZONE)
"""The fact that publishes the one with 2027 announced."""


def at(text: str) -> datetime:
    """`2026-09-30 16:30` by the wall clock in Shanghai, as UTC; `24:00` is the end of that day."""
    if text.endswith(" 24:00"):
        return PUBLISHED.end_of_day(date.fromisoformat(text.removesuffix(" 24:00")))
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI).astimezone(UTC)
