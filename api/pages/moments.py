"""Moments and what is left, as people of the office read them."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from api.language import ENGLISH
from domain.calendar import TimeUnit

HOUR_S, DAY_S, MINUTE_S = 3_600, 86_400, 60


def shown_moment(at: datetime | None, zone: ZoneInfo) -> str:
    """A moment to the minute."""
    return at.astimezone(zone).strftime("%Y-%m-%d %H:%M") if at else ""


def shown_due(at: datetime | None, zone: ZoneInfo) -> str:
    """A due moment to the minute; midnight is the end of the day that ran out, not the beginning of the next."""
    if at is None:
        return ""
    local = at.astimezone(zone)
    if (local.hour, local.minute, local.second) == (0, 0, 0):
        return (local - timedelta(days=1)).strftime("%Y-%m-%d 24:00")
    return local.strftime("%Y-%m-%d %H:%M")


def local_value(at: datetime | None, zone: ZoneInfo) -> str:
    """A moment as an input of kind datetime-local holds it."""
    return at.astimezone(zone).strftime("%Y-%m-%dT%H:%M") if at else ""


def span(seconds: int, language: str) -> str:
    """How long something took, in its two greatest parts, in hours at most."""
    return _parts(seconds, language, days=False)


def shown_left(left_s: int, unit: str, language: str) -> str:
    """What is left or over, in its two greatest parts; of office time where the limit is in work hours."""
    amount = _parts(abs(left_s), language, days=unit != TimeUnit.WORK_HOUR)
    english = language == ENGLISH
    office = (" of office time" if english else "（工作时间）") if unit == TimeUnit.WORK_HOUR else ""
    if left_s > 0:
        return f"{amount}{office} left" if english else f"剩余 {amount}{office}"
    return f"{amount}{office} overdue" if english else f"超期 {amount}{office}"


def _parts(seconds: int, language: str, *, days: bool) -> str:
    english = language == ENGLISH
    names = ("d", "h", "min") if english else ("天", "小时", "分")
    whole_days = seconds // DAY_S if days else 0
    hours = (seconds - whole_days * DAY_S) // HOUR_S
    minutes = (seconds % HOUR_S) // MINUTE_S
    parts = [(whole_days, names[0]), (hours, names[1]), (minutes, names[2])]
    kept = [f"{number} {name}" for number, name in parts if number][:2]
    return " ".join(kept) or f"0 {names[2]}"
