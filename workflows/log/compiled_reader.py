"""Readers of stored data, compiled once per dataclass: what `domain.codec.from_data` does, several times as fast.

A whole log is read back whenever a read model is rebuilt, so the cost of one fact counts a million times. Stored
data were written by us: they are checked for type and completeness, not judged again. Objects are filled through
their dictionary, which a frozen dataclass without slots allows and which is most of the gain; a property of the
tests holds both readers equal.
"""

from __future__ import annotations

import dataclasses
import typing
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from domain.declaration import Declared, declared

Read = Callable[[Any], Any]
FieldsReader = Callable[[Mapping[str, Any]], dict[str, Any]]
_EMPTY: dict[Any, Any] = {str: "", int: 0, bool: False}


class NotAsDeclared(ValueError):
    """Stored data do not fit the type they were written from."""


@cache
def reader(cls: type[Any]) -> Read:
    """Return the function that makes a `cls` of its stored data. Raises NotAsDeclared when called on other data."""
    read_fields = fields_reader(cls)

    def read(data: Any) -> Any:
        if type(data) is not dict:
            raise NotAsDeclared(f"{cls.__name__} is not an object")
        return filled(cls, read_fields(data))

    return read


def filled(cls: type[Any], values: dict[str, Any]) -> Any:
    """Make a frozen dataclass of values that are known to be complete."""
    made = object.__new__(cls)
    object.__setattr__(made, "__dict__", values)
    return made


def fields_reader(
    cls: type[Any],
    *,
    keys: Mapping[str, str] | None = None,
    given: frozenset[str] = frozenset(),
    lenient: bool = False,
) -> FieldsReader:
    """Return the function that reads the fields of `cls`.

    `keys` names the stored key of a field where it differs, `given` are fields that come from elsewhere, and
    `lenient` reads an absent text, list or option as empty whether it has a default or not.
    """
    found = [field for field in declared(cls) if field.name not in given]
    stored = {field.name: (keys or {}).get(field.name, field.name) for field in found}
    plain = {stored[f.name]: (f.name, f.base) for f in found if f.base in (str, int, bool)}
    others = {stored[f.name]: (f.name, _reader_of(f)) for f in found}
    defaults = {f.name: _default(f, lenient=lenient) for f in found if not f.required or lenient}
    count = len(found)

    def read(data: Mapping[str, Any]) -> dict[str, Any]:
        values = defaults.copy()
        for key, item in data.items():
            field = plain.get(key)
            if field is not None and field[1] is type(item):
                values[field[0]] = item
            elif key in others:
                name, convert = others[key]
                values[name] = convert(item)
        if len(values) != count:
            missing = sorted({field.name for field in found} - values.keys())
            raise NotAsDeclared(f"{cls.__name__} lacks {', '.join(missing)}")
        return values

    return read


def _default(field: Declared, *, lenient: bool) -> Any:
    if field.default is dataclasses.MISSING:
        raise TypeError(f"{field.name}: a stored field cannot have a default that is made anew each time")
    if not (lenient and field.required):
        return field.default
    return None if field.optional else _EMPTY.get(field.base, ())


def _reader_of(field: Declared) -> Read:
    convert = _converter(field.base)

    def read(item: Any) -> Any:
        if item is None and field.optional:
            return None
        try:
            return convert(item)
        except (TypeError, ValueError, ArithmeticError) as error:
            raise NotAsDeclared(f"{field.name}: {error}") from error

    return read


def _converter(base: Any) -> Read:
    if dataclasses.is_dataclass(base):
        return reader(typing.cast("type[Any]", base))
    origin = typing.get_origin(base)
    if origin is tuple:
        return _members(_converter(typing.get_args(base)[0]))
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return _exactly(dict)
    return _SCALARS[base]


def _members(convert: Read) -> Read:
    def read(item: Any) -> tuple[Any, ...]:
        if type(item) is not list:
            raise NotAsDeclared("not a list")
        return tuple(map(convert, item))

    return read


def _exactly(wanted: type[Any]) -> Read:
    def read(item: Any) -> Any:
        if type(item) is not wanted:
            raise NotAsDeclared(f"{type(item).__name__} instead of {wanted.__name__}")
        return item

    return read


def _moment(item: Any) -> datetime:
    at = datetime.fromisoformat(item)
    if at.tzinfo is UTC:
        return at
    if at.tzinfo is None:
        raise NotAsDeclared("a moment without offset")
    return at.astimezone(UTC)


def _degrees(item: Any) -> float:
    if type(item) is not float and type(item) is not int:
        raise NotAsDeclared("not a number")
    return float(item)


_SCALARS: dict[Any, Read] = {
    str: _exactly(str),
    bool: _exactly(bool),
    int: _exactly(int),
    float: _degrees,
    Decimal: lambda item: Decimal(_exactly(str)(item)),
    datetime: _moment,
    date: date.fromisoformat,
}
