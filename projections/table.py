"""The SQL of one physical table of a read model, generated from its row type.

Rows are written in bulk: copied into a temporary table and merged from there, which costs a third of row-wise
upserts and nothing in clarity. Identifiers are quoted, values never stand in the text of a statement.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Generic, TypeVar

from psycopg import sql

from projections.columns import columns_of, reader, writer
from projections.ports import Connection
from projections.projection import Index, Key, Projection

R = TypeVar("R")
FILL_FACTOR = 80
"""Per cent of a page filled at first: a changed row finds room beside the old one."""


class Table(Generic[R]):
    """One physical table: where the rows of a projection lie. `append_only` tables are copied into directly."""

    def __init__(self, schema: str, name: str, projection: Projection[R]) -> None:
        self.name = name
        self.projection = projection
        self._columns = columns_of(projection.row)
        self._values, self._row = writer(projection.row), reader(projection.row)
        self._types = [column.sent_as for column in self._columns]
        self.identifier = sql.Identifier(schema, name)
        self._stage_name = sql.Identifier(f"staged_{name}")
        self._staged = sql.Identifier("pg_temp", f"staged_{name}")
        self._key = sql.Identifier(projection.key_column)
        self.names = sql.SQL(", ").join(sql.Identifier(column.name) for column in self._columns)

    def create(self, connection: Connection) -> None:
        """Create the table with its key, yet without the other indexes."""
        declared = [
            sql.SQL("{} {}").format(sql.Identifier(column.name), sql.SQL(column.declaration))
            for column in self._columns
        ]
        key = sql.SQL("PRIMARY KEY ({})").format(self._key)
        storage = sql.SQL(f"WITH (fillfactor = {100 if self.projection.append_only else FILL_FACTOR})")
        columns = sql.SQL(", ").join([*declared, key])
        connection.execute(sql.SQL("CREATE TABLE {} ({}) {}").format(self.identifier, columns, storage))

    def index(self, connection: Connection) -> None:
        """Create the indexes, once the bulk of the rows is there, and let the planner know what there is."""
        for index in self.projection.indexes:
            connection.execute(self._index(index))
        connection.execute(sql.SQL("ANALYZE {}").format(self.identifier))

    def _index(self, index: Index) -> sql.Composed:
        columns = sql.SQL(", ").join(
            sql.SQL("{} DESC" if name in index.descending else "{}").format(sql.Identifier(name))
            for name in index.columns
        )
        made = sql.SQL("CREATE INDEX ON {} USING {} ({})").format(
            self.identifier, sql.Identifier(index.method), columns
        )
        return made + sql.SQL(" WHERE " + index.where) if index.where else made

    def drop(self, connection: Connection) -> None:
        """Drop the table if it is there."""
        connection.execute(sql.SQL("DROP TABLE IF EXISTS {}").format(self.identifier))

    def rows(self, connection: Connection, keys: Sequence[Key]) -> dict[Key, R]:
        """The rows of these keys."""
        chosen = sql.SQL("SELECT {} FROM {} WHERE {} = ANY(%b)").format(
            self.names, self.identifier, self._key
        )
        found = connection.cursor(binary=True).execute(chosen, [list(keys)]).fetchall()
        rows = map(self._row, found)
        return {getattr(row, self.projection.key_column): row for row in rows}

    def append(self, connection: Connection, rows: Iterable[R]) -> None:
        """Add rows whose keys are new."""
        self._copy(connection, self.identifier, rows)

    def merge(self, connection: Connection, changed: Mapping[Key, R | None]) -> None:
        """Insert or replace rows by key; None takes a row away. Once in a transaction, or `unstage` in between."""
        gone = [key for key, row in changed.items() if row is None]
        if gone:
            away = sql.SQL("DELETE FROM {} WHERE {} = ANY(%b)").format(self.identifier, self._key)
            connection.execute(away, [gone])
        kept = [row for row in changed.values() if row is not None]
        if kept:
            self._stage(connection)
            self._copy(connection, self._staged, kept)
            connection.execute(self._merged())

    def _stage(self, connection: Connection) -> None:
        """Make room for staged rows; it empties itself at commit."""
        made = sql.SQL("CREATE TEMP TABLE IF NOT EXISTS {} (LIKE {}) ON COMMIT DELETE ROWS")
        connection.execute(made.format(self._stage_name, self.identifier))

    def unstage(self, connection: Connection) -> None:
        """Empty the staged rows before the end of the transaction."""
        self._stage(connection)
        connection.execute(sql.SQL("DELETE FROM {}").format(self._staged))

    def _merged(self) -> sql.Composed:
        changes = sql.SQL(", ").join(
            sql.SQL("{0} = EXCLUDED.{0}").format(sql.Identifier(column.name))
            for column in self._columns
            if column.name != self.projection.key_column
        )
        return sql.SQL("INSERT INTO {} ({}) SELECT {} FROM {} ON CONFLICT ({}) DO UPDATE SET {}").format(
            self.identifier, self.names, self.names, self._staged, self._key, changes
        )

    def _copy(self, connection: Connection, target: sql.Identifier, rows: Iterable[R]) -> None:
        statement = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT BINARY)").format(target, self.names)
        with connection.cursor().copy(statement) as copy:
            copy.set_types(self._types)
            for row in rows:
                copy.write_row(self._values(row))

    def count(self, connection: Connection) -> int:
        """How many rows there are."""
        counted: Any = connection.execute(
            sql.SQL("SELECT count(*) FROM {}").format(self.identifier)
        ).fetchone()
        return int(counted[0])
