"""Moments, as people of the office read them."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo


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
