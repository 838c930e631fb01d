"""One follower at work: a consumer with its lease, advanced by a page in one transaction."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta

from projections import lease as leases
from projections.books import Books, Follower
from projections.lease import Lease
from projections.pages import Page
from projections.parking import park, parked, told, unpark
from projections.ports import Connection, Consumer, Log, Poison
from workflows.log.errors import Undecodable

LOG = logging.getLogger("bihuan.projections")


class Following:
    """Holds the lease of a consumer and moves it on. LeaseLost from any of its writes ends it."""

    def __init__(self, books: Books, consumer: Consumer, lease: Lease, position: int) -> None:
        self.consumer = consumer
        self.lease = lease
        self.position = position
        self._books = books

    @classmethod
    def begin(
        cls, connection: Connection, books: Books, consumer: Consumer, owner: str, lasts: timedelta
    ) -> Following | None:
        """Take the lease and read the position; None while another follows. A new name is entered at the beginning."""
        books.enter(connection, Follower(consumer.name, None, 0, "", "live", 0))
        acquired = leases.acquire(connection, books, consumer.name, owner, lasts)
        return cls(books, consumer, *acquired) if acquired else None

    def advance(self, connection: Connection, page: Page) -> int:
        """Take a page that begins after `position`; returns how far it went. Rows and position commit together."""
        with connection.transaction():
            standing = leases.hold(connection, self._books, self.lease)
            if standing.position != self.position:
                raise leases.LeaseLost(f"{self.lease.name} was set to {standing.position} by another")
            poisons = self.consumer.take(connection, page.events, standing.parked)
            still = standing.parked | {poison.stream_id for poison in poisons}
            self._park(connection, [*poisons, *(one for one in page.unread if one.stream_id not in still)])
            leases.advance(connection, self._books, self.lease, page.through)
        moved, self.position = page.through - self.position, page.through
        return moved

    def settle(self, connection: Connection, write: Callable[[Connection], None]) -> None:
        """Write what a consumer kept for itself, while the lease is held; the position stays."""
        with connection.transaction():
            leases.hold(connection, self._books, self.lease)
            write(connection)

    def _park(self, connection: Connection, poisons: list[Poison]) -> None:
        park(connection, self._books, self.consumer.name, poisons)
        for poison in poisons:
            LOG.error("%s parked %s at position %d: %s", self.consumer.name, *poison)

    def renew(self, connection: Connection) -> None:
        """Keep the lease while there is nothing to do."""
        if not leases.renew(connection, self._books, self.lease):
            raise leases.LeaseLost(f"{self.lease.name} is followed by another now")

    def retry_parked(self, connection: Connection, log: Log) -> int:
        """Try every parked case again, from the log; returns how many go on."""
        return sum(
            self._retried(connection, log, found.stream_id, found.position)
            for found in parked(connection, self._books, self.consumer.name)
        )

    def _retried(self, connection: Connection, log: Log, stream_id: str, since: int) -> bool:
        with connection.transaction():
            leases.hold(connection, self._books, self.lease)
            poisons = self._tried(connection, log, stream_id, since)
            park(connection, self._books, self.consumer.name, poisons)
            if not poisons:
                unpark(connection, self._books, self.consumer.name, stream_id)
        return not poisons

    def _tried(self, connection: Connection, log: Log, stream_id: str, since: int) -> list[Poison]:
        try:
            events = [event for event in log.stream(stream_id) if event.envelope.position <= self.position]
        except Undecodable as error:
            return [Poison(stream_id, error.position, told(error))]
        return self.consumer.retry(connection, events, since)

    def end(self, connection: Connection) -> None:
        """Give the lease back."""
        leases.release(connection, self._books, self.lease)
