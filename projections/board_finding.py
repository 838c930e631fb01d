"""How cases are found on the board: the indexes of open and of ended cases, and the words of either.

Every fact writes the row of an open case anew, so its indexes are few and narrow: the orders, one that is searched
through for whatever a list is narrowed by, and persons. Of what has ended one index holds everything a list is narrowed
by: each value, and pieces of number, title and address. It is written when a case ends; a query of it answers any
conditions together. The words of open cases lie in a table that changes only with them (`words.py`). Whatever is found
is compared again.
"""

from __future__ import annotations

from collections.abc import Iterable

from projections.conditions import AllOf, AnyOf, Condition, Conditions, Is
from projections.projection import Index
from projections.words import PENDING

OPEN, ENDED = "closed_at IS NULL", "closed_at IS NOT NULL"
MARKS = {
    "workflow": "w",
    "state": "s",
    "phase": "p",
    "community": "c",
    "unit": "u",
    "category": "k",
    "channel": "h",
    "urgent": "!",
    "queue": "q",
    "assignee": "a",
    "verifier": "v",
    "checker": "x",
    "master": "m",
}
"""What stands before a column's value in the index of ended cases."""
SOUGHT = "{{schema}}.sought(ARRAY[{}] || co_units, search)".format(
    ", ".join(f"'{mark}=' || {column}{'::text' if mark in '!q' else ''}" for column, mark in MARKS.items())
)
"""What an ended case is found by, as an SQL expression; the function is in `books.sql`."""
OVERLONG = "long="
"""Marks a case of whose text only the beginning is in the index."""
LONGEST_MARK = 64
"""Longer ones are looked for by their beginning: PostgreSQL does not take a word of any length."""

_DUE = ("queue", "due_sort", "case_id")
_ORDERS = (_DUE, ("opened_at", "case_id"), ("last_at", "case_id"))
_NARROWED = (
    *("unit", "community", "category", "phase", "state", "workflow", "channel", "urgent", "queue", "due_at"),
    "master",
)
INDEXES = (
    *(Index(columns=order, where=part) for order in _ORDERS for part in (OPEN, ENDED)),
    *(Index(columns=_DUE, descending=_DUE[1:], where=part) for part in (OPEN, ENDED)),
    Index(columns=_NARROWED, where=OPEN),
    *(
        Index(columns=(person,), where=f"{OPEN} AND {person} <> ''")
        for person in ("assignee", "verifier", "checker")
    ),
    Index(columns=("co_units",), method="gin", where=f"{OPEN} AND co_units <> '{{}}'"),
    Index(expression=SOUGHT, method="gin", where=ENDED, options=PENDING),
)


def words_of(conditions: Conditions) -> tuple[Condition, ...]:
    """The conditions that look for words."""
    return tuple(one for one in conditions if isinstance(one, Is) and one.operator == "contains")


def sought(conditions: Conditions) -> str:
    """What finds all rows that fulfil the conditions, and maybe others: a tsquery. Empty when nothing narrows it."""
    return " & ".join(f"({found})" for found in map(_one, conditions) if found)


def _one(condition: Condition) -> str:
    if isinstance(condition, AnyOf):
        return _any(map(_one, condition.conditions))
    if isinstance(condition, AllOf):
        return sought(condition.conditions)
    if not isinstance(condition, Is):
        return ""
    if condition.operator == "contains":
        return f"{_word(condition.value)} | {_quoted(OVERLONG)}"
    if condition.operator == "has any of":
        return _any(map(_mark, condition.value))
    if condition.column not in MARKS or condition.operator not in ("=", "in"):
        return ""
    values = condition.value if condition.operator == "in" else (condition.value,)
    return _any(_mark(f"{MARKS[condition.column]}={_text(value)}") for value in values)


def _any(found: Iterable[str]) -> str:
    """Either of these; nothing when one of them says nothing."""
    alternatives = list(found)
    return " | ".join(f"({one})" for one in alternatives) if all(alternatives) else ""


def _word(word: str) -> str:
    """The pieces of a word that the index has: four characters, and two where Chinese ones follow each other."""
    size = 4 if len(word) >= 4 else 2
    if len(word) < size or (size == 2 and any(char.isascii() for char in word)):
        return f"{_quoted(word)}:*"
    pieces = dict.fromkeys(word[n : n + size] for n in range(len(word) - size + 1))
    return "(" + " & ".join(map(_quoted, pieces)) + ")"


def _mark(mark: str) -> str:
    return _quoted(mark) if len(mark) <= LONGEST_MARK else f"{_quoted(mark[:LONGEST_MARK])}:*"


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _quoted(text: str) -> str:
    doubled = text.replace("\\", "\\\\").replace("'", "''")
    return f"'{doubled}'"
