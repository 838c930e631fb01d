"""Simple events for tests of the log, which does not care what they mean."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from domain.envelope import Envelope, Event
from domain.facts.office import RoleTaken
from domain.facts.schema import Fact
from workflows.log import EventLog, Record, record_of

PLACE = "330105009"
MOMENT = datetime(2026, 9, 30, 8, 30, tzinfo=UTC)


def uid(number: int) -> UUID:
    """The id with that number."""
    return UUID(int=number)


def event(
    stream: str = "case-1",
    version: int = 1,
    fact: Fact | None = None,
    at: datetime = MOMENT,
    command: int = 0,
) -> Event:
    """One event; its person is told by its place, so that a mix-up is seen."""
    envelope = Envelope(
        event_id=str(uid(hash((stream, version)) & (2**64 - 1))),
        schema=1,
        case_id=stream,
        version=version,
        workflow="",
        digest="",
        trigger="",
        source="",
        target="",
        phase="",
        actor="post-1",
        role="steward",
        unit="office",
        on_behalf_of=None,
        door="http",
        occurred_at=at,
        recorded_at=at,
        command_id=str(uid(command)) if command else "",
    )
    return Event(fact=fact or RoleTaken(person=f"{stream}/{version}", role="r", unit="u"), envelope=envelope)


def record(stream: str = "case-1", version: int = 1, facts: int = 1, command: int = 0, **what: Any) -> Record:
    """The record of a command with so many facts, the first of that version."""
    events = [event(stream, version + n, command=command) for n in range(facts)]
    return record_of(events, command_id=uid(command) if command else None, **what)


async def everything(log: EventLog, limit: int = 1000) -> list[Event]:
    """The whole log, read page by page."""
    found: list[Event] = []
    while page := await log.page(len(found), limit):
        found += page
    return found


def numbers() -> Iterator[int]:
    """Numbers for command ids."""
    yield from range(1, 1_000_000)
