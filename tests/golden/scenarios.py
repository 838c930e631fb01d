"""Whole histories as releases stored them, with what they were folded to: rows, and a digest for each stream.

A digest is over everything that is not as it is in an empty case, at every depth. So a field that is added with a
default changes none of them, and a fold that comes to anything else changes some.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from domain.envelope import Event
from domain.fold import fold
from domain.office import STREAM, Office, evolve_office
from tests.golden.samples import from_json
from workflows.log import StoredRow, decode_row

FOLDER = Path(__file__).parent / "scenarios"
PINS = "pins.json"


def rows_of(path: Path) -> list[StoredRow]:
    """The rows of one stream, in order."""
    return [from_json(line) for line in path.read_text("utf-8").splitlines()]


def line_of(row: StoredRow) -> str:
    """A row as it lies in a file, on one line."""
    fields = {**row._asdict(), "data": row.data.decode()}
    return json.dumps(fields, ensure_ascii=False, default=lambda at: at.isoformat())


def digest_of(events: Iterable[Event]) -> str:
    """SHA-256 of what a stream is after all its facts."""
    told = list(events)
    if told[0].envelope.case_id == STREAM:
        state: Any = Office()
        for event in told:
            state = evolve_office(state, event)
    else:
        state = fold(told)
    text = json.dumps(plain(state), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def decoded(path: Path) -> list[Event]:
    """The events of one stream, as this release reads them."""
    return list(map(decode_row, rows_of(path)))


def plain(value: Any) -> Any:
    """A state as plain data, without whatever is as it is when nothing happened."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = {field.name: field for field in dataclasses.fields(value)}
        return {
            name: plain(getattr(value, name))
            for name, field in fields.items()
            if getattr(value, name) != _unset(field)
        }
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (frozenset, set)):
        return sorted((plain(item) for item in value), key=repr)
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    return value.isoformat() if isinstance(value, (date, datetime)) else _scalar(value)


def _scalar(value: Any) -> Any:
    if isinstance(value, Decimal):
        return format(value, "f")
    if value is None or isinstance(value, (str, int, float, bool)):
        return value
    raise TypeError(f"{type(value).__name__} has no plain form here")


def _unset(field: dataclasses.Field[Any]) -> Any:
    if field.default_factory is not dataclasses.MISSING:
        return field.default_factory()
    return field.default
