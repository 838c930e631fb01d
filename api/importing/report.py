"""From a row to the fields of `case.reported`: what the mapping says, nothing guessed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from api.importing.mapping import ReportMapping
from api.importing.rows import Row
from api.importing.values import Rejected, flag_of, moment_of, require_whole, short, value_of

FLAGS = ("anonymous", "urgent")
POINT = ("lat", "lon")
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
    if place := _place(row, mapping):
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


def _place(row: Row, mapping: ReportMapping) -> dict[str, Any]:
    """A point, an address, or both; a row with neither has no place (a community alone is none): see the workflow."""
    found: dict[str, Any] = {
        name: value for name, cell in mapping.place.items() if (value := value_of(row, name, cell))
    }
    texts = [found.pop(name, "") for name in POINT]
    if any(texts) and not all(texts):
        raise Rejected("half_a_point", "there is a latitude without a longitude, or the other way round")
    if all(texts):
        found["lat_deg"], found["lon_deg"] = (
            _degrees(name, text, limit) for name, text, limit in zip(POINT, texts, (90, 180), strict=True)
        )
    return found if "lat_deg" in found or found.get("address") else {}


def _degrees(name: str, text: str, limit: int) -> float:
    try:
        degrees = float(text)
    except ValueError:
        degrees = float("nan")
    if not -limit <= degrees <= limit:
        raise Rejected("bad_point", f'"{short(text)}" is no {name} in degrees')
    return degrees
