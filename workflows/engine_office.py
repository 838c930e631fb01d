"""Facts of the office itself: units, posts, published workflows. They are told by whoever sets it up, not decided."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from domain.definition import Workflow
from domain.facts.office import CataloguePublished
from domain.facts.schema import Fact
from domain.office import STREAM, Office
from workflows.engine_definitions import Definitions
from workflows.engine_shelf import Shelf
from workflows.log import EventLog, LogUnavailable
from workflows.office_events import Told, office_event
from workflows.ports import NewId, RecordClock

ATTEMPTS = 50


class OfficeBook:
    """Reads and continues the office's stream."""

    def __init__(
        self,
        log: EventLog,
        shelf: Shelf,
        definitions: Definitions,
        *,
        new_id: NewId,
        record_clock: RecordClock,
    ) -> None:
        self._log = log
        self._shelf = shelf
        self._definitions = definitions
        self._new_id = new_id
        self._record_clock = record_clock
        self._ever: tuple[int, tuple[str, ...]] = (0, ())

    async def now(self) -> Office:
        """The office as it is."""
        return (await self._shelf.read([]))[0]

    async def versions(self) -> list[Workflow]:
        """Every version of every workflow that was ever in force. The stream is read again when it has grown."""
        version = (await self.now()).version
        if self._ever[0] != version:
            told = (event.fact for event in await self._log.stream(STREAM))
            digests = dict.fromkeys(fact.digest for fact in told if isinstance(fact, CataloguePublished))
            self._ever = (version, tuple(digests))
        return [(await self._definitions.get(digest))[0] for digest in self._ever[1]]

    async def tell(
        self, facts: Sequence[Fact], actor: str, now: datetime, *, door: str, command_id: str | None = None
    ) -> int:
        """Store facts together and return the position of the last; 0 for none. Repeated under one id, done once."""
        if not facts:
            return 0
        command = UUID(command_id or self._new_id())
        told = Told(actor=actor, now=now, door=door, command_id=str(command))
        for _ in range(ATTEMPTS):
            version = (await self.now()).version
            events = [
                office_event(STREAM, version + n, self._new_id(), fact, told)
                for n, fact in enumerate(facts, 1)
            ]
            recorded_at = self._record_clock() if self._record_clock else None
            record = await self._log.record_of(events, command_id=command, recorded_at=recorded_at)
            outcome = await self._log.append(record)
            if outcome.verdict != "conflict":
                return outcome.stored[0]
        raise LogUnavailable("the office is being changed by too many at once", retry_after_s=1)

    async def publish(self, workflow: Workflow, actor: str, now: datetime, *, door: str) -> bool:
        """Put a version of a workflow in force for cases opened from now on; False when it is already."""
        await self._definitions.publish(workflow)
        if (await self.now()).published.get(workflow.key) == workflow.digest:
            return False
        fact = CataloguePublished(workflow=workflow.key, version=workflow.version, digest=workflow.digest)
        await self.tell([fact], actor, now, door=door)
        return True
