"""Orders of a list, and cursors that go on where a page ended.

A cursor holds the sort values of the last row seen, not a number of rows: whatever is added or taken away meanwhile,
no row that stands still is shown twice or left out.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cmp_to_key
from typing import Any, TypeVar

from psycopg import sql

from projections.conditions import Parameters

R = TypeVar("R")


class BadCursor(ValueError):
    """A cursor that was not made by this list in this order."""


@dataclass(frozen=True)
class By:
    """One column an order goes by; `kind` is int, str or datetime. No such column may be null."""

    column: str
    kind: type[Any]
    descending: bool = False


@dataclass(frozen=True)
class Order:
    """An order by columns of which the last is unique."""

    name: str
    by: tuple[By, ...]

    def arranged(self, rows: Iterable[R]) -> list[R]:
        """The rows in this order."""
        return sorted(rows, key=cmp_to_key(self._compare))

    def is_after(self, row: object, cursor: str) -> bool:
        """Whether a row comes after what the cursor has seen."""
        return self._compared(self._values(row), self._read(cursor)) > 0

    def cursor_at(self, row: object) -> str:
        """The cursor that goes on after a row."""
        values = [_text(value) for value in self._values(row)]
        said = json.dumps([self.name, *values], ensure_ascii=False, separators=(",", ":"))
        return base64.urlsafe_b64encode(said.encode()).decode().rstrip("=")

    def clause(self, table: str = "") -> sql.Composed:
        """The columns for ORDER BY."""
        return sql.SQL(", ").join(
            sql.SQL("{} DESC" if by.descending else "{}").format(_column(table, by.column)) for by in self.by
        )

    def after(self, cursor: str, parameters: Parameters, table: str = "") -> sql.Composed:
        """The rows after a cursor, as an SQL expression; an index on the order's columns is used where it can be."""
        values = [parameters(value) for value in self._read(cursor)]
        columns = [_column(table, by.column) for by in self.by]
        directions = {by.descending for by in self.by}
        if len(directions) == 1:
            text = "({columns}) < ({values})" if directions == {True} else "({columns}) > ({values})"
            return sql.SQL(text).format(
                columns=sql.SQL(", ").join(columns), values=sql.SQL(", ").join(values)
            )
        return self._stepwise(columns, values)

    def _stepwise(self, columns: Sequence[sql.Composable], values: Sequence[sql.Composable]) -> sql.Composed:
        """Directions differ: beyond in one column, equal in all before it; where to start is said for the index."""
        steps = []
        for n, by in enumerate(self.by):
            equal = [sql.SQL("{} = {}").format(columns[m], values[m]) for m in range(n)]
            beyond = sql.SQL("{} < {}" if by.descending else "{} > {}").format(columns[n], values[n])
            steps.append(sql.SQL("({})").format(sql.SQL(" AND ").join([*equal, beyond])))
        start = sql.SQL("{} <= {}" if self.by[0].descending else "{} >= {}").format(columns[0], values[0])
        return sql.SQL("({} AND ({}))").format(start, sql.SQL(" OR ").join(steps))

    def _values(self, row: object) -> list[Any]:
        return [getattr(row, by.column) for by in self.by]

    def _compare(self, one: object, other: object) -> int:
        return self._compared(self._values(one), self._values(other))

    def _compared(self, one: Sequence[Any], other: Sequence[Any]) -> int:
        for by, a, b in zip(self.by, one, other, strict=True):
            if a != b:
                return 1 if (a > b) != by.descending else -1
        return 0

    def _read(self, cursor: str) -> list[Any]:
        try:
            padded = cursor + "=" * (-len(cursor) % 4)
            name, *values = json.loads(base64.urlsafe_b64decode(padded.encode("ascii")))
            read = [_value(by.kind, value) for by, value in zip(self.by, values, strict=True)]
        except (ValueError, TypeError, RecursionError) as error:
            raise BadCursor("This cursor does not belong to this list.") from error
        if name != self.name:
            raise BadCursor(f"This cursor belongs to a list sorted by {name!r}.")
        return read


def _column(table: str, column: str) -> sql.Identifier:
    return sql.Identifier(*filter(None, (table, column)))


def _text(value: Any) -> Any:
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value


def _value(kind: type[Any], value: Any) -> Any:
    if kind is datetime:
        moment = datetime.fromisoformat(value)
        if moment.tzinfo is None:
            raise ValueError(value)
        return moment
    if type(value) is not kind:
        raise TypeError(value)
    if (kind is str and "\0" in value) or (kind is int and abs(value) >= 2**63):
        raise ValueError("no column holds this")
    str(value).encode("utf-8")
    return value
