"""What is left of a deadline or how long it is over, in words of its own unit: working days, office time, or days."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from api.language import ENGLISH
from domain.calendar import TimeUnit, WorkCalendar
from domain.clock_arithmetic import LENGTH_US, paused_between, remaining

HOUR_S, MINUTE_S = 3_600, 60
DAYS: Mapping[bool, tuple[str, str]] = {
    True: ("个工作日", "working day"),
    False: ("个自然日", "calendar day"),
}
"""What a day is called, of a limit in working days and of any other."""
OFFICE_TIME = ("（工作时间）", " of office time")
DAY_AND_NIGHT = ("（昼夜连续）", ", day and night")


def days_left(calendar: WorkCalendar, now: datetime, due: datetime, unit: TimeUnit) -> int | None:
    """Whole days left, below zero when overdue, each as a limit counts them: today aside, the last day included.

    Zero within the last day and until the first day after it begins; None of a limit in hours or minutes.
    """
    if unit in LENGTH_US:
        return None
    return (
        paused_between(calendar, unit, now, due) if due > now else -paused_between(calendar, unit, due, now)
    )


def told_left(calendar: WorkCalendar, now: datetime, due: datetime, unit: TimeUnit, language: str) -> str:
    """In words, with the unit named."""
    days = days_left(calendar, now, due, unit)
    if days is not None:
        return _said(_days(abs(days), unit, language), language, runs=due > now)
    seconds = abs(remaining(calendar, now, due, unit))
    amount = told_length(seconds, unit, language)
    if unit is TimeUnit.WORK_HOUR:
        return _said(amount, language, runs=due > now)
    zh, en = DAY_AND_NIGHT
    return _said(amount, language, runs=due > now) + (en if language == ENGLISH else zh)


def told_length(seconds: int, unit: TimeUnit, language: str) -> str:
    """How long something took of a limit in hours or minutes; working hours are named as such."""
    english, office = language == ENGLISH, unit is TimeUnit.WORK_HOUR
    hours, minutes = seconds // HOUR_S, seconds % HOUR_S // MINUTE_S
    parts = [_hours(hours, english=english, office=office)] if hours else []
    if minutes or not hours:
        parts.append(f"{minutes} {'min' if english else '分'}")
    return " ".join(parts) + (OFFICE_TIME[english] if office and not hours else "")


def _hours(hours: int, *, english: bool, office: bool) -> str:
    if not office:
        return f"{hours} {'h' if english else '小时'}"
    named = "working hour" if hours == 1 else "working hours"
    return f"{hours} {named if english else '工作时'}"


def _days(days: int, unit: TimeUnit, language: str) -> str:
    zh, en = DAYS[unit is TimeUnit.WORK_DAY]
    if language == ENGLISH:
        return f"{days} {en}{'s' if days > 1 else ''}" if days else f"less than 1 {en}"
    return f" {days} {zh}" if days else f"不足 1 {zh}"


def _said(amount: str, language: str, *, runs: bool) -> str:
    if language == ENGLISH:
        return f"{amount} {'left' if runs else 'overdue'}"
    gap = "" if amount.startswith((" ", "不")) else " "
    return f"{'剩余' if runs else '超期'}{gap}{amount}"
