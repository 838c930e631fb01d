"""What a list is narrowed to, said once: as SQL for the live tables, as a test of rows for the past.

A condition names a column of a row type, an operator and a value. What stands in a tuple must all hold.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from psycopg import sql


class Parameters:
    """Values that go with a statement, by the name that stands for each in its text."""

    def __init__(self) -> None:
        self.values: dict[str, Any] = {}

    def __call__(self, value: Any) -> sql.Placeholder:
        """Keep a value; returns what stands for it. ValueError for text that no database can hold."""
        for text in value if isinstance(value, (tuple, frozenset)) else (value,):
            if isinstance(text, str) and "\0" in text.encode().decode():
                raise ValueError("no text that is kept holds the character NUL")
        name = f"p{len(self.values)}"
        self.values[name] = list(value) if isinstance(value, (tuple, frozenset)) else value
        return sql.Placeholder(name)


@dataclass(frozen=True)
class Is:
    """`column` compared with `value`, by `=`, `<>`, `<`, `<=`, `>`, `>=`, `in`, `not in`, `has any of`,
    `has none of`, `has only`, `contains` or `is set`.

    A column that is not set fulfils none of them. Those with `in` and `has` take a tuple; `contains` a piece of text.
    """

    column: str
    operator: str
    value: Any = None


@dataclass(frozen=True)
class AnyOf:
    """At least one of these holds."""

    conditions: tuple[Condition, ...]


@dataclass(frozen=True)
class AllOf:
    """All of these hold; for use inside others."""

    conditions: tuple[Condition, ...]


@dataclass(frozen=True)
class NotAll:
    """At least one of these does not hold."""

    conditions: tuple[Condition, ...]


Condition = Is | AnyOf | AllOf | NotAll
Conditions = Sequence[Condition]

_COMPARED: dict[str, Callable[[Any, Any], bool]] = {
    "=": lambda found, value: found == value,
    "<>": lambda found, value: found != value,
    "<": lambda found, value: found < value,
    "<=": lambda found, value: found <= value,
    ">": lambda found, value: found > value,
    ">=": lambda found, value: found >= value,
    "in": lambda found, value: found in value,
    "not in": lambda found, value: found not in value,
    "has any of": lambda found, value: not set(value).isdisjoint(found),
    "has none of": lambda found, value: set(value).isdisjoint(found),
    "has only": lambda found, value: set(found) <= set(value),
    "contains": lambda found, value: value in found,
    "is set": lambda _, __: True,
}
_WRITTEN = {
    "in": "{column} = ANY({value})",
    "not in": "{column} <> ALL({value})",
    "has any of": "({column} && {value}::text[] AND {column} <> '{{}}')",
    "has none of": "NOT {column} && {value}::text[]",
    "has only": "{column} <@ {value}::text[]",
    "contains": "{column} LIKE {value}",
    "is set": "{column} IS NOT NULL",
}


def holds(conditions: Conditions, row: object) -> bool:
    """Whether a row fulfils all conditions."""
    return all(_holds(condition, row) for condition in conditions)


def _holds(condition: Condition, row: object) -> bool:
    if isinstance(condition, AnyOf):
        return any(_holds(one, row) for one in condition.conditions)
    if isinstance(condition, AllOf | NotAll):
        return holds(condition.conditions, row) == isinstance(condition, AllOf)
    found = getattr(row, condition.column)
    return found is not None and _COMPARED[condition.operator](found, condition.value)


def where(conditions: Conditions, parameters: Parameters, table: str = "") -> sql.Composed:
    """The conditions as one SQL expression over `table`, true when there are none."""
    if not conditions:
        return sql.SQL("{}").format(sql.SQL("true"))
    return sql.SQL(" AND ").join(_written(condition, parameters, table) for condition in conditions)


def _written(condition: Condition, parameters: Parameters, table: str) -> sql.Composed:
    if isinstance(condition, AnyOf):
        parts = sql.SQL(" OR ").join(_written(one, parameters, table) for one in condition.conditions)
        return sql.SQL("({})").format(parts)
    if isinstance(condition, AllOf | NotAll):
        parts = where(condition.conditions, parameters, table)
        return sql.SQL("({})" if isinstance(condition, AllOf) else "({}) IS NOT TRUE").format(parts)
    column = sql.Identifier(*filter(None, (table, condition.column)))
    if condition.operator == "is set":
        return sql.SQL(_WRITTEN["is set"]).format(column=column)
    value = f"%{_escaped(condition.value)}%" if condition.operator == "contains" else condition.value
    text = _WRITTEN.get(condition.operator, f"{{column}} {condition.operator} {{value}}")
    return sql.SQL(text).format(column=column, value=parameters(value))


def _escaped(piece: str) -> str:
    """The text itself, for LIKE, whose own signs it may hold."""
    return piece.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
