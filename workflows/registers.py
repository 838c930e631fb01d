"""Streams of the office small enough to be folded whole: read, decided on, continued; again when one moved on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Generic, Protocol, TypeVar
from uuid import UUID

from domain.envelope import Event
from domain.facts.schema import Fact
from domain.grants import Grants, evolve_grants
from domain.streams import GRANTS
from workflows.log import EventLog, LogUnavailable, as_stored
from workflows.office_events import Told, office_event
from workflows.ports import NewId, RecordClock


class Versioned(Protocol):
    """A state that knows the version of the last fact it holds."""

    @property
    def version(self) -> int:
        """0 before the first fact."""
        ...


S = TypeVar("S", bound=Versioned)
ATTEMPTS = 50


@dataclass(frozen=True, kw_only=True)
class Kind(Generic[S]):
    """Which stream, what it is before its first fact, and what each fact makes of it."""

    stream: str
    start: S
    evolve: Callable[[S, Event], S]


GRANTED_LOOKS = Kind(stream=GRANTS, start=Grants(), evolve=evolve_grants)
"""Requests to look at what one may not read, and their decisions."""


class Register(Generic[S]):
    """One such stream of one office."""

    def __init__(
        self, log: EventLog, kind: Kind[S], *, new_id: NewId, record_clock: RecordClock = None
    ) -> None:
        self._log, self._kind = log, kind
        self._new_id, self._record_clock = new_id, record_clock
        self._known: S = kind.start

    async def now(self) -> S:
        """What it is, read now. Raises LogUnavailable."""
        known = self._known
        for event in await self._log.stream(self._kind.stream, known.version):
            known = self._kind.evolve(known, event)
        if known.version >= self._known.version:
            self._known = known
        return known

    async def tell(self, decide: Callable[[S], Fact], told: Told) -> Event:
        """Store what is decided on the state as it is. Raises what `decide` raises, and LogUnavailable.

        Sent again because the answer got lost, it is stored once.
        """
        command = told.command_id or self._new_id()
        for _ in range(ATTEMPTS):
            known = await self.now()
            event = office_event(
                self._kind.stream,
                known.version + 1,
                self._new_id(),
                decide(known),
                replace(told, command_id=command),
            )
            recorded_at = self._record_clock() if self._record_clock else None
            record = await self._log.record_of([event], command_id=UUID(command), recorded_at=recorded_at)
            outcome = await self._log.append(record)
            if outcome.verdict != "conflict":
                return as_stored([event], outcome)[0]
        raise LogUnavailable(
            "this stream of the office is being changed by too many at once", retry_after_s=1
        )
