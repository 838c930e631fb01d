"""Office hours in an office file: those of the office, and of a unit that is open at other times."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import time

from domain.facts.calendar import Session
from domain.office_hours import Hours, OfficeDay
from workflows.loader.table import Table

HOURS = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)")
KEY = "office_hours"


def hours_of(table: Table) -> Hours:
    """The sessions a table lists, empty when it lists none; what is wrong is noted with the table's problems."""
    texts = table.texts(KEY)
    hours = tuple(_sessions(table, texts))
    if len(hours) == len(texts) > 0:
        try:
            OfficeDay.of(hours)
        except ValueError as error:
            table.wrong(
                KEY, "bad_hours", f"{error}; write sessions one after the other, each closing after it opens"
            )
    return hours


def sessions_of(table: Table) -> tuple[Session, ...]:
    """The same as a unit's fact has them."""
    return tuple(
        Session(opens=opens.isoformat(), closes=closes.isoformat()) for opens, closes in hours_of(table)
    )


def _sessions(table: Table, texts: tuple[str, ...]) -> Iterator[tuple[time, time]]:
    for text in texts:
        found = HOURS.fullmatch(text)
        if found is None:
            message = f'"{text}" are no office hours; write them as "08:30-12:00"'
            table.wrong(KEY, "bad_hours", message, text)
            continue
        first, second, third, fourth = map(int, found.groups())
        yield time(first, second), time(third, fourth)
