"""Tables built beside the live ones, from the first fact on, all of them in one pass over the log."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from time import monotonic
from typing import Any

from psycopg import errors

from projections.books import DDL_LOCK, Books, Follower
from projections.connecting import another
from projections.filling import Filling, RowRefused
from projections.following import Following
from projections.lease import LeaseLost
from projections.pages import next_page, uncollected
from projections.parking import told
from projections.ports import Connection, Log
from projections.projection import Projection
from projections.read_model import ReadModel
from projections.table import Table

LOG = logging.getLogger("bihuan.projections")
REBUILD_PAGE = 5_000
"""Events a batch when rebuilding; larger ones cost memory and gain nothing, since rows are not written by the batch."""
INDEXED_AT_ONCE = 2
LEASE = timedelta(hours=1)
"""Longer than any index takes to be made; what a killed build left is swept away after that."""


@dataclass(frozen=True)
class Headway:
    """How far a build has come: positions, events a second so far, seconds left at that rate."""

    position: int
    head: int
    events_per_s: float
    seconds_left: float


Tell = Callable[[Headway], None]


def silent(_: Headway) -> None:
    """Tell nobody."""


@dataclass(frozen=True)
class Beside:
    """A table that is being built, and who builds it."""

    projection: Projection[Any]
    table: Table[Any]
    following: Following


def begin(
    connection: Connection, books: Books, projections: Iterable[Projection[Any]], owner: str
) -> list[Beside]:
    """Make an empty table for each projection beside whatever is there. What a killed build left is swept away."""
    return [_begun(connection, books, projection, owner) for projection in projections]


def _begun(connection: Connection, books: Books, projection: Projection[Any], owner: str) -> Beside:
    sweep(connection, books, projection)
    with connection.transaction():
        connection.execute("SELECT pg_advisory_xact_lock(%s)", [DDL_LOCK])
        table = Table(books.schema, free_name(connection, books, projection), projection)
        table.create(connection)
        entry = Follower(table.name, projection.name, projection.version, projection.shape, "building", 0)
        books.enter(connection, entry)
    following = Following.begin(connection, books, ReadModel(table), owner, LEASE)
    if following is None:
        raise LeaseLost(f"{table.name} was taken over by another build")
    return Beside(projection, table, following)


def free_name(connection: Connection, books: Books, projection: Projection[Any]) -> str:
    """A table name of this shape that no other build has taken."""
    taken = {follower.name for follower in books.followers(connection, projection.name)}
    names = [projection.table, *(f"{projection.table}_{n}" for n in range(2, len(taken) + 3))]
    return next(name for name in names if name not in taken)


def sweep(connection: Connection, books: Books, projection: Projection[Any]) -> None:
    """Drop tables that nobody builds or shows any more; one that is still being read is left for the next time."""
    unused = books.sql(
        "SELECT name FROM {consumers} WHERE model = %s AND (state = 'retired'"
        " OR (state = 'building' AND lease_until < clock_timestamp()))"
    )
    for (name,) in connection.execute(unused, [projection.name]).fetchall():
        discard(connection, books, Table(books.schema, name, projection))


def discard(connection: Connection, books: Books, table: Table[Any]) -> None:
    """Drop a table that is not live, unless somebody still reads it."""
    try:
        with connection.transaction():
            connection.execute("SET LOCAL lock_timeout = '1s'")
            books.strike(connection, table.name)
            table.drop(connection)
    except errors.LockNotAvailable:
        return


def fill(
    connection: Connection,
    books: Books,
    log: Log,
    projections: Sequence[Projection[Any]],
    until: int,
    *,
    owner: str,
    tell: Tell = silent,
    page: int = REBUILD_PAGE,
) -> list[Beside]:
    """Make a table for each projection, without indexes, and bring it to a position, the quick way if all is well."""
    besides = begin(connection, books, projections, owner)
    try:
        _filled(connection, log, besides, until, tell, page)
    except RowRefused as refused:
        LOG.warning("a row was refused, so every page is written: %s", told(refused.__cause__ or refused))
        for beside in besides:
            discard(connection, books, beside.table)
        besides = begin(connection, books, projections, owner)
        grow(connection, log, besides, until, tell, page)
    return besides


def _filled(
    connection: Connection, log: Log, besides: Sequence[Beside], until: int, tell: Tell, page: int
) -> None:
    fillings = [Filling(beside.table) for beside in besides]
    for beside, filling in zip(besides, fillings, strict=True):
        beside.following.consumer = filling
    grow(connection, log, besides, until, tell, page)
    for beside, filling in zip(besides, fillings, strict=True):
        beside.following.settle(connection, filling.settle)
        beside.following.consumer = ReadModel(beside.table)


def grow(
    connection: Connection,
    log: Log,
    besides: Sequence[Beside],
    until: int,
    tell: Tell = silent,
    page: int = REBUILD_PAGE,
) -> None:
    """Bring all tables to a position, reading every page once."""
    began, first = monotonic(), min(beside.following.position for beside in besides)
    with uncollected():
        while (after := min(beside.following.position for beside in besides)) < until:
            found = next_page(log, after, min(page, until - after))
            if found.through == after:
                return
            for beside in besides:
                if beside.following.position == after:
                    beside.following.advance(connection, found)
            rate = (found.through - first) / max(monotonic() - began, 1e-9)
            tell(Headway(found.through, until, rate, (until - found.through) / rate))


def finish(connection: Connection, besides: Iterable[Beside]) -> None:
    """Create the indexes, now that the bulk is there: of two tables at a time, since each keeps one process busy."""
    with ThreadPoolExecutor(max_workers=INDEXED_AT_ONCE) as pool:
        for _ in pool.map(lambda beside: _indexed(connection, beside), besides):
            pass  # whatever was raised is raised here


def _indexed(connection: Connection, beside: Beside) -> None:
    with closing(another(connection)) as own:
        beside.table.index(own)
