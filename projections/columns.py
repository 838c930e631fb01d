"""The columns of a table, read from the dataclass of its rows, and values on their way in and out.

Text is `COLLATE "C"`: order and equality of bytes, the same on every server, as the digests need it.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from operator import attrgetter
from typing import Annotated, Any, TypeVar

R = TypeVar("R")
Values = tuple[Any, ...]

_SQL_TYPES: dict[Any, str] = {
    str: "text",
    int: "bigint",
    bool: "boolean",
    float: "double precision",
    datetime: "timestamptz",
    date: "date",
    tuple[str, ...]: "text[]",
}
_SENT_AS = {"double precision": "float8", "boolean": "bool", "bigint": "int8"}


@dataclass(frozen=True, slots=True)
class Json:
    """Declares a field that is kept as canonical JSON text: how to write it and how to read it."""

    dump: Callable[[Any], str]
    load: Callable[[str], Any]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: name, SQL type, whether it may be null, and the JSON form if it has one."""

    name: str
    type: str
    nullable: bool
    json: Json | None = None

    @property
    def declaration(self) -> str:
        """The type as CREATE TABLE wants it."""
        collation = ' COLLATE "C"' if self.type in ("text", "text[]") else ""
        return f"{self.type}{collation}{'' if self.nullable else ' NOT NULL'}"

    @property
    def sent_as(self) -> str:
        """The type as the driver knows it."""
        return _SENT_AS.get(self.type, self.type)


def columns_of(row: type[Any]) -> tuple[Column, ...]:
    """The columns of a row type, in the order of its fields. TypeError for a type no column can hold."""
    hints = typing.get_type_hints(row, include_extras=True)
    return tuple(_column(row, field.name, hints[field.name]) for field in fields(row))


def _column(row: type[Any], name: str, hint: Any) -> Column:
    if typing.get_origin(hint) is Annotated:
        json = next((extra for extra in typing.get_args(hint)[1:] if isinstance(extra, Json)), None)
        if json is not None:
            return Column(name, "text", nullable=False, json=json)
        hint = typing.get_args(hint)[0]
    nullable = False
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        kept = [arg for arg in typing.get_args(hint) if arg is not type(None)]
        nullable, hint = len(kept) < len(typing.get_args(hint)), kept[0]
    if hint not in _SQL_TYPES:
        raise TypeError(f"{row.__name__}.{name}: no column can hold {hint}")
    return Column(name, _SQL_TYPES[hint], nullable)


def writer(row: type[Any]) -> Callable[[Any], Values]:
    """Return the function that makes the values of a row, in the order of the columns."""
    columns = columns_of(row)
    values = attrgetter(*(column.name for column in columns))
    converted: list[tuple[int, Callable[[Any], Any]]]
    converted = [(n, column.json.dump) for n, column in enumerate(columns) if column.json]
    converted += [(n, list) for n, column in enumerate(columns) if column.type == "text[]"]
    if not converted:
        return values

    def write(item: Any) -> Values:
        found = list(values(item))
        for n, convert in converted:
            found[n] = convert(found[n])
        return tuple(found)

    return write


def reader(row: type[R]) -> Callable[[Values], R]:
    """Return the function that makes a row of what a SELECT of its columns gave."""
    columns = columns_of(row)
    names = [column.name for column in columns]
    converted: list[tuple[str, Callable[[Any], Any]]]
    converted = [(column.name, column.json.load) for column in columns if column.json]
    converted += [(column.name, tuple) for column in columns if column.type == "text[]"]
    filled = filler(row)

    def read(values: Values) -> R:
        found = dict(zip(names, values, strict=True))
        for name, convert in converted:
            found[name] = convert(found[name])
        return filled(found)

    return read


def changer(row: type[R]) -> Callable[[R, Mapping[str, Any]], R]:
    """Return the function that makes a changed row: `dataclasses.replace`, in a tenth of the time.

    It is called for every event of every rebuild. Names are not checked: a test holds every row to its fields.
    """
    filled = filler(row)

    def changed(item: R, changes: Mapping[str, Any]) -> R:
        return filled({**vars(item), **changes})

    return changed


def filler(row: type[R]) -> Callable[[dict[str, Any]], R]:
    """Return the function that makes a row with these very values, for each field one; its type must not use slots.

    The dictionary is set through its descriptor: a frozen dataclass would take one call for each field.
    """
    new, fill = object.__new__, vars(row)["__dict__"].__set__

    def filled(values: dict[str, Any]) -> R:
        made = new(row)
        fill(made, values)
        return made

    return filled
