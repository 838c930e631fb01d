"""Deadlines that a person can check on a wall calendar: table.txt, from the start of 2024 into 2027."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from domain.calendar import TimeUnit
from domain.clock_arithmetic import recount
from tests.calendars import PUBLISHED, at

UNITS = {
    "min": TimeUnit.MINUTE,
    "uh": TimeUnit.URGENT_HOUR,
    "wh": TimeUnit.WORK_HOUR,
    "wd": TimeUnit.WORK_DAY,
    "nd": TimeUnit.NATURAL_DAY,
    "month": TimeUnit.MONTH,
}
LINES = (Path(__file__).parent / "table.txt").read_text(encoding="utf-8").splitlines()
ROWS = [line for line in LINES if line and not line.startswith("#")]


@pytest.mark.parametrize("row", ROWS)
def test_a_deadline_is_due_when_the_table_says(row: str) -> None:
    start, limit, rests, due = (part.strip() for part in row.split("|"))
    counted, _, hours = limit.partition(" in ")
    amount, unit, *roll = counted.split()
    calendar = PUBLISHED.with_hours(hours)
    assert recount(calendar, at(start), int(amount), UNITS[unit], _rests(rests), roll=bool(roll)) == at(due)


def _rests(text: str) -> list[tuple[datetime, datetime]]:
    pairs = (rest.split(" > ") for rest in text.split(", ") if text != "-")
    return [(at(paused), at(resumed)) for paused, resumed in pairs]


def test_the_table_covers_every_unit_and_every_year() -> None:
    assert len(ROWS) == len(set(ROWS)) >= 200
    assert {row.split("|")[1].split()[1] for row in ROWS} == set(UNITS)
    assert sum(" in " in row for row in ROWS) >= 20
    assert {row[:4] for row in ROWS} == {"2024", "2025", "2026", "2027"}
