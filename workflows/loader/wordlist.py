"""Reading labels: `labels.toml`, and what a workflow's own file adds under `[words.*]`."""

from __future__ import annotations

from workflows.loader.table import Table
from workflows.loader.words import SECTIONS, Label, Section


def read_words(top: Table, sections: tuple[str, ...] = SECTIONS) -> dict[str, Section]:
    """Labels by section and key; `values` are grouped by the field they belong to."""
    found: dict[str, Section] = {}
    for section in sections:
        below = top.table(section)
        if below is not None:
            found[section] = _by_field(below) if section == "values" else _by_key(below)
    top.finish()
    return found


def _by_key(table: Table) -> dict[str, Label]:
    return {name: row.as_label() for name, row in table.rows()}


def _by_field(table: Table) -> dict[str, Label]:
    return {f"{field}.{value}": cell.as_label() for field, row in table.rows() for value, cell in row.rows()}
