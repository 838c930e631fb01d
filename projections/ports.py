"""What the read side needs of the log, and what the runner needs of whoever follows it."""

from __future__ import annotations

from collections.abc import Sequence, Set
from typing import Any, NamedTuple, Protocol

import psycopg

from domain.envelope import Event

Connection = psycopg.Connection[Any]


class Log(Protocol):
    """The log of one jurisdiction, read in the order of its positions."""

    def page(self, after: int, limit: int) -> Sequence[Event]:
        """At most `limit` events with a position above `after`, in order."""
        ...

    def stream(self, stream_id: str) -> Sequence[Event]:
        """Every event of one case, in order."""
        ...

    def head(self) -> int:
        """The last position, 0 while the log is empty."""
        ...


class Poison(NamedTuple):
    """An event that could not be handled, and why: the kind of error and where, never a value of the event."""

    stream_id: str
    position: int
    error: str


class Consumer(Protocol):
    """Whoever follows the log, one batch at a time."""

    @property
    def name(self) -> str:
        """What its position is kept under; another name begins at the beginning."""
        ...

    def take(self, connection: Connection, events: Sequence[Event], parked: Set[str]) -> list[Poison]:
        """Do what these events ask for, inside the transaction that will advance the position.

        Events of `parked` streams are left alone. What cannot be handled is returned and parks its stream; it
        must not keep the rest from being done. An exception means that nothing was done.
        """
        ...

    def retry(self, connection: Connection, events: Sequence[Event], since: int) -> list[Poison]:
        """Try a parked stream again: all its events up to the consumer's position; `since` failed last time."""
        ...
