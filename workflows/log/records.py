"""What goes to the log in one call, and what comes back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from domain.changing import replace
from domain.envelope import Event
from workflows.log.arrays import Array, blobs, ints, moments, texts, uuids
from workflows.log.codec import Draft, StoredRow, draft_of, seal
from workflows.log.sealed_fields import carrying
from workflows.log.sealing import NO_KEYS, Sealing

NO_DIGEST = bytes(32)


class Outcome(NamedTuple):
    """What became of a command.

    `appended` · `duplicate`: done before, with the version and position of then and the digest of its body ·
    `conflict`: `stream_id` is at `version`, not where it was expected · `claimed`: `stream_id` holds `key` of `scope`.
    """

    verdict: str
    stream_id: str
    version: int | None
    position: int | None
    recorded_at: datetime | None
    digest: bytes | None
    scope: str | None
    key: str | None

    @property
    def stored(self) -> tuple[int, datetime]:
        """Position and moment of the last fact. Raises ValueError when nothing was stored."""
        if self.position is None or self.recorded_at is None:
            raise ValueError(f"nothing was stored: {self.verdict}")
        return self.position, self.recorded_at


class DoneCommand(NamedTuple):
    """The row that is kept of every command that was done."""

    stream_id: str
    version: int
    position: int
    recorded_at: datetime
    digest: bytes


@dataclass(frozen=True, kw_only=True)
class Record:
    """Facts of one command, with all that must hold when they are stored.

    `expected` is the version of the stream they were decided on; `guards` are the versions of other streams that were
    read. `claims` are (scope, key). `digest` is of move and body. `recorded_at` may be said in a demo only.
    `wake_at` is when somebody has to look at the stream again: its timer is stored in the same transaction.
    """

    stream_id: str
    expected: int
    rows: tuple[StoredRow, ...]
    events: tuple[Event, ...] = ()
    """The same facts, as they will be read back: what lies sealed is sealed in them too."""
    actor: str
    command_id: UUID | None = None
    digest: bytes = NO_DIGEST
    claims: tuple[tuple[str, str], ...] = ()
    guards: Mapping[str, int] = field(default_factory=dict)
    recorded_at: datetime | None = None
    wake_at: datetime | None = None

    @property
    def size(self) -> int:
        """Bytes of facts and metadata, about."""
        return sum(len(row.data) + len(row.metadata) for row in self.rows)

    @property
    def goes_alone(self) -> bool:
        """Whether this shares no call with others: it may not be sent twice, or says its own moment."""
        return self.command_id is None or self.recorded_at is not None or self.stream_id in self.guards

    def parameters(self, jurisdiction: str) -> tuple[Any, ...]:
        """The arguments of `bihuan.append`, in its order."""
        rows = self.rows
        return (
            jurisdiction,
            self.stream_id,
            self.expected,
            self.command_id,
            self.digest,
            self.actor,
            *fact_columns(rows),
            texts([scope for scope, _ in self.claims]),
            texts([key for _, key in self.claims]),
            texts(list(self.guards)),
            ints(list(self.guards.values())),
            self.recorded_at,
        )


def fact_columns(rows: Sequence[StoredRow]) -> tuple[Array, ...]:
    """What is stored of facts, as both functions take it."""
    return (
        texts([row.topic for row in rows]),
        blobs([row.data for row in rows]),
        uuids([UUID(row.event_id) for row in rows]),
        texts([row.metadata for row in rows]),
        moments([row.occurred_at for row in rows]),
    )


def record_of(events: Sequence[Event], sealing: Sealing = NO_KEYS, **what: Any) -> Record:
    """The record of events of one stream, sealed. Raises Unstorable, or ValueError unless they follow each other."""
    return recorded([draft_of(event) for event in events], sealing, **what)


def recorded(drafts: Sequence[Draft], sealing: Sealing, **what: Any) -> Record:
    """The same, of events whose rows are made already."""
    events = [draft.event for draft in drafts]
    first = events[0].envelope
    wanted = [(first.case_id, first.version + n) for n in range(len(events))]
    if [(event.envelope.case_id, event.envelope.version) for event in events] != wanted:
        raise ValueError(f"The facts of one command must follow each other in one stream: {wanted}")
    rows = tuple(seal(draft, sealing) for draft in drafts)
    return Record(
        stream_id=first.case_id,
        expected=first.version - 1,
        rows=rows,
        events=tuple(carrying(draft.event, draft.data) for draft in drafts),
        actor=first.actor,
        **what,
    )


def as_stored(events: Sequence[Event], outcome: Outcome) -> list[Event]:
    """The events as they can be read now: with their positions and the moment they were stored."""
    position, recorded_at = outcome.stored
    first = position - len(events) + 1
    return [
        replace(event, envelope=replace(event.envelope, position=first + n, recorded_at=recorded_at))
        for n, event in enumerate(events)
    ]
