"""The books of one office's read side: its schema, the followers it knows, the tables that are live.

The schema carries the jurisdiction, because positions are those of one jurisdiction's log.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from psycopg import sql

from projections.ports import Connection
from workflows.log.reading import require_jurisdiction

DDL_LOCK = 0x62_69_68_75_61_6E
"""Advisory lock under which tables are made, so that two that start at once do not collide."""


@dataclass(frozen=True)
class Follower:
    """One row of the books: a follower of the log. `model` is None when it keeps no table."""

    name: str
    model: str | None
    version: int
    shape: str
    state: str
    position: int


@dataclass(frozen=True)
class Books:
    """Where the read side of one jurisdiction lies. ValueError for a code that cannot name a schema."""

    jurisdiction: str

    def __post_init__(self) -> None:
        require_jurisdiction(self.jurisdiction)

    @property
    def schema(self) -> str:
        """Name of the schema that holds this jurisdiction's read models."""
        return f"read_{self.jurisdiction}"

    @property
    def channel(self) -> str:
        """Channel on which followers tell how far they have come: "name position"."""
        return f"bihuan_{self.schema}"

    def table(self, name: str) -> sql.Identifier:
        """A table or view of this schema."""
        return sql.Identifier(self.schema, name)

    def sql(self, text: str, **parts: sql.Composable) -> sql.Composed:
        """A statement with `{consumers}` and `{parked}` put in."""
        named = {"consumers": self.table("consumers"), "parked": self.table("parked")}
        return sql.SQL(text).format(**named, **parts)

    def prepare(self, connection: Connection) -> None:
        """Create what is missing; safe to repeat, and when several do it at once."""
        text = files("projections").joinpath("books.sql").read_text(encoding="utf-8")
        with connection.transaction():
            connection.execute("SET LOCAL client_min_messages = warning")
            connection.execute("SELECT pg_advisory_xact_lock(%s)", [DDL_LOCK])
            connection.execute(sql.SQL(text).format(schema=sql.Identifier(self.schema)))

    def followers(self, connection: Connection, model: str | None = None) -> list[Follower]:
        """Every follower, or those of one model, in order of name."""
        chosen = self.sql(
            "SELECT name, model, version, shape, state, position FROM {consumers}"
            " WHERE %(model)s::text IS NULL OR model = %(model)s ORDER BY name"
        )
        return [Follower(*row) for row in connection.execute(chosen, {"model": model}).fetchall()]

    def live(self, connection: Connection, model: str) -> Follower | None:
        """The follower whose table shows this model now."""
        found = (follower for follower in self.followers(connection, model) if follower.state == "live")
        return next(found, None)

    def enter(self, connection: Connection, follower: Follower) -> None:
        """Add a follower that is not there yet."""
        added = self.sql(
            "INSERT INTO {consumers} (name, model, version, shape, state, position)"
            " VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT (name) DO NOTHING"
        )
        values: list[Any] = [follower.name, follower.model, follower.version, follower.shape]
        connection.execute(added, [*values, follower.state, follower.position])

    def strike(self, connection: Connection, name: str) -> None:
        """Remove a follower and what it parked."""
        connection.execute(self.sql("DELETE FROM {consumers} WHERE name = %s"), [name])
