"""A table as spreadsheets of Chinese offices want it: comma-separated, in UTF-8 with a mark, no cell a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from fastapi import Response

FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""A cell that begins so is reckoned by spreadsheets instead of shown; some read full-width signs like the others."""

MOST = 5_000
"""Rows of a table that is not asked for by `limit`; the rest is behind the link to the next one."""
LABEL = "_label"
"""Ends the name of a column that says in words what the one before it says by an id."""
AT = ("at", "_at")
"""How the names of columns end that hold moments."""


def spreadsheet(
    columns: Sequence[str],
    rows: Iterable[Sequence[Any]],
    name: str,
    headers: Mapping[str, str],
    zone: ZoneInfo,
) -> Response:
    """The rows under their columns, as a file of this name; moments are the office's time with its offset."""
    moments = [column == AT[0] or column.endswith(AT[1]) for column in columns]
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(columns)
    writer.writerows(
        [
            moment(value, zone) if is_moment else cell(value)
            for value, is_moment in zip(row, moments, strict=True)
        ]
        for row in rows
    )
    said = {**headers, "Content-Disposition": f'attachment; filename="{name}.csv"'}
    return Response("\ufeff" + out.getvalue(), media_type="text/csv; charset=utf-8", headers=said)


def moment(value: str | None, zone: ZoneInfo) -> str:
    """A moment as interfaces write it (RFC 3339, UTC), in the time of a zone."""
    return datetime.fromisoformat(value).astimezone(zone).isoformat() if value else ""


def cell(value: Any) -> str:
    """A value as text that no spreadsheet takes for a formula; nothing is empty, truth is true or false."""
    if isinstance(value, bool):
        return str(value).lower()
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULAS) else text
