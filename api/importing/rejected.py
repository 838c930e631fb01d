"""Rows that were not taken in, given back as they came with line and reason, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from api.importing.rows import Row, looks_like_formula

OWN_COLUMNS = ("line", "code", "reason")


@dataclass(frozen=True)
class GivenBack:
    """A row with the reason why it was not taken."""

    row: Row
    code: str
    reason: str


def rejected_path(path: Path) -> Path:
    """Where the rows of a file are given back."""
    return path.with_name(f"{path.name}.rejected.csv")


def write_rejected(path: Path, columns: Sequence[str], rows: Iterable[GivenBack]) -> None:
    """Write them anew, whole or not at all. A cell that a spreadsheet would compute gets an apostrophe in front."""
    rows = list(rows)
    found = columns or tuple(dict.fromkeys(name for given in rows for name in given.row.cells))
    part = path.with_name(f"{path.name}.part")
    with part.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*OWN_COLUMNS, *map(_safe, found)])
        for given in rows:
            cells = (given.row.cells.get(name, "") for name in found)
            writer.writerow([given.row.line, given.code, given.reason, *map(_safe, cells)])
    part.replace(path)


def _safe(cell: str) -> str:
    return f"'{cell}" if looks_like_formula(cell) else cell
