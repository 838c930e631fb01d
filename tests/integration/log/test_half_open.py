"""A connection that hears nothing any more and does not know it costs no fact, and no more than the time of a poll."""

import asyncio
import threading
from collections.abc import AsyncIterator, Sequence, Set
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial

import pytest

from domain.envelope import Event
from projections.books import Books
from projections.connecting import connect
from projections.ports import Connection, Poison
from projections.runner import Runner, always
from tests.support.fault_proxy import FaultProxy
from tests.support.log_events import PLACE, record
from tests.support.until import until
from workflows.log import EventLog, LogReader, channel

pytestmark = pytest.mark.anyio
POLL_S = 0.4


@dataclass
class Witness:
    """Follows the log and remembers what it was told."""

    name: str = "witness"
    told: list[int] = field(default_factory=list)

    def take(self, connection: Connection, events: Sequence[Event], parked: Set[str]) -> list[Poison]:
        self.told += [event.envelope.position for event in events]
        return []

    def retry(self, connection: Connection, events: Sequence[Event], since: int) -> list[Poison]:
        return []


@asynccontextmanager
async def followed(dsn: str, books: Books, witness: Witness) -> AsyncIterator[None]:
    """A worker in a thread of its own."""
    stop = threading.Event()
    opened = partial(LogReader.open, dsn, PLACE)
    seats = [always(witness)]
    runner = Runner(dsn, books, opened, seats, owner="w1", bell=channel(PLACE), poll_s=POLL_S)
    task = asyncio.create_task(asyncio.to_thread(runner.run, stop))
    try:
        yield
    finally:
        stop.set()
        await task


async def test_a_listener_that_hears_nothing_gets_every_fact_by_asking(database: str) -> None:
    books, witness = Books(PLACE), Witness()
    with connect(database) as connection:
        books.prepare(connection)
    async with FaultProxy(database) as proxy, EventLog(database, PLACE) as log:
        proxy.silencing = b"LISTEN"
        async with followed(proxy.dsn, books, witness):
            await asyncio.to_thread(until, lambda: proxy.silenced == 1)
            for number in range(1, 6):
                await log.append(record(f"case-{number}", facts=3, command=number))
                told = number * 3
                await asyncio.to_thread(until, lambda told=told: len(witness.told) == told, POLL_S + 2)

    assert witness.told == list(range(1, 16))
