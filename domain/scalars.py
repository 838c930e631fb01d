"""Reading single values from plain data; None says that it is not one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from domain.sealed import Sealed

EARLIEST, LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
"""Moments and dates outside of these are typing errors, and some break databases."""

DIGITS = 30
"""Characters of a decimal number."""


def _at(data: Any) -> datetime | None:
    if isinstance(data, datetime):
        return data if data.tzinfo else None
    try:
        at = datetime.fromisoformat(data)
    except (TypeError, ValueError):
        return None
    if at.tzinfo is None or not EARLIEST <= at < LATEST:
        return None
    return at.astimezone(UTC)


def _day(data: Any) -> date | None:
    try:
        day = date.fromisoformat(data)
    except (TypeError, ValueError):
        return None
    return day if EARLIEST.date() <= day < LATEST.date() else None


def _decimal(data: Any) -> Decimal | None:
    """No longer than DIGITS as it is written out in full, so that what is stored can be read back."""
    if not isinstance(data, (str, int)) or isinstance(data, bool) or len(str(data)) > DIGITS:
        return None
    try:
        value = Decimal(data)
    except InvalidOperation:
        return None
    if not value.is_finite() or abs(value.adjusted()) > DIGITS:
        return None
    return value if len(format(value, "f")) <= DIGITS else None


def _degrees(data: Any) -> float | None:
    if isinstance(data, bool) or not isinstance(data, (int, float)) or not -180 <= data <= 180:
        return None
    return float(data)


def _whole(data: Any) -> int | None:
    return data if isinstance(data, int) and not isinstance(data, bool) and abs(data) < 2**53 else None


SCALARS: dict[Any, tuple[Callable[[Any], Any], str]] = {
    str: (lambda data: data if isinstance(data, str) else None, "text"),
    bool: (lambda data: data if isinstance(data, bool) else None, "true or false"),
    int: (_whole, "whole number"),
    float: (_degrees, "number of degrees"),
    Decimal: (_decimal, "decimal number as text"),
    datetime: (_at, "moment with offset, such as 2026-09-30T16:30:00+08:00"),
    date: (_day, "date, such as 2026-09-30"),
}


def is_empty(value: Any) -> bool:
    """Nothing given: none, no text or blanks only, no members; a place without point, address or code as well.

    What lies sealed is there: an empty value is never sealed.
    """
    if isinstance(value, Sealed):
        return False
    if isinstance(value, Mapping):
        return all(is_empty(item) for name, item in value.items() if name != "crs")
    return not value.strip() if isinstance(value, str) else value in (None, [], ())


def is_given(value: Any) -> bool:
    """Whether there is anything, for what may lie sealed: an empty value is never sealed."""
    return isinstance(value, Sealed) or bool(value)
