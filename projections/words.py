"""The texts of some rows, in a table that changes only when they do: words are found there without looking at each row.

The row of a case is written anew with every fact, and with it every index. The words of a case hardly ever change, but
an index of them has some fifty entries a case. So it lies on a table of its own, for as long as a case is open.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from psycopg import sql

from projections.ports import Connection
from projections.projection import Key, Projection, Worded

SOUGHT = "{schema}.sought('{{}}'::text[], {column})"
PENDING = "gin_pending_list_limit = 128"
"""In kB: so many entries gather before they are put where they belong, some milliseconds for all of them."""


class Words:
    """The words of one physical table."""

    shown_as = "_words"

    def __init__(self, schema: str, name: str, projection: Projection[Any], worded: Worded) -> None:
        self.identifier = sql.Identifier(schema, name + self.shown_as)
        self._table = sql.Identifier(schema, name)
        self._worded = worded
        self._names = {
            "words": self.identifier,
            "table": self._table,
            "key": sql.Identifier(projection.key_column),
            "column": sql.Identifier(worded.column),
            "where": sql.SQL(worded.where),
            "schema": sql.Identifier(schema),
        }

    def _sql(self, text: str) -> sql.Composed:
        return sql.SQL(text).format(**self._names)

    @property
    def rows(self) -> sql.Composed:
        """Its rows in one order, as a SELECT."""
        return self._sql("SELECT {key}, {column} FROM {words} ORDER BY {key}")

    def create(self, connection: Connection) -> None:
        """Create it, empty, with its index."""
        columns = '{key} text COLLATE "C" PRIMARY KEY, {column} text COLLATE "C" NOT NULL'
        connection.execute(self._sql(f"CREATE TABLE {{words}} ({columns})"))
        connection.execute(self._sql(f"CREATE INDEX ON {{words}} USING gin ({SOUGHT}) WITH ({PENDING})"))

    def refill(self, connection: Connection) -> None:
        """Fill it anew from the rows as they are."""
        connection.execute(self._sql("DELETE FROM {words}"))
        connection.execute(self._sql("INSERT INTO {words} SELECT {key}, {column} FROM {table} WHERE {where}"))
        connection.execute(self._sql("ANALYZE {words}"))

    def follow(self, connection: Connection, before: Mapping[Key, Any], after: Mapping[Key, Any]) -> None:
        """Follow a change of rows; most change no word."""
        now = {key: self._said(row) for key, row in after.items()}
        said = {key: text for key, text in now.items() if text != self._said(before.get(key))}
        gone = [key for key, text in said.items() if text is None]
        kept = {key: text for key, text in said.items() if text is not None}
        if gone:
            connection.execute(self._sql("DELETE FROM {words} WHERE {key} = ANY(%b)"), [gone])
        if kept:
            put = self._sql(
                "INSERT INTO {words} SELECT * FROM unnest(%b::text[], %b::text[])"
                " ON CONFLICT ({key}) DO UPDATE SET {column} = EXCLUDED.{column}"
            )
            connection.execute(put, [list(kept), list(kept.values())])

    def _said(self, row: Any) -> str | None:
        if row is None or not self._worded.holds(row):
            return None
        return str(getattr(row, self._worded.column))
