"""Parquet: one table of facts or of cases, with types, in row groups that are written as they fill."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from api.exporting.about import About, Take
from api.exporting.columns import DATA, MOMENT, NUMBER, TABLES, TEXT, TRUTH, WHOLE, Column
from api.exporting.csv_table import rows_of
from api.exporting.plain import is_empty, json_of, text_of
from api.exporting.telling import ToldCase

GROUP = 2_000
"""Rows in memory, and in one row group."""
TYPES = {
    TEXT: pa.string(),
    DATA: pa.string(),
    WHOLE: pa.int64(),
    NUMBER: pa.float64(),
    TRUTH: pa.bool_(),
    MOMENT: pa.timestamp("us", tz="UTC"),
}


@contextmanager
def write_parquet(file: BinaryIO, about: About) -> Iterator[Take]:
    """Columns by their names for programs; what is hidden is a text that begins with `hidden:`."""
    columns = TABLES[about.table]
    schema = pa.schema([(column.name, TYPES[column.kind]) for column in columns], metadata=_said(about))
    rows: list[Sequence[Any]] = []
    with pq.ParquetWriter(file, schema, compression="zstd") as writer:

        def empty() -> None:
            arrays = [pa.array([row[at] for row in rows], type=field.type) for at, field in enumerate(schema)]
            writer.write_table(pa.Table.from_arrays(arrays, schema=schema))
            rows.clear()

        def take(case: ToldCase) -> None:
            for values in rows_of(case, about.table):
                rows.append([_typed(column, values.get(column.name)) for column in columns])
                if len(rows) == GROUP:
                    empty()

        yield take
        empty()


def _typed(column: Column, value: Any) -> Any:
    if column.kind == DATA:
        return json_of(value)
    if is_empty(value):
        return None
    return text_of(value) if column.kind == TEXT else value


def _said(about: About) -> dict[str, str]:
    return {
        "bihuan.jurisdiction": about.jurisdiction,
        "bihuan.position": str(about.position),
        "bihuan.reader": about.reader,
        "bihuan.demo": text_of(about.is_demo),
    }
