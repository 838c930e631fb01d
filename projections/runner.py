"""The loop of a worker: follows the log with every consumer it holds a lease for. Any number of workers may run.

A page is read once for all consumers that stand at the same place. What is new is hinted at by NOTIFY and looked for
at least once a second. A worker that dies is replaced by another as soon as its leases have run out.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from datetime import timedelta
from functools import cache, partial
from threading import Event as Flag
from time import monotonic
from typing import Any

import psycopg

from projections.books import Books
from projections.connecting import connect
from projections.following import Following
from projections.hint import hints
from projections.lease import LeaseLost
from projections.pages import Page, next_page
from projections.parking import told
from projections.ports import Connection, Consumer, Log
from projections.projection import Projection
from projections.read_model import ReadModel
from projections.table import Table
from workflows.log.errors import GapInLog, LogError

LOG = logging.getLogger("bihuan.projections")
LIVE_PAGE = 1_000
POLL_S = 1.0
LEASE = timedelta(seconds=2)
OpenLog = Callable[[], AbstractContextManager[Log]]
Resolve = Callable[[Connection], Consumer | None]


def always(consumer: Consumer) -> Resolve:
    """A consumer that is what it is."""
    return lambda _: consumer


def live_model(books: Books, projection: Projection[Any]) -> Resolve:
    """The table that shows this read model now; None while another shape is live, built by another release."""

    def resolve(connection: Connection) -> Consumer | None:
        live = books.live(connection, projection.name)
        if live is None or live.shape != projection.shape:
            return None
        return ReadModel(Table(books.schema, live.name, projection))

    return resolve


class Runner:
    """Follows one jurisdiction's log. `owner` names this process among all, `bell` is the log's channel.

    `open_log` is called again whenever the database was lost.
    """

    def __init__(
        self,
        dsn: str,
        books: Books,
        open_log: OpenLog,
        consumers: Sequence[Resolve],
        *,
        owner: str,
        bell: str,
        page: int = LIVE_PAGE,
        poll_s: float = POLL_S,
        lease: timedelta = LEASE,
    ) -> None:
        self._dsn, self._books, self._open_log = dsn, books, open_log
        self._owner, self._bell = owner, bell
        self._page, self._poll_s, self._lease = page, poll_s, lease
        self._seats: dict[Resolve, Following | None] = dict.fromkeys(consumers)
        self._look_again_at = self._renew_at = 0.0

    def run(self, stop: Flag) -> None:
        """Follow until told to stop, and begin again after any trouble with the database.

        Only GapInLog ends it: nothing may be skipped.
        """
        while not stop.is_set():
            try:
                self._follow(stop)
            except GapInLog:
                raise
            except (psycopg.Error, LogError) as error:
                LOG.warning("the read side stopped and tries again: %s", told(error))
                stop.wait(self._poll_s)

    def _follow(self, stop: Flag) -> None:
        with connect(self._dsn) as connection, hints(self._dsn, self._bell) as hint, self._open_log() as log:
            self._forget()
            try:
                while not stop.is_set():
                    if not self.step(connection, log):
                        hint.wait(self._poll_s / 4)
            finally:
                self._give_back(connection)

    def step(self, connection: Connection, log: Log) -> int:
        """Move every consumer by one page; returns how many events that were, all consumers together."""
        self._take_seats(connection, log)
        pages = cache(partial(next_page, log, limit=self._page))
        moved = sum(self._moved(connection, following, pages) for following in self._followings())
        if monotonic() >= self._renew_at:
            self._renew(connection)
        return moved

    def _moved(self, connection: Connection, following: Following, page_after: Callable[[int], Page]) -> int:
        page = page_after(following.position)
        if page.through == following.position:
            return 0
        try:
            return following.advance(connection, page)
        except LeaseLost as lost:
            self._leave(following, lost)
            return 0

    def _take_seats(self, connection: Connection, log: Log) -> None:
        """Try for the leases it does not hold; not at every step, since another may hold them for years."""
        if monotonic() < self._look_again_at:
            return
        self._look_again_at = monotonic() + self._lease.total_seconds() / 4
        for resolve, following in self._seats.items():
            consumer = None if following else resolve(connection)
            if consumer is not None:
                begun = Following.begin(connection, self._books, consumer, self._owner, self._lease)
                self._seats[resolve] = begun
                if begun:
                    self._try_again(connection, log, begun)

    def _try_again(self, connection: Connection, log: Log, following: Following) -> None:
        try:
            following.retry_parked(connection, log)
        except LeaseLost as lost:
            self._leave(following, lost)

    def _renew(self, connection: Connection) -> None:
        self._renew_at = monotonic() + self._lease.total_seconds() / 4
        for following in self._followings():
            try:
                following.renew(connection)
            except LeaseLost as lost:
                self._leave(following, lost)

    def _leave(self, following: Following, why: LeaseLost) -> None:
        LOG.warning("%s", why)
        self._look_again_at = 0.0
        self._seats = {seat: None if held is following else held for seat, held in self._seats.items()}

    def _followings(self) -> Iterable[Following]:
        return [following for following in self._seats.values() if following]

    def _forget(self) -> None:
        self._seats = dict.fromkeys(self._seats)
        self._look_again_at = self._renew_at = 0.0

    def _give_back(self, connection: Connection) -> None:
        if not connection.broken:
            for following in self._followings():
                following.end(connection)
