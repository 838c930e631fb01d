"""Which table a read model is read from: a view with its name, pointed at another table in one transaction.

Readers name the view. They wait for the moment of the switch and never fail; the switch waits for readers only
briefly and tries again, since everybody who comes later would wait behind it.
"""

from __future__ import annotations

from typing import Any

from psycopg import errors, sql

from projections.books import DDL_LOCK, Books, Follower
from projections.building import Beside, discard, free_name, grow
from projections.pages import next_page
from projections.ports import Connection, Log
from projections.projection import Projection
from projections.table import COMPANIONS, Table

PATIENCE = "300ms"
"""How long one attempt waits for readers."""
ATTEMPTS = 100


class SwitchBlocked(Exception):
    """Somebody has read a model in one transaction for half a minute. Nothing was changed; try again when it ended."""


def make_live(connection: Connection, books: Books, projection: Projection[Any]) -> None:
    """Give a model that has none an empty live table; it fills as the log is followed."""
    with connection.transaction():
        connection.execute("SELECT pg_advisory_xact_lock(%s)", [DDL_LOCK])
        if books.live(connection, projection.name) is not None:
            return
        table = Table(books.schema, free_name(connection, books, projection), projection)
        table.create(connection)
        table.index(connection)
        entry = Follower(table.name, projection.name, projection.version, projection.shape, "live", 0)
        books.enter(connection, entry)
        _point(connection, books, table)


def switch(connection: Connection, books: Books, log: Log, beside: Beside) -> None:
    """Make a built table the live one, at or after the position of the one it replaces, and drop that one."""
    for _ in range(ATTEMPTS):
        grow(connection, log, [beside], log.head())
        reached = beside.following.position
        try:
            old = _switched(connection, books, log, beside)
        except errors.LockNotAvailable:
            beside.following.position = reached
            continue
        for follower in old:
            discard(connection, books, Table(books.schema, follower.name, beside.projection))
        return
    raise SwitchBlocked(f"{beside.projection.name} is being read in one long transaction; try again later")


def _switched(connection: Connection, books: Books, log: Log, beside: Beside) -> list[Follower]:
    """Hold the old table still, catch up with it, and point the view at the new one."""
    model = beside.projection.name
    with connection.transaction():
        connection.execute(sql.SQL("SET LOCAL lock_timeout = {}").format(sql.Literal(PATIENCE)))
        held = books.sql("SELECT name FROM {consumers} WHERE model = %s AND state = 'live' FOR UPDATE")
        connection.execute(held, [model])
        old = [follower for follower in books.followers(connection, model) if follower.state == "live"]
        least = max((follower.position for follower in old), default=0)
        while beside.following.position < least:
            beside.following.advance(connection, next_page(log, beside.following.position, least))
        retired = books.sql("UPDATE {consumers} SET state = 'retired' WHERE model = %s AND state = 'live'")
        connection.execute(retired, [model])
        risen = books.sql(
            "UPDATE {consumers} SET state = 'live', owner = '', lease_until = '-infinity' WHERE name = %s"
        )
        connection.execute(risen, [beside.table.name])
        _point(connection, books, beside.table)
    return old


def _point(connection: Connection, books: Books, table: Table[Any]) -> None:
    shown = {table.projection.name: table.identifier}
    shown |= {table.projection.name + one.shown_as: one.identifier for one in table.companions}
    for kind in COMPANIONS:
        old = books.table(table.projection.name + kind.shown_as)
        connection.execute(sql.SQL("DROP VIEW IF EXISTS {}").format(old))
    for name, identifier in shown.items():
        view = books.table(name)
        connection.execute(sql.SQL("DROP VIEW IF EXISTS {}").format(view))
        connection.execute(sql.SQL("CREATE VIEW {} AS SELECT * FROM {}").format(view, identifier))
