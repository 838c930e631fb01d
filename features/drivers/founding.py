"""What an office of the pure domain is told when it begins."""

from __future__ import annotations

from datetime import datetime

from domain.definition import Workflow
from domain.envelope import Envelope, Event
from domain.facts.office import CataloguePublished
from domain.facts.schema import Fact
from domain.office import STREAM


def in_force(workflow: Workflow) -> CataloguePublished:
    """That this version of a workflow is in force."""
    return CataloguePublished(workflow=workflow.key, version=workflow.version, digest=workflow.digest)


def founding(fact: Fact, version: int, now: datetime) -> Event:
    """A fact as the office was told it when it began."""
    envelope = Envelope(
        event_id=f"office-{version}",
        schema=fact.SCHEMA,
        case_id=STREAM,
        version=version,
        workflow="",
        digest="",
        trigger=fact.TOPIC,
        source="",
        target="",
        phase="",
        actor="system",
        role="system",
        unit="",
        on_behalf_of=None,
        door="spec",
        occurred_at=now,
        recorded_at=now,
        command_id=f"office-{version}",
    )
    return Event(fact=fact, envelope=envelope)
