"""From a row to the fields of `case.reported`: what the mapping says, nothing guessed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from api.importing.mapping import COLUMN, Cell, Moments, ReportMapping
from api.importing.rows import Row

YES, NO = ("true", "yes", "1", "是"), ("false", "no", "0", "否", "")
FLAGS = ("anonymous", "urgent")
POINT = ("lat", "lon")
REPORTED_AT = "reported_at"
"""Attribute that keeps the source's own moment: the office's clocks count from receipt, not from then."""


class Rejected(Exception):
    """A row that is given back; `code` is stable, the message says why."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code


@dataclass(frozen=True)
class Report:
    """One row as a report: the source's number for it, the moment it came in there, the fields."""

    number: str
    reported_at: datetime | None
    fields: Mapping[str, Any]


def report_of(row: Row, mapping: ReportMapping) -> Report:
    """Make the report of a row. Raises Rejected."""
    if row.broken:
        raise Rejected("broken_row", row.broken)
    if any("\0" in cell for cell in row.cells.values()):
        raise Rejected("broken_row", "a cell holds the character NUL")
    reported_at = _moment(row, mapping.moments)
    attributes = {
        name: value for name, cell in mapping.attributes.items() if (value := _value(row, name, cell))
    }
    if reported_at is not None:
        attributes[REPORTED_AT] = reported_at.isoformat()
    number = _number(row, mapping)
    fields: dict[str, Any] = {
        name: value for name, cell in mapping.fields.items() if (value := _value(row, name, cell))
    }
    for name in FLAGS:
        if name in fields:
            fields[name] = _flag(name, fields[name])
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


def _value(row: Row, name: str, cell: Cell) -> str:
    """The cell's text, through the map of words when there is one."""
    text = _filled(row, cell)
    if not text or not cell.values:
        return text or cell.default
    if text in cell.values:
        return cell.values[text]
    if cell.default:
        return cell.default
    raise Rejected("unknown_value", f'"{_short(text)}" is not among the values of {name} in the mapping')


def _filled(row: Row, cell: Cell) -> str:
    """The first pattern whose columns are all filled."""
    for pattern in cell.patterns:
        found = {name: " ".join(row.cells.get(name, "").split()) for name in COLUMN.findall(pattern)}
        if all(found.values()):
            return COLUMN.sub(lambda match, found=found: found[match[1]], pattern)  # type: ignore[misc]
    return ""


def _place(row: Row, mapping: ReportMapping) -> dict[str, Any]:
    """A point, an address, or both; a row with neither has no place (a community alone is none): see the workflow."""
    found: dict[str, Any] = {
        name: value for name, cell in mapping.place.items() if (value := _value(row, name, cell))
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
        raise Rejected("bad_point", f'"{_short(text)}" is no {name} in degrees')
    return degrees


def _moment(row: Row, moments: Moments | None) -> datetime | None:
    text = row.cells.get(moments.column, "").strip() if moments else ""
    if moments is None or not text:
        return None
    try:
        found = _read(text, moments.format)
    except ValueError:
        how = moments.format or "ISO 8601"
        raise Rejected("bad_moment", f'"{_short(text)}" is no moment as the mapping says ({how})') from None
    return found.replace(tzinfo=found.tzinfo or moments.zone).astimezone(UTC)


def _read(text: str, form: str) -> datetime:
    """The moment as written; its zone, when none is written, is the mapping's to say."""
    return datetime.strptime(text, form) if form else datetime.fromisoformat(text)  # noqa: DTZ007


def _flag(name: str, text: str) -> bool:
    if text.casefold() in (*YES, *NO):
        return text.casefold() in YES
    raise Rejected("unknown_value", f'"{_short(text)}" is neither yes nor no for {name}; map it with values')


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39]}…"
