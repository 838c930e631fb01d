"""Facts and values to plain data and back; one reading of the field declarations serves the log and every door.

`to_data` gives what is stored, before it is sealed; a sealed value is told as hidden. `from_data` loads what was
stored, for ever: unknown fields are left alone and listed values are not judged again. `parse` reads what somebody
sends: it names every field that is wrong, by JSON Pointer, and gives nothing when anything is. A text of blanks alone
is read as an empty one.
"""

from __future__ import annotations

import dataclasses
import typing
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from typing import Any, TypeVar

from domain.declaration import Declared, declared
from domain.facts.schema import Limits
from domain.scalars import SCALARS
from domain.sealed import Sealed, Withheld

T = TypeVar("T")
TEXT_LIMIT = 10_000
"""Characters of one text field; more than any narrative seen, less than what could hurt the log."""
LIST_LIMIT = 500
_AS_THEY_ARE = frozenset({str, int, bool, float, type(None)})


@dataclasses.dataclass(frozen=True, slots=True)
class FieldProblem:
    """One wrong field: where (JSON Pointer), what is wrong (a stable word), what would be right."""

    pointer: str
    problem: str
    expected: str = ""


class Unreadable(ValueError):
    """Data that is not what its type declares; carries every problem found."""

    def __init__(self, problems: list[FieldProblem]) -> None:
        super().__init__("; ".join(f"{p.pointer}: {p.problem} {p.expected}".strip() for p in problems))
        self.problems = tuple(problems)


def to_data(value: Any) -> Any:
    """Plain JSON data of a fact or value.

    An empty field (none, no text, no members) whose default is just that is left out; every other default is
    written, so that a default changed later cannot change what a stored fact says.
    """
    if type(value) in _AS_THEY_ARE:
        return value
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return _record_data(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, (tuple, list, frozenset)):
        return [to_data(item) for item in value]
    if isinstance(value, Mapping):
        return {str(key): to_data(item) for key, item in value.items()}
    return value


def _record_data(value: Any) -> dict[str, Any]:
    if isinstance(value, (Sealed, Withheld)):
        return dict(value.told())
    pairs = ((field, getattr(value, field.name)) for field in declared(type(value)))
    return {field.name: to_data(item) for field, item in pairs if not _left_out(field, item)}


def _left_out(field: Declared, item: Any) -> bool:
    return not field.required and (item is None or item in ("", ())) and item == field.default


class _Reader:
    """Reads data into a type, collecting what is wrong; `strict` judges lists of values, bounds, unknown fields."""

    def __init__(self, *, strict: bool) -> None:
        self.strict = strict
        self.problems: list[FieldProblem] = []

    def wrong(self, pointer: str, problem: str, expected: str = "") -> None:
        self.problems.append(FieldProblem(pointer, problem, expected))

    def record(self, cls: type[Any], data: Any, pointer: str) -> Any:
        if not isinstance(data, Mapping):
            return self.wrong(pointer, "wrong_type", "object")
        known = declared(cls)
        if self.strict:
            for name in data.keys() - {field.name for field in known}:
                self.wrong(f"{pointer}/{_escape(str(name))}", "unknown")
        before, values = len(self.problems), {}
        for field in known:
            if field.name in data and not (
                data[field.name] is None and not field.optional and not field.required
            ):
                values[field.name] = self.field(field, data[field.name], f"{pointer}/{field.name}")
            elif field.required:
                self.wrong(f"{pointer}/{field.name}", "missing")
        return cls(**values) if len(self.problems) == before else None

    def field(self, field: Declared, data: Any, pointer: str) -> Any:
        if data is None:
            return None if field.optional else self.wrong(pointer, "missing")
        before = len(self.problems)
        value = self.value(field.base, data, pointer)
        if self.strict and len(self.problems) == before:
            self.judge(field, value, pointer)
        return value

    def judge(self, field: Declared, value: Any, pointer: str) -> None:
        if field.listed:
            members = value if isinstance(value, tuple) else (value,)
            if any(member not in field.listed.values for member in members):
                self.wrong(pointer, "not_listed", " | ".join(field.listed.values))
        if field.limits and not _within(value, field.limits):
            self.wrong(pointer, "out_of_range", f"{field.limits.least}..{field.limits.most}")

    def value(self, base: Any, data: Any, pointer: str) -> Any:
        form, inner = _form_of(base)
        if form == "record":
            return self.record(inner, data, pointer)
        if form == "members":
            return self.members(inner, data, pointer)
        if form == "mapping":
            return self.mapping(data, pointer)
        read, expected = inner
        value = read(data)
        if value is None:
            self.wrong(pointer, "wrong_type", expected)
        elif self.strict and isinstance(value, str):
            return self.text(value, pointer)
        return value

    def text(self, value: str, pointer: str) -> str:
        """A text somebody sent; nothing but blanks is no text."""
        if len(value) > TEXT_LIMIT:
            self.wrong(pointer, "too_long", f"at most {TEXT_LIMIT} characters")
        return value if value.strip() else ""

    def members(self, base: Any, data: Any, pointer: str) -> Any:
        if not isinstance(data, (list, tuple)) or len(data) > LIST_LIMIT:
            return self.wrong(pointer, "wrong_type", f"list of at most {LIST_LIMIT}")
        return tuple(self.member(base, item, f"{pointer}/{n}") for n, item in enumerate(data))

    def member(self, base: Any, data: Any, pointer: str) -> Any:
        value = self.value(base, data, pointer)
        return self.wrong(pointer, "missing") if self.strict and value == "" else value

    def mapping(self, data: Any, pointer: str) -> Any:
        if not isinstance(data, Mapping) or len(data) > LIST_LIMIT:
            return self.wrong(pointer, "wrong_type", "object")
        for key, item in data.items():
            if not isinstance(item, (str, int, bool)) or (self.strict and _too_much(item)):
                self.wrong(f"{pointer}/{_escape(str(key))}", "wrong_type", "text, whole number or true/false")
        return dict(data)


@cache
def _form_of(base: Any) -> tuple[str, Any]:
    """How a type is read: as a record of that class, as members of that type, as a mapping, or by that scalar."""
    origin = typing.get_origin(base)
    if dataclasses.is_dataclass(base):
        return "record", base
    if origin is tuple:
        return "members", typing.get_args(base)[0]
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return "mapping", None
    return "scalar", SCALARS[base]


def _escape(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")


def _too_much(item: str | int) -> bool:
    """More than one value of a mapping may be: too long a text, or a number that not every reader of JSON has."""
    return len(item) > TEXT_LIMIT if isinstance(item, str) else abs(item) >= 2**53


def _within(value: Any, limits: Limits) -> bool:
    size = len(value) if isinstance(value, (str, tuple)) else value
    return (limits.least is None or size >= limits.least) and (limits.most is None or size <= limits.most)


def _read(cls: type[T], data: Any, *, strict: bool) -> T:
    reader = _Reader(strict=strict)
    value = reader.record(cls, data, "")
    if reader.problems:
        raise Unreadable(reader.problems)
    return typing.cast("T", value)


def from_data(cls: type[T], data: Mapping[str, Any]) -> T:
    """Load what was stored. Raises Unreadable when a required field is missing or has another type."""
    return _read(cls, data, strict=False)


def parse(cls: type[T], data: Mapping[str, Any]) -> T:
    """Read what somebody sent. Raises Unreadable naming every wrong, missing or unknown field."""
    return _read(cls, data, strict=True)
