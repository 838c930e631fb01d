"""Build read models anew from the log: to replace what is live, or to prove that it is what the facts say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from projections.books import Books
from projections.building import REBUILD_PAGE, Beside, Tell, discard, fill, finish, grow, silent
from projections.digest import digest
from projections.ports import Connection, Log
from projections.projection import Projection
from projections.switch import make_live, switch
from projections.table import Table


class NewerRelease(Exception):
    """A newer release has taken over a read model; this one must not take it back."""


@dataclass(frozen=True)
class Comparison:
    """Digests of a live table and of one built beside it, both at `position`; `live` is None for another shape."""

    model: str
    position: int
    live: str | None
    rebuilt: str

    @property
    def equal(self) -> bool:
        """Whether the live table holds exactly what the facts say."""
        return self.live == self.rebuilt


def rebuild(
    connection: Connection,
    books: Books,
    log: Log,
    projections: Sequence[Projection[Any]],
    *,
    owner: str,
    tell: Tell = silent,
    page: int = REBUILD_PAGE,
) -> None:
    """Build every table beside the live one, catch up, switch. Readers and the followers of the old tables go on."""
    besides = fill(connection, books, log, projections, log.head(), owner=owner, tell=tell, page=page)
    finish(connection, besides)
    for beside in besides:
        switch(connection, books, log, beside)


def bring_up(
    connection: Connection,
    books: Books,
    log: Log,
    projections: Sequence[Projection[Any]],
    *,
    owner: str,
    tell: Tell = silent,
) -> None:
    """Make every model readable, and rebuild those that another release left in another shape.

    Raises NewerRelease when the live table is of a later version than this program knows.
    """
    books.prepare(connection)
    changed = []
    for projection in projections:
        live = books.live(connection, projection.name)
        if live is None:
            make_live(connection, books, projection)
        elif live.version > projection.version:
            known = f"this program knows {projection.version}"
            raise NewerRelease(f"{projection.name} is at version {live.version}, {known}")
        if (live is None and log.head()) or (live is not None and live.shape != projection.shape):
            changed.append(projection)
    if changed:
        rebuild(connection, books, log, changed, owner=owner, tell=tell)


def compare(
    connection: Connection,
    books: Books,
    log: Log,
    projections: Sequence[Projection[Any]],
    *,
    owner: str,
    tell: Tell = silent,
    page: int = REBUILD_PAGE,
) -> list[Comparison]:
    """Build every table beside the live one, to the very position of that one, and take both digests."""
    behind = [live.position for model in projections if (live := books.live(connection, model.name))]
    until = min(behind, default=log.head())
    besides = fill(connection, books, log, projections, until, owner=owner, tell=tell, page=page)
    try:
        return [_compared(connection, books, log, beside) for beside in besides]
    finally:
        for beside in besides:
            discard(connection, books, beside.table)


def _compared(connection: Connection, books: Books, log: Log, beside: Beside) -> Comparison:
    model, found = beside.projection.name, None
    with connection.transaction():
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        live = books.live(connection, model)
        if live is not None and live.shape == beside.projection.shape:
            found = digest(connection, Table(books.schema, live.name, beside.projection))
    position = live.position if live is not None else log.head()
    grow(connection, log, [beside], position)
    return Comparison(model, position, found, digest(connection, beside.table))
