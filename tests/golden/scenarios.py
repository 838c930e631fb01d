"""Whole histories as releases stored them, with what they were folded to: rows, and a digest for each stream.

A digest is over everything that is not as it is in an empty case, at every depth. So a field that is added with a
default changes none of them, and a fold that comes to anything else changes some. What later releases know besides
(`LATER`) is left out of the histories of a release that did not know it.
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

LATER: Mapping[str, frozenset[str]] = {
    "v1": frozenset(
        {
            "Case.asked", "Case.concerned", "Case.ended_because", "Case.facts", "Case.plan", "Case.rated_at",
            "Case.served", "Order.party",
        }
    )
}  # fmt: skip
"""By release, what is folded from its facts since, by class and field."""
FOLDER = Path(__file__).parent / "scenarios"
PINS = "pins.json"


def rows_of(path: Path) -> list[StoredRow]:
    """The rows of one stream, in order."""
    return [from_json(line) for line in path.read_text("utf-8").splitlines()]


def line_of(row: StoredRow) -> str:
    """A row as it lies in a file, on one line."""
    fields = {**row._asdict(), "data": row.data.decode()}
    return json.dumps(fields, ensure_ascii=False, default=lambda at: at.isoformat())


def digest_of(events: Iterable[Event], release: str = "") -> str:
    """SHA-256 of what a stream is after all its facts, as far as a release knew that."""
    told = list(events)
    if told[0].envelope.case_id == STREAM:
        state: Any = Office()
        for event in told:
            state = evolve_office(state, event)
    else:
        state = fold(told)
    known = plain(state, LATER.get(release, frozenset()))
    text = json.dumps(known, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def decoded(path: Path) -> list[Event]:
    """The events of one stream, as this release reads them."""
    return list(map(decode_row, rows_of(path)))


def plain(value: Any, without: frozenset[str] = frozenset()) -> Any:
    """A state as plain data, without whatever is as it is when nothing happened, and without these fields."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        kind = type(value).__name__
        return {
            field.name: plain(getattr(value, field.name), without)
            for field in dataclasses.fields(value)
            if f"{kind}.{field.name}" not in without and getattr(value, field.name) != _unset(field)
        }
    if isinstance(value, Mapping):
        return {str(key): plain(item, without) for key, item in value.items()}
    if isinstance(value, (frozenset, set)):
        return sorted((plain(item, without) for item in value), key=repr)
    if isinstance(value, tuple):
        return [plain(item, without) for item in value]
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
