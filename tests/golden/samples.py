"""One row of each kind of fact, every field filled, the same whenever it is made."""

from __future__ import annotations

import dataclasses
import json
import typing
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from domain.declaration import Declared, declared
from domain.envelope import Envelope, Event
from domain.facts.schema import Fact
from workflows.log import StoredRow

FOLDER = Path(__file__).parent
PLAIN: dict[Any, Any] = {
    bool: True,
    int: 3,
    float: 30.319875,
    Decimal: Decimal("12.50"),
    datetime: datetime(2026, 9, 30, 8, 30, 0, 123456, tzinfo=UTC),
    date: date(2026, 10, 8),
}
IDS = {
    "event_id": "0199a1b2-0000-7000-8000-000000000001",
    "command_id": "0199a1b2-0000-7000-8000-000000000002",
}


def filled(cls: type[Any]) -> Any:
    """A record with something in every field."""
    return cls(**{field.name: _value(field.name, field.base, field) for field in declared(cls)})


def _value(name: str, base: Any, field: Declared | None = None) -> Any:
    if dataclasses.is_dataclass(base):
        return filled(typing.cast("type[Any]", base))
    origin = typing.get_origin(base)
    if origin is tuple:
        return (_value(name, typing.get_args(base)[0], field),)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return {"文字": "值", "number": 7, "yes": True}
    if field and field.listed:
        return field.listed.values[0]
    return f"{name} 文字" if base is str else PLAIN[base]


def sample(fact: type[Fact]) -> Event:
    """An event of that kind."""
    envelope: Envelope = filled(Envelope)
    kept: dict[str, Any] = {**IDS, "schema": fact.SCHEMA, "position": 42}
    return Event(fact=filled(fact), envelope=dataclasses.replace(envelope, **kept))


def as_json(row: StoredRow) -> str:
    """A row as it lies in a file."""
    fields = {**row._asdict(), "data": row.data.decode()}
    return json.dumps(fields, ensure_ascii=False, indent=1, default=lambda at: at.isoformat()) + "\n"


def from_json(text: str) -> StoredRow:
    """The row of a file."""
    fields = json.loads(text)
    moments = {name: datetime.fromisoformat(fields[name]) for name in ("occurred_at", "recorded_at")}
    return StoredRow(**{**fields, **moments, "data": fields["data"].encode()})
