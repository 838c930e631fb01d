"""Which commands may go to the database together, and the arguments they go with.

Commands of one batch are judged by what was there before it. So none may depend on another: each stream, command id
and claim comes up once, and no command adds to a stream that another was decided on. One that does waits for the next
batch, and whatever depends on it stays behind it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from typing import Any, Protocol, TypeVar
from uuid import UUID

from workflows.log import statements
from workflows.log.arrays import Array, blobs, ints, moments, texts, uuids
from workflows.log.codec import StoredRow
from workflows.log.records import Record, fact_columns

MOST_COMMANDS = 128
"""In one batch: beyond it the way to the server costs more than the turns that are saved."""
MOST_BYTES = 1024 * 1024
"""Of facts and metadata in one batch. A command that is larger goes alone."""


class Waiting(Protocol):
    """Somebody who waits for a command to be stored."""

    record: Record


T = TypeVar("T", bound=Waiting)


def take(queue: deque[T]) -> list[T]:
    """Take the next batch out of a queue; the rest stays in its order."""
    batch = _Batch()
    taken: list[T] = []
    left: list[T] = []
    while queue and not batch.full:
        one = queue.popleft()
        (taken if batch.add(one.record) else left).append(one)
    queue.extendleft(reversed(left))
    return taken


class _Batch:
    """What the commands seen so far depend on, of those taken and of those left behind."""

    def __init__(self) -> None:
        self.full = False
        self._count = self._bytes = 0
        self._streams: set[str] = set()
        self._guarded: set[str] = set()
        self._ids: set[UUID | None] = set()
        self._claims: set[tuple[str, str]] = set()

    def add(self, record: Record) -> bool:
        """Whether the command is taken; nothing that depends on it is, from now on."""
        fits = not self._depends(record) and self._has_room(record)
        if fits:
            self._count += 1
            self._bytes += record.size
            self.full = record.goes_alone or self._count == MOST_COMMANDS
        self._streams.add(record.stream_id)
        self._guarded.update(record.guards)
        self._ids.add(record.command_id)
        self._claims.update(record.claims)
        return fits

    def _depends(self, record: Record) -> bool:
        return (
            record.stream_id in self._streams
            or record.stream_id in self._guarded
            or record.command_id in self._ids
            or not self._streams.isdisjoint(record.guards)
            or not self._claims.isdisjoint(record.claims)
        )

    def _has_room(self, record: Record) -> bool:
        return not self._count or not (record.goes_alone or self._bytes + record.size > MOST_BYTES)


def call(jurisdiction: str, records: Sequence[Record]) -> tuple[str, tuple[Any, ...]]:
    """The statement that stores these commands, with its arguments: a single one has a function that is cheaper."""
    timed = [record for record in records if record.wake_at is not None]
    if len(records) == 1:
        arguments = records[0].parameters(jurisdiction)
        if not timed:
            return statements.APPEND, arguments
        return statements.APPEND_ARMED, (*arguments, jurisdiction, records[0].wake_at)
    arguments = parameters(jurisdiction, records)
    if not timed:
        return statements.APPEND_BATCH, arguments
    streams = texts([record.stream_id for record in timed])
    return statements.APPEND_BATCH_ARMED, (
        *arguments,
        jurisdiction,
        streams,
        moments([record.wake_at for record in timed if record.wake_at is not None]),
    )


def parameters(jurisdiction: str, records: Sequence[Record]) -> tuple[Any, ...]:
    """The arguments of `bihuan.append_batch`, in its order."""
    numbered = list(enumerate(records, 1))
    return (
        jurisdiction,
        texts([record.stream_id for record in records]),
        ints([record.expected for record in records]),
        uuids([record.command_id for record in records if record.command_id]),
        blobs([record.digest for record in records]),
        texts([record.actor for record in records]),
        *_facts([(n, row) for n, record in numbered for row in record.rows]),
        *_claims([(n, *claim) for n, record in numbered for claim in record.claims]),
        *_guards([(n, guard) for n, record in numbered for guard in record.guards.items()]),
    )


def _facts(facts: Sequence[tuple[int, StoredRow]]) -> tuple[Array, ...]:
    return (ints([n for n, _ in facts]), *fact_columns([row for _, row in facts]))


def _claims(claims: Sequence[tuple[int, str, str]]) -> tuple[Array, ...]:
    return (
        ints([n for n, _, _ in claims]),
        texts([scope for _, scope, _ in claims]),
        texts([key for _, _, key in claims]),
    )


def _guards(uses: Sequence[tuple[int, tuple[str, int]]]) -> tuple[Array, ...]:
    """Each guard once, and which command was decided on which: nearly all are the office, at one version."""
    places = {guard: place for place, guard in enumerate(dict.fromkeys(guard for _, guard in uses), 1)}
    return (
        texts([stream for stream, _ in places]),
        ints([version for _, version in places]),
        ints([n for n, _ in uses]),
        ints([places[guard] for _, guard in uses]),
    )
