"""The SQL of one physical table of a read model, generated from its row type.

Rows are written in bulk: copied into a temporary table and merged from there, which costs a third of row-wise
upserts and nothing in clarity. Identifiers are quoted, values never stand in the text of a statement. What is said with
every batch is put together once: 45 columns take longer to name than a few rows to write.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, Generic, TypeVar

from psycopg import sql

from projections.columns import columns_of, reader, writer
from projections.companion import Companion
from projections.ports import Connection
from projections.projection import Index, Key, Projection
from projections.tally import Tally
from projections.words import Words

R = TypeVar("R")
COMPANIONS = (Tally, Words)
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
        self.companions = tuple(_companions(schema, name, projection))
        self._schema = sql.Identifier(schema)
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
        for companion in self.companions:
            companion.create(connection)

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
        if index.expression:
            columns = sql.SQL(index.expression).format(schema=self._schema)
        return sql.SQL("CREATE INDEX ON {} USING {} ({}){}{}").format(
            self.identifier,
            sql.Identifier(index.method),
            columns,
            sql.SQL(f" WITH ({index.options})" if index.options else ""),
            sql.SQL(f" WHERE {index.where}" if index.where else ""),
        )

    def drop(self, connection: Connection) -> None:
        """Drop the table if it is there, and whatever a release may have put beside it."""
        names = (self.name, *(self.name + kind.shown_as for kind in COMPANIONS))
        for name in names:
            connection.execute(
                sql.SQL("DROP TABLE IF EXISTS {}.{}").format(self._schema, sql.Identifier(name))
            )

    def rows(self, connection: Connection, keys: Sequence[Key]) -> dict[Key, R]:
        """The rows of these keys."""
        found = connection.cursor(binary=True).execute(self._chosen, [list(keys)]).fetchall()
        rows = map(self._row, found)
        return {getattr(row, self.projection.key_column): row for row in rows}

    def append(self, connection: Connection, rows: Iterable[R]) -> None:
        """Add rows whose keys are new."""
        self._copy(connection, self._appended, rows)

    def merge(self, connection: Connection, changed: Mapping[Key, R | None]) -> None:
        """Insert or replace rows by key; None takes a row away. Once in a transaction, or `unstage` in between."""
        gone = [key for key, row in changed.items() if row is None]
        if gone:
            away = sql.SQL("DELETE FROM {} WHERE {} = ANY(%b)").format(self.identifier, self._key)
            connection.execute(away, [gone])
        kept = [row for row in changed.values() if row is not None]
        if kept:
            self._stage(connection)
            self._copy(connection, self._copied, kept)
            connection.execute(self._merged)

    def _stage(self, connection: Connection) -> None:
        """Make room for staged rows; it empties itself at commit."""
        connection.execute(self._made_stage)

    def follow(self, connection: Connection, before: Mapping[Key, R], after: Mapping[Key, R | None]) -> None:
        """Let what lies beside the table follow a change of rows."""
        for companion in self.companions:
            companion.follow(connection, before, after)

    def refill(self, connection: Connection) -> None:
        """Fill what lies beside the table, after rows were written that it did not follow."""
        for companion in self.companions:
            companion.refill(connection)

    def unstage(self, connection: Connection) -> None:
        """Empty the staged rows before the end of the transaction."""
        self._stage(connection)
        connection.execute(sql.SQL("DELETE FROM {}").format(self._staged))

    @cached_property
    def _chosen(self) -> bytes:
        text = sql.SQL("SELECT {} FROM {} WHERE {} = ANY(%b)")
        return text.format(self.names, self.identifier, self._key).as_bytes()

    @cached_property
    def _made_stage(self) -> bytes:
        made = sql.SQL("CREATE TEMP TABLE IF NOT EXISTS {} (LIKE {}) ON COMMIT DELETE ROWS")
        return made.format(self._stage_name, self.identifier).as_bytes()

    @cached_property
    def _merged(self) -> bytes:
        changes = sql.SQL(", ").join(
            sql.SQL("{0} = EXCLUDED.{0}").format(sql.Identifier(column.name))
            for column in self._columns
            if column.name != self.projection.key_column
        )
        text = sql.SQL("INSERT INTO {} ({}) SELECT {} FROM {} ON CONFLICT ({}) DO UPDATE SET {}")
        return text.format(
            self.identifier, self.names, self.names, self._staged, self._key, changes
        ).as_bytes()

    @cached_property
    def _appended(self) -> bytes:
        return self._copied_into(self.identifier)

    @cached_property
    def _copied(self) -> bytes:
        return self._copied_into(self._staged)

    def _copied_into(self, target: sql.Identifier) -> bytes:
        return sql.SQL("COPY {} ({}) FROM STDIN (FORMAT BINARY)").format(target, self.names).as_bytes()

    def _copy(self, connection: Connection, statement: bytes, rows: Iterable[R]) -> None:
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


def _companions(schema: str, name: str, projection: Projection[R]) -> Iterator[Companion]:
    if projection.counted:
        yield Tally(schema, name, projection)
    if projection.words:
        yield Words(schema, name, projection, projection.words)
