"""A question to the read side: statement, parameters, and what its rows mean. Asked over either kind of connection.

No statement is prepared: the plan depends on how frequent the very values are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import psycopg
from psycopg import sql
from psycopg.rows import tuple_row

T = TypeVar("T")
Rows = list[tuple[Any, ...]]


@dataclass(frozen=True)
class Query(Generic[T]):
    """Everything needed to ask; nothing was sent yet."""

    text: sql.Composed
    params: Mapping[str, Any]
    read: Callable[[Rows], T]


def ask(connection: psycopg.Connection[Any], query: Query[T]) -> T:
    """Ask and wait for the answer."""
    with connection.cursor(row_factory=tuple_row, binary=True) as cursor:
        return query.read(cursor.execute(query.text, query.params, prepare=False).fetchall())


async def ask_async(connection: psycopg.AsyncConnection[Any], query: Query[T]) -> T:
    """Ask without blocking the event loop."""
    async with connection.cursor(row_factory=tuple_row, binary=True) as cursor:
        await cursor.execute(query.text, query.params, prepare=False)
        return query.read(await cursor.fetchall())
