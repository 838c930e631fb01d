"""Durable commands a second: one fact each, of a case that is new, with its envelope and the row of its command."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from typing import Any, Protocol
from uuid import UUID

from api import event_loop
from bench.callers import tasks, threads
from bench.ground import Ground
from bench.harness import OURS, Contestant, Figure
from bench.keyed import keyed_log
from bench.peers import by_hand, foreign, library
from bench.workload import BODY, new_uuid
from workflows.log import Record, StoredRow

CALLERS = (1, 8, 32)
WHAT = "append"
PLACE = "330105009"
METADATA = (
    '{"schema":1,"workflow":"city_case","digest":"2f0f5a94c1d7b3e8","trigger":"dispatch","from":"filed",'
    '"to":"dispatched","phase":"work","actor":"dispatcher-1","role":"dispatcher","unit":"command","door":"http",'
    '"rules":["unit_has_duty","filed_before"],"trace":"0af7651916cd43dd8448eb211c80319c"}'
)


def record(office_version: int = 0, new_id: Callable[[], UUID] = new_uuid) -> Record:
    """One command with one fact; versions of the case, and of the office it was decided on, are checked."""
    now, stream = datetime.now(UTC), str(new_id())
    row = StoredRow(stream, 1, "case.dispatched", BODY, str(new_id()), METADATA, now, now, 0)
    return Record(
        stream_id=stream,
        expected=0,
        rows=(row,),
        actor="dispatcher-1",
        command_id=new_id(),
        guards={"office": office_version},
    )


def ours(ground: Ground, callers: int) -> Contestant:
    """Our log, from tasks of one event loop."""

    async def run(dsn: str, seconds: float) -> list[Figure]:
        async with keyed_log(dsn, PLACE) as log:

            async def once(_: int) -> None:
                outcome = await log.append(record())
                if outcome.verdict != "appended":
                    raise AssertionError(outcome)

            return list((await tasks(once, callers, seconds)).figures(WHAT))

    def measured(seconds: float) -> list[Figure]:
        return event_loop.run(run(ground.log_database(), seconds))

    return Contestant(who=OURS, writers=callers, run=measured)


class Appender(Protocol):
    """A peer that appends from threads."""

    def append(self, number: int) -> object:
        """Store one event."""

    def close(self) -> None:
        """Give the connections back."""


def in_threads(ground: Ground, who: str, make: Callable[[str, int], Appender], callers: int) -> Contestant:
    """A peer whose callers are threads, each with a connection."""

    def measured(seconds: float) -> Iterable[Figure]:
        with closing(make(ground.database(), callers)) as peer:
            return list(threads(peer.append, callers, seconds).figures(WHAT))

    return Contestant(who=who, writers=callers, run=measured)


PEERS: tuple[tuple[str, Any], ...] = (
    (library.RECORDER, library.Recorder),
    (by_hand.INSERT, by_hand.ByHand),
)


def foreigner(who: str, run: foreign.Run, callers: int) -> Contestant:
    """A peer that needs programs of its own."""

    def measured(seconds: float) -> Iterable[Figure]:
        return list(run(callers, seconds).figures(WHAT))

    return Contestant(who=who, writers=callers, run=measured)


@contextmanager
def contest(ground: Ground) -> Iterator[list[Contestant]]:
    """Everybody, at every number of callers."""
    strangers = list(foreign.present(ground))
    yield [
        contestant
        for callers in CALLERS
        for contestant in (
            ours(ground, callers),
            *(in_threads(ground, who, make, callers) for who, make in PEERS),
            *(foreigner(who, run, callers) for who, run in strangers),
        )
    ]
