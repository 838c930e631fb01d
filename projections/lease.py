"""Who may write: one owner at a time for each follower, and a token by which a late one is found out.

A lease runs by the database's clock. The token grows with every owner; every write first locks its follower's row
and asks for the token, so an owner that was taken for dead and wakes up writes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from projections.books import Books
from projections.ports import Connection


class LeaseLost(Exception):
    """Somebody else follows now, or the table was retired; whoever finds out stops writing."""


@dataclass(frozen=True)
class Lease:
    """The right to write for one follower."""

    name: str
    token: int
    lasts: timedelta


@dataclass(frozen=True)
class Standing:
    """Where a follower stands: its position, and the streams it has parked."""

    position: int
    parked: frozenset[str]


def acquire(
    connection: Connection, books: Books, name: str, owner: str, lasts: timedelta
) -> tuple[Lease, int] | None:
    """Take the lease if it is free, has run out, or is one's own, and learn the position.

    None when another holds it or is writing.
    It is durable before it is used: a token given twice after a crash would let two owners write.
    """
    taken = books.sql(
        "UPDATE {consumers} SET owner = %(owner)s, token = nextval(%(tokens)s), seen_at = clock_timestamp(),"
        " lease_until = clock_timestamp() + %(lasts)s WHERE name = (SELECT name FROM {consumers}"
        " WHERE name = %(name)s AND state <> 'retired'"
        " AND (owner IN ('', %(owner)s) OR lease_until < clock_timestamp())"
        " FOR UPDATE SKIP LOCKED) RETURNING token, position"
    )
    with connection.transaction():
        connection.execute("SET LOCAL synchronous_commit = on")
        values = {"name": name, "owner": owner, "lasts": lasts, "tokens": books.table("tokens").as_string()}
        row = connection.execute(taken, values).fetchone()
    return (Lease(name, row[0], lasts), row[1]) if row else None


def hold(connection: Connection, books: Books, lease: Lease) -> Standing:
    """Lock the follower's row until the end of the transaction. Raises LeaseLost when the token is not ours."""
    held = books.sql(
        "SELECT position, ARRAY(SELECT stream_id FROM {parked} p WHERE p.consumer = c.name)"
        " FROM {consumers} c WHERE name = %s AND token = %s AND state <> 'retired' FOR UPDATE"
    )
    row = connection.execute(held, [lease.name, lease.token]).fetchone()
    if row is None:
        raise LeaseLost(f"{lease.name} is followed by another now")
    return Standing(row[0], frozenset(row[1]))


def advance(connection: Connection, books: Books, lease: Lease, position: int) -> None:
    """Write down how far the follower came and tell whoever waits, with the commit; only while it is held."""
    moved = books.sql(
        "WITH moved AS (UPDATE {consumers} SET position = %(position)s, seen_at = clock_timestamp(),"
        " lease_until = clock_timestamp() + %(lasts)s WHERE name = %(name)s RETURNING name, position)"
        " SELECT pg_notify(%(channel)s, name || ' ' || position) FROM moved"
    )
    values: dict[str, Any] = {"name": lease.name, "position": position, "lasts": lease.lasts}
    connection.execute(moved, {**values, "channel": books.channel})


def renew(connection: Connection, books: Books, lease: Lease) -> bool:
    """Keep the lease while there is nothing to do; False when it is lost."""
    kept = books.sql(
        "UPDATE {consumers} SET lease_until = clock_timestamp() + %s, seen_at = clock_timestamp()"
        " WHERE name = %s AND token = %s AND state <> 'retired' RETURNING name"
    )
    return connection.execute(kept, [lease.lasts, lease.name, lease.token]).fetchone() is not None


def release(connection: Connection, books: Books, lease: Lease) -> None:
    """Give the lease back, so that another need not wait until it runs out."""
    given = books.sql(
        "UPDATE {consumers} SET owner = '', lease_until = '-infinity' WHERE name = %s AND token = %s"
    )
    connection.execute(given, [lease.name, lease.token])
