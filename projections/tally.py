"""How many rows of a table there are by some of its columns together, kept beside it in the very same transactions.

A board of a million cases has some ten thousand different rows by state, community, unit and so on. Numbers by any of
those columns, narrowed by any others, are sums over these few. A model asks for it by naming columns in `counted`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from operator import attrgetter
from typing import Any, Generic, TypeVar

from psycopg import sql

from projections.columns import columns_of
from projections.ports import Connection
from projections.projection import Key, Projection

R = TypeVar("R")


class Tally(Generic[R]):
    """The tally of one physical table."""

    shown_as = "_counts"

    def __init__(self, schema: str, name: str, projection: Projection[R]) -> None:
        self.identifier = sql.Identifier(schema, name + self.shown_as)
        self._counted = sql.Identifier(schema, name)
        self._columns = [column for column in columns_of(projection.row) if column.name in projection.counted]
        self._place: Callable[[R], tuple[Any, ...]] = attrgetter(*(column.name for column in self._columns))
        self._names = [sql.Identifier(column.name) for column in self._columns]

    @property
    def rows(self) -> sql.Composed:
        """Its rows in one order, as a SELECT."""
        names = sql.SQL(", ").join(self._names)
        return sql.SQL("SELECT {}, cases FROM {} ORDER BY {}").format(names, self.identifier, names)

    def create(self, connection: Connection) -> None:
        """Create it, empty."""
        declared = [
            sql.SQL("{} {}").format(sql.Identifier(column.name), sql.SQL(column.declaration))
            for column in self._columns
        ]
        made = sql.SQL("CREATE TABLE {} ({}, cases bigint NOT NULL, PRIMARY KEY ({})) WITH (fillfactor = 70)")
        names = sql.SQL(", ").join(self._names)
        connection.execute(made.format(self.identifier, sql.SQL(", ").join(declared), names))

    def refill(self, connection: Connection) -> None:
        """Count every row of the table."""
        connection.execute(sql.SQL("DELETE FROM {}").format(self.identifier))
        names = sql.SQL(", ").join(self._names)
        counted = sql.SQL("INSERT INTO {0} SELECT {1}, count(*) FROM {2} GROUP BY {1}")
        connection.execute(counted.format(self.identifier, names, self._counted))
        connection.execute(sql.SQL("ANALYZE {}").format(self.identifier))

    def follow(self, connection: Connection, before: Mapping[Key, R], after: Mapping[Key, R | None]) -> None:
        """Follow a change of rows: what is counted moves from one place to another."""
        changes = self._changes(before, after)
        if not changes:
            return
        values = [list(column) for column in zip(*changes, strict=True)]
        connection.execute(self._merged, [*values, list(changes.values())])

    def _changes(self, before: Mapping[Key, R], after: Mapping[Key, R | None]) -> dict[tuple[Any, ...], int]:
        found: Counter[tuple[Any, ...]] = Counter()
        found.update(map(self._place, (row for row in after.values() if row is not None)))
        found.subtract(map(self._place, _of(before, after)))
        return {place: change for place, change in found.items() if change}

    @cached_property
    def _merged(self) -> bytes:
        arrays = [sql.SQL("%b::{}[]").format(sql.SQL(column.type)) for column in self._columns]
        same = [sql.SQL("t.{0} = d.{0}").format(name) for name in self._names]
        text = sql.SQL(
            "MERGE INTO {tally} t USING unnest({arrays}, %b::bigint[]) AS d ({names}, change) ON {same}"
            " WHEN MATCHED AND t.cases + d.change = 0 THEN DELETE"
            " WHEN MATCHED THEN UPDATE SET cases = t.cases + d.change"
            " WHEN NOT MATCHED THEN INSERT ({names}, cases) VALUES ({values}, d.change)"
        )
        return text.format(
            tally=self.identifier,
            arrays=sql.SQL(", ").join(arrays),
            names=sql.SQL(", ").join(self._names),
            same=sql.SQL(" AND ").join(same),
            values=sql.SQL(", ").join(sql.SQL("d.{}").format(name) for name in self._names),
        ).as_bytes()


def _of(before: Mapping[Key, R], keys: Iterable[Key]) -> Iterable[R]:
    return (before[key] for key in keys if key in before)
