"""The plan of a meal's day: until when it is ordered, when it leaves, in which batch; minutes are data."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from domain.rules.rule import Attempt

BETWEEN = "-"
ORDER, LOAD = "order_until_minute", "load_until_minute"


def moment_of(attempt: Attempt, day: date, meal: str, point: str) -> datetime | None:
    """A point of a meal's plan on a day, by the office's wall clock; None where the workflow plans no such meal."""
    minute = attempt.workflow.parameters.get(f"{meal}_{point}")
    if minute is None:
        return None
    zone = attempt.context.calendar.local(attempt.now).tzinfo
    midnight = datetime.combine(day, time(), zone)
    return (midnight + timedelta(minutes=minute)).astimezone(UTC)


def batch_of(unit: str, day: date, meal: str) -> str:
    """What meals of one kitchen, day and meal are called together; a second pot of them has more behind it."""
    return f"{unit}{BETWEEN}{day:%Y%m%d}{BETWEEN}{meal}"
