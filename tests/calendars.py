"""The published calendar, and moments the way a person in Hangzhou says them."""

from __future__ import annotations

import tomllib
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from domain.calendar import WorkCalendar

CALENDAR_FILE = Path(__file__).parents[1] / "workflows" / "catalogue" / "calendar" / "cn-2024-2027.toml"
SHANGHAI = ZoneInfo("Asia/Shanghai")


def published_data() -> dict[str, object]:
    return tomllib.loads(CALENDAR_FILE.read_text(encoding="utf-8"))


PUBLISHED = WorkCalendar.from_data(published_data())


def at(text: str) -> datetime:
    """`2026-09-30 16:30` by the wall clock in Shanghai, as UTC; `24:00` is the end of that day."""
    if text.endswith(" 24:00"):
        return PUBLISHED.end_of_day(date.fromisoformat(text.removesuffix(" 24:00")))
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI).astimezone(UTC)
