"""Events of the office: facts that belong to no case, so that their envelopes know of no move, state or workflow."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.envelope import Envelope, Event
from domain.facts.schema import Fact


@dataclass(frozen=True, kw_only=True)
class Told:
    """Who says something for the office, in which post, by which door, when."""

    actor: str
    now: datetime
    door: str
    command_id: str
    role: str = ""
    unit: str = ""
    trace: str = ""


def office_event(stream: str, version: int, event_id: str, fact: Fact, told: Told) -> Event:
    """The fact as the next one of a stream."""
    envelope = Envelope(
        event_id=event_id,
        schema=fact.SCHEMA,
        case_id=stream,
        version=version,
        workflow="",
        digest="",
        trigger="",
        source="",
        target="",
        phase="",
        actor=told.actor,
        role=told.role,
        unit=told.unit,
        on_behalf_of=None,
        door=told.door,
        occurred_at=told.now,
        recorded_at=told.now,
        command_id=told.command_id,
        trace=told.trace,
    )
    return Event(fact=fact, envelope=envelope)
