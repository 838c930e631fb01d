"""How far behind each follower is, and what stands still: for `/readyz`, metrics and `bihuan doctor`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from projections.books import Books
from projections.query import Query


@dataclass(frozen=True)
class Lag:
    """One live follower: `behind` events, last heard of `silent_s` seconds ago, with so many parked cases.

    `shape` tells whether its table is the one this release reads; empty for followers without a table.
    """

    name: str
    model: str | None
    shape: str
    position: int
    behind: int
    silent_s: float
    parked: int


def lag(books: Books, head: int) -> Query[tuple[Lag, ...]]:
    """Ask how far every live follower is behind `head`, the log's last position."""
    text = books.sql(
        "SELECT c.name, c.model, c.shape, c.position, greatest(%(head)s - c.position, 0),"
        " extract(epoch FROM clock_timestamp() - c.seen_at)::float8,"
        " (SELECT count(*) FROM {parked} p WHERE p.consumer = c.name)"
        " FROM {consumers} c WHERE c.state = 'live' ORDER BY c.name"
    )

    def read(rows: list[tuple[Any, ...]]) -> tuple[Lag, ...]:
        return tuple(Lag(*row) for row in rows)

    return Query(text, {"head": head}, read)
