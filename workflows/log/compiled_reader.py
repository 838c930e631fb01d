"""Readers of stored data, compiled once per dataclass: what `domain.codec.from_data` does, several times as fast.

A whole log is read back whenever a read model is rebuilt, so the cost of one fact counts a million times. Stored
data were written by us: they are checked for type and completeness, not judged again. Objects are filled through
their dictionary, which a frozen dataclass without slots allows and which is most of the gain; a property of the
tests holds both readers equal.
"""

from __future__ import annotations

import dataclasses
import typing
from collections.abc import Callable, Hashable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from domain.declaration import Declared, declared

Read = Callable[[Any], Any]
FieldsReader = Callable[[Mapping[str, Any]], dict[str, Any]]
SHAPES_KEPT = 1000
"""Rows of types remembered per dataclass; more than real data have, so that made-up data cannot fill the memory."""
_PLAIN = (str, int, bool)
_EMPTY: dict[Any, Any] = {str: "", int: 0, bool: False}


class _Missing:
    """Stands in a template for a field that must be there."""


_MISSING = _Missing()


class NotAsDeclared(ValueError):
    """Stored data do not fit the type they were written from."""


def reader(cls: type[Any], *, lenient: bool = False) -> Read:
    """Return the function that makes a `cls` of its stored data. Raises NotAsDeclared when called on other data."""
    return _reader(typing.cast("Hashable", cls), lenient)


@cache
def _reader(cls: Any, lenient: bool) -> Read:
    read_fields = fields_reader(cls, lenient=lenient)
    new, fill = object.__new__, dictionary_of(cls)

    def read(data: Any) -> Any:
        if type(data) is not dict:
            raise NotAsDeclared(f"{cls.__name__} is not an object")
        made = new(cls)
        fill(made, read_fields(data))
        return made

    return read


def dictionary_of(cls: type[Any]) -> Callable[[Any, dict[str, Any]], None]:
    """The setter of the dictionary of a frozen dataclass: all values in one step, known to be complete."""
    owner = next(base for base in reversed(cls.__mro__) if "__dict__" in vars(base))
    setter: Callable[[Any, dict[str, Any]], None] = vars(owner)["__dict__"].__set__
    return setter


def fields_reader(
    cls: type[Any],
    *,
    keys: Mapping[str, str] | None = None,
    given: frozenset[str] = frozenset(),
    lenient: bool = False,
    special: Mapping[str, Read] | None = None,
) -> FieldsReader:
    """Return the function that reads the fields of `cls`.

    `keys` names the stored key of a field where it differs, `given` are fields that come from elsewhere.
    `lenient` reads whatever is absent as empty, here and in the parts, whatever its default. `special` readers take
    the place of those that the declaration gives.

    What is read is laid over a template, so fields always stand in one order and the row of their types tells whether
    all is well: rows of types seen before need no further look.
    """
    named = {(keys or {}).get(f.name, f.name): f for f in declared(cls) if f.name not in given}
    template = {key: _default(field, lenient=lenient) for key, field in named.items()}
    converters = _converters(named, special or {}, lenient=lenient)
    renamed = [(key, field.name) for key, field in named.items() if key != field.name]

    def judge(values: Mapping[str, Any]) -> None:
        _require_types(cls, named, values)

    return _over(template, converters, renamed, judge)


def _over(
    template: dict[str, Any],
    converters: list[tuple[str, Read]],
    renamed: list[tuple[str, str]],
    judge: Callable[[Mapping[str, Any]], None],
) -> FieldsReader:
    seen: set[tuple[type[Any], ...]] = set()

    def read(data: Mapping[str, Any]) -> dict[str, Any]:
        values = {**template, **data}
        if len(values) != len(template):
            values = {key: values[key] for key in template}
        types = tuple(map(type, values.values()))
        if types not in seen:
            judge(values)
            _remember(seen, types)
        for key, convert in converters:
            item = data.get(key)
            if item is not None:
                values[key] = convert(item)
        for key, name in renamed:
            values[name] = values.pop(key)
        return values

    return read


def _remember(seen: set[tuple[type[Any], ...]], types: tuple[type[Any], ...]) -> None:
    if len(seen) < SHAPES_KEPT:
        seen.add(types)


def _converters(
    named: Mapping[str, Declared], special: Mapping[str, Read], *, lenient: bool
) -> list[tuple[str, Read]]:
    others = [(key, field) for key, field in named.items() if field.base not in _PLAIN]
    found = [(key, special.get(key) or _converter(field.base, lenient=lenient)) for key, field in others]
    return [(key, _named(key, convert)) for key, convert in found]


def _named(key: str, convert: Read) -> Read:
    def read(item: Any) -> Any:
        try:
            return convert(item)
        except (TypeError, ValueError, ArithmeticError) as error:
            raise NotAsDeclared(f"{key}: {error}") from error

    return read


def _require_types(cls: type[Any], named: Mapping[str, Declared], values: Mapping[str, Any]) -> None:
    missing = [key for key, item in values.items() if item is _MISSING]
    if missing:
        raise NotAsDeclared(f"{cls.__name__} lacks {', '.join(missing)}")
    for key, field in named.items():
        item = values[key]
        if item is None and not field.optional:
            raise NotAsDeclared(f"{key}: none")
        if item is not None and field.base in _PLAIN and type(item) is not field.base:
            raise NotAsDeclared(f"{key}: {type(item).__name__} instead of {field.base.__name__}")


def _default(field: Declared, *, lenient: bool) -> Any:
    if field.default is dataclasses.MISSING:
        raise TypeError(f"{field.name}: a stored field cannot have a default that is made anew each time")
    if lenient:
        return empty(field)
    return _MISSING if field.required else field.default


def empty(field: Declared) -> Any:
    """What an absent field is read as: none, no text, no members, 0."""
    return None if field.optional else _EMPTY.get(field.base, ())


def _converter(base: Any, *, lenient: bool) -> Read:
    if dataclasses.is_dataclass(base):
        return reader(typing.cast("type[Any]", base), lenient=lenient)
    origin = typing.get_origin(base)
    if origin is tuple:
        return _members(_converter(typing.get_args(base)[0], lenient=lenient))
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
