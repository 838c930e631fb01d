"""Single values read from plain data, each to its edges."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from domain.scalars import SCALARS

NAIVE = datetime(2026, 1, 1)
AWARE = datetime(2026, 1, 1, tzinfo=UTC)


def _read(kind: Any, data: Any) -> Any:
    return SCALARS[kind][0](data)


@pytest.mark.parametrize(
    ("kind", "data", "value"),
    [
        (str, "", ""),
        (str, "文", "文"),
        (bool, True, True),
        (bool, False, False),
        (int, 0, 0),
        (int, 2**53 - 1, 2**53 - 1),
        (int, -(2**53) + 1, -(2**53) + 1),
        (float, 180, 180.0),
        (float, -180.0, -180.0),
        (float, 0, 0.0),
        (Decimal, "1.50", Decimal("1.50")),
        (Decimal, 7, Decimal(7)),
        (Decimal, "1" * 30, Decimal("1" * 30)),
        (datetime, "2000-01-01T00:00:00Z", datetime(2000, 1, 1, tzinfo=UTC)),
        (datetime, "2099-12-31T23:59:59Z", datetime(2099, 12, 31, 23, 59, 59, tzinfo=UTC)),
        (datetime, "2026-09-30T16:30:00+08:00", datetime(2026, 9, 30, 8, 30, tzinfo=UTC)),
        (datetime, AWARE, AWARE),
        (date, "2000-01-01", date(2000, 1, 1)),
        (date, "2099-12-31", date(2099, 12, 31)),
    ],
)
def test_a_value_is_read(kind: Any, data: Any, value: Any) -> None:
    found = _read(kind, data)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        (str, 1),
        (str, None),
        (str, b"x"),
        (bool, 1),
        (bool, "true"),
        (int, True),
        (int, 1.0),
        (int, "1"),
        (int, 2**53),
        (int, -(2**53)),
        (float, True),
        (float, "1.0"),
        (float, 180.0001),
        (float, -180.0001),
        (float, float("nan")),
        (float, float("inf")),
        (float, 10**400),
        (Decimal, 1.5),
        (Decimal, True),
        (Decimal, "x"),
        (Decimal, "NaN"),
        (Decimal, "sNaN"),
        (Decimal, "Infinity"),
        (Decimal, "1" * 31),
        (Decimal, 10**30),
        (Decimal, None),
        (datetime, "2026-09-30T16:30:00"),
        (datetime, "1999-12-31T23:59:59Z"),
        (datetime, "2100-01-01T00:00:00Z"),
        (datetime, "0001-01-01T00:00:00+08:00"),
        (datetime, "soon"),
        (datetime, 5),
        (datetime, NAIVE),
        (date, "1999-12-31"),
        (date, "2100-01-01"),
        (date, "2026-02-30"),
        (date, 20260930),
        (date, None),
    ],
)
def test_what_is_none_is_refused(kind: Any, data: Any) -> None:
    assert _read(kind, data) is None


def test_a_moment_is_told_in_one_zone() -> None:
    assert _read(datetime, "2026-09-30T16:30:00+08:00").tzinfo is UTC
