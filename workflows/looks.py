"""Looks at personal data, recorded before anything is shown: durably, or nothing is shown.

Each process continues a stream of its own, so that no two readers ever wait for each other's version. Looks that come
together are stored together. The same person looking at the same fields of the same cases within ten minutes is one
look.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from domain.facts.privacy import PersonalDataViewed
from domain.streams import LOOKS
from workflows.log import EventLog, LogUnavailable, record_of
from workflows.office_events import Told, office_event
from workflows.ports import Clock, NewId, RecordClock

WINDOW = timedelta(minutes=10)
REMEMBERED = 50_000
"""Looks a process remembers within the window; beyond that the oldest are recorded again."""
ATTEMPTS = 5


@dataclass(frozen=True, kw_only=True)
class Look:
    """Who was shown what, in which post; `door` is the way it went out by."""

    person: str
    role: str
    unit: str
    door: str
    fact: PersonalDataViewed
    trace: str = ""

    @property
    def same(self) -> tuple[object, ...]:
        """What makes two looks one: everything but the request's trace."""
        return self.person, self.role, self.unit, self.door, self.fact


class Looks:
    """Writes the looks of one process."""

    def __init__(
        self, log: EventLog, *, new_id: NewId, clock: Clock, record_clock: RecordClock = None
    ) -> None:
        self._log, self._new_id, self._clock, self._record_clock = log, new_id, clock, record_clock
        self._stream, self._version = LOOKS + new_id(), 0
        self._noted: OrderedDict[tuple[object, ...], datetime] = OrderedDict()
        self._waiting: dict[tuple[object, ...], tuple[Look, asyncio.Future[None]]] = {}
        self._writing: asyncio.Task[None] | None = None

    async def note(self, look: Look) -> None:
        """Return once it is on disk, at once when it was there already. Raises LogUnavailable: then show nothing."""
        if self._is_noted(look):
            return
        waiting = self._waiting.get(look.same)
        if waiting is None:
            waiting = look, asyncio.get_running_loop().create_future()
            self._waiting[look.same] = waiting
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write())
        # A reader who hangs up takes nothing away from others who wait for the same.
        await asyncio.shield(waiting[1])

    def _is_noted(self, look: Look) -> bool:
        at = self._noted.get(look.same)
        return at is not None and timedelta(0) <= self._clock() - at < WINDOW

    async def _write(self) -> None:
        """Store all that wait, until none does."""
        while self._waiting:
            waiting, self._waiting = list(self._waiting.values()), {}
            fresh = [look for look, _ in waiting if not self._is_noted(look)]
            try:
                if fresh:
                    await self._store(fresh)
            except Exception as error:  # noqa: BLE001 (whatever it is, every one of them has to hear it)
                for _, stored in waiting:
                    _fail(stored, error)
            else:
                for look, stored in waiting:
                    self._remember(look)
                    if not stored.done():
                        stored.set_result(None)

    async def _store(self, looks: Sequence[Look]) -> None:
        """One command for all of them. A version that is not the stream's any more was stored unheard."""
        command, now = self._new_id(), self._clock()
        ids = [self._new_id() for _ in looks]
        for _ in range(ATTEMPTS):
            events = [
                office_event(self._stream, self._version + n, event_id, look.fact, _told(look, now, command))
                for n, (look, event_id) in enumerate(zip(looks, ids, strict=True), 1)
            ]
            recorded_at = self._record_clock() if self._record_clock else None
            outcome = await self._log.append(
                record_of(events, command_id=UUID(command), recorded_at=recorded_at)
            )
            self._version = outcome.version or 0
            if outcome.verdict != "conflict":
                return
        raise LogUnavailable("looks at personal data cannot be recorded", retry_after_s=1)

    def _remember(self, look: Look) -> None:
        self._noted[look.same] = self._clock()
        self._noted.move_to_end(look.same)
        if len(self._noted) > REMEMBERED:
            self._noted.popitem(last=False)


def _told(look: Look, now: datetime, command: str) -> Told:
    return Told(
        actor=look.person,
        role=look.role,
        unit=look.unit,
        door=look.door,
        now=now,
        command_id=command,
        trace=look.trace,
    )


def _fail(stored: asyncio.Future[None], error: Exception) -> None:
    if not stored.done():
        stored.set_exception(error)
        stored.exception()  # looked at, also when everybody who waited has hung up
