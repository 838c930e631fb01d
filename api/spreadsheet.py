"""A table as spreadsheets of Chinese offices want it: comma-separated, in UTF-8 with a mark, no cell a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from fastapi import Response

FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""A cell that begins so is reckoned by spreadsheets instead of shown; some read full-width signs like the others."""


def spreadsheet(
    columns: Sequence[str], rows: Iterable[Sequence[Any]], name: str, headers: Mapping[str, str]
) -> Response:
    """The rows under their columns, as a file of this name."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(columns)
    writer.writerows([cell(value) for value in row] for row in rows)
    said = {**headers, "Content-Disposition": f'attachment; filename="{name}.csv"'}
    return Response("\ufeff" + out.getvalue(), media_type="text/csv; charset=utf-8", headers=said)


def cell(value: Any) -> str:
    """A value as text that no spreadsheet takes for a formula; nothing is empty, truth is true or false."""
    if isinstance(value, bool):
        return str(value).lower()
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULAS) else text
