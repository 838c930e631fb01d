"""CSV: one table of facts or of cases, in UTF-8 with a mark, no cell a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any, BinaryIO
from zoneinfo import ZoneInfo

from api.exporting.about import About, Take
from api.exporting.columns import CASES, DATA, NUMBER, TABLES, WHOLE, Column
from api.exporting.plain import json_of, text_of
from api.exporting.telling import ToldCase
from api.spreadsheet import cell


@contextmanager
def write_csv(file: BinaryIO, about: About) -> Iterator[Take]:
    """Headings are the names of columns, for programs; moments are the office's time with its offset."""
    columns = TABLES[about.table]
    out = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(out)
    writer.writerow([column.name for column in columns])

    def take(case: ToldCase) -> None:
        for values in rows_of(case, about.table):
            writer.writerow([_cell(column, values.get(column.name), about.zone) for column in columns])

    try:
        yield take
        out.flush()
    finally:
        out.detach()


def rows_of(case: ToldCase, table: str) -> Iterator[Mapping[str, Any]]:
    """The rows of a case in a table."""
    if table == CASES:
        yield case.values
    else:
        yield from (fact.values for fact in case.facts)


def _cell(column: Column, value: Any, zone: ZoneInfo) -> str:
    if isinstance(value, datetime):
        return value.astimezone(zone).isoformat()
    if column.kind == DATA:
        return json_of(value)
    text = text_of(value)
    return text if column.kind in (WHOLE, NUMBER) else cell(text)
