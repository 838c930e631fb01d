"""Who looked at whose personal data: one row per look. Fields by their names, never what stood in them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.envelope import Event
from domain.facts.privacy import PersonalDataViewed
from projections.columns import filler
from projections.projection import Index, Projection

PERSONAL, CONFIDENTIAL = 2, 3


@dataclass(frozen=True)
class AccessRow:
    """A look: of whom, in which post, at which fields of which cases. `level` is the highest class among them."""

    position: int
    person: str
    role: str
    unit: str
    cases: tuple[str, ...]
    personal: tuple[str, ...]
    confidential: tuple[str, ...]
    level: int
    reach: str
    purpose: str
    request: str
    door: str
    at: datetime


_filled = filler(AccessRow)


def evolve(_: AccessRow | None, event: Event) -> AccessRow | None:
    """The row of a look; nothing in it depends on another."""
    fact, envelope = event.fact, event.envelope
    if not isinstance(fact, PersonalDataViewed):
        return None
    return _filled(
        {
            "position": envelope.position,
            "person": envelope.actor,
            "role": envelope.role,
            "unit": envelope.unit,
            "cases": fact.cases,
            "personal": fact.personal,
            "confidential": fact.confidential,
            "level": CONFIDENTIAL if fact.confidential else PERSONAL,
            "reach": fact.reach,
            "purpose": fact.purpose,
            "request": fact.request,
            "door": envelope.door,
            "at": envelope.occurred_at,
        }
    )


ACCESSES = Projection(
    name="accesses",
    version=1,
    row=AccessRow,
    key_column="position",
    key=lambda event: event.envelope.position,
    evolve=evolve,
    handles=frozenset({PersonalDataViewed}),
    append_only=True,
    indexes=(
        Index(columns=("cases",), method="gin"),
        *(Index(columns=(column, "position")) for column in ("person", "at")),
        Index(columns=("position",), where="level = 3"),
        Index(columns=("request",), where="request <> ''"),
    ),
)
