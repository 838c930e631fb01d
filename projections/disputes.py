"""Objections to points (考核申诉): one row per entry of the ledger that was ever disputed, and what was decided.

The first objection and the first decision count; whatever comes later is only in the log.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from domain.envelope import Event
from domain.facts.office import DisputeDecided, FigureDisputed
from projections.projection import Index, Projection

ASKED, UPHELD, REJECTED = "asked", "upheld", "rejected"


@dataclass(frozen=True)
class DisputeRow:
    """A disputed entry. `position` and `decided` are those of the two facts, with their reasons."""

    entry: str
    case_id: str
    unit: str
    points: int
    ground: str
    state: str
    asked_by: str
    asked_at: datetime
    position: int
    decided_by: str = ""
    decided_at: datetime | None = None
    decided: int = 0


def entry_of(event: Event) -> str | None:
    """The key: the entry that is disputed or decided on."""
    fact = event.fact
    return fact.entry if isinstance(fact, (FigureDisputed, DisputeDecided)) else None


def evolve(row: DisputeRow | None, event: Event) -> DisputeRow | None:
    """The row after one more fact about its entry."""
    fact, envelope = event.fact, event.envelope
    if isinstance(fact, FigureDisputed) and row is None:
        return DisputeRow(
            entry=fact.entry,
            case_id=fact.case,
            unit=fact.unit,
            points=fact.points,
            ground=fact.ground,
            state=ASKED,
            asked_by=envelope.actor,
            asked_at=envelope.occurred_at,
            position=envelope.position,
        )
    if isinstance(fact, DisputeDecided) and row is not None and row.state == ASKED:
        return replace(
            row,
            state=UPHELD if fact.upheld else REJECTED,
            decided_by=envelope.actor,
            decided_at=envelope.occurred_at,
            decided=envelope.position,
        )
    return row


DISPUTES = Projection(
    name="disputes",
    version=1,
    row=DisputeRow,
    key_column="entry",
    key=entry_of,
    evolve=evolve,
    handles=frozenset({FigureDisputed, DisputeDecided}),
    indexes=(Index(columns=("unit",)), Index(columns=("state",))),
)
