"""The timeline: one row per fact, who did what in which post and when. Structured, without any of its words.

Looking at a case is not doing anything in it: looks have a list of their own (`accesses.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.envelope import Event
from domain.streams import is_look
from projections.columns import filler
from projections.projection import Index, Projection


@dataclass(frozen=True)
class TimelineRow:
    """A fact in the order of the log. `case_id` is `office` for the office's own; `unit` is the actor's."""

    position: int
    case_id: str
    version: int
    workflow: str
    topic: str
    trigger: str
    source: str
    target: str
    phase: str
    actor: str
    role: str
    unit: str
    on_behalf_of: str | None
    door: str
    occurred_at: datetime
    recorded_at: datetime


_filled = filler(TimelineRow)


def evolve(_: TimelineRow | None, event: Event) -> TimelineRow:
    """The row of a fact; nothing in it depends on another."""
    envelope = event.envelope
    return _filled(
        {
            "position": envelope.position,
            "case_id": envelope.case_id,
            "version": envelope.version,
            "workflow": envelope.workflow,
            "topic": event.fact.TOPIC,
            "trigger": envelope.trigger,
            "source": envelope.source,
            "target": envelope.target,
            "phase": envelope.phase,
            "actor": envelope.actor,
            "role": envelope.role,
            "unit": envelope.unit,
            "on_behalf_of": envelope.on_behalf_of,
            "door": envelope.door,
            "occurred_at": envelope.occurred_at,
            "recorded_at": envelope.recorded_at,
        }
    )


TIMELINE = Projection(
    name="timeline",
    version=2,
    row=TimelineRow,
    key_column="position",
    key=lambda event: None if is_look(event.envelope.case_id) else event.envelope.position,
    evolve=evolve,
    append_only=True,
    indexes=tuple(
        Index(columns=(column, "position")) for column in ("case_id", "actor", "topic", "unit", "occurred_at")
    ),
)
