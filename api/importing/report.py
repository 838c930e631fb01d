"""From a row to the fields of `case.reported`: what the mapping says, nothing guessed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from api.importing.mapping import ReportMapping
from api.importing.places import place_of
from api.importing.rows import Row
from api.importing.values import Rejected, flag_of, moment_of, require_whole, value_of

FLAGS = ("anonymous", "urgent")
REPORTED_AT = "reported_at"
"""Attribute that keeps the source's own moment: the office's clocks count from receipt, not from then."""


@dataclass(frozen=True)
class Report:
    """One row as a report: the source's number for it, the moment it came in there, the fields."""

    number: str
    reported_at: datetime | None
    fields: Mapping[str, Any]


def report_of(row: Row, mapping: ReportMapping) -> Report:
    """Make the report of a row. Raises Rejected."""
    require_whole(row)
    reported_at = moment_of(row, mapping.moments)
    attributes = {
        name: value for name, cell in mapping.attributes.items() if (value := value_of(row, name, cell))
    }
    if reported_at is not None:
        attributes[REPORTED_AT] = reported_at.isoformat()
    number = _number(row, mapping)
    fields: dict[str, Any] = {
        name: value for name, cell in mapping.fields.items() if (value := value_of(row, name, cell))
    }
    for name in FLAGS:
        if name in fields:
            fields[name] = flag_of(name, fields[name])
    fields["source_no"] = number
    if place := place_of(row, mapping.place):
        fields["place"] = place
    if attributes:
        fields["attributes"] = attributes
    return Report(number, reported_at, fields)


def _number(row: Row, mapping: ReportMapping) -> str:
    """The source's own number; without a column for it, a digest of the row, so that it is not taken in twice."""
    if mapping.number:
        number = row.cells.get(mapping.number, "").strip()
        if not number:
            raise Rejected(
                "no_number", f'the column "{mapping.number}" is empty, so a repeat could not be told'
            )
        return number
    text = "\x1f".join(f"{name}={cell}" for name, cell in sorted(row.cells.items()))
    return f"row-{hashlib.sha256(text.encode()).hexdigest()[:24]}"
