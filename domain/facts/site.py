"""Facts of what is done on the spot: who reached it, what was looked at there, who was freed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated

from domain.facts.intake import Attribute
from domain.facts.schema import (
    BY_NAME,
    CHECKLIST,
    CONDITION,
    INTERNAL,
    OBJECT,
    PERSON,
    PERSONAL,
    PUBLIC,
    Fact,
    Limits,
    one_of,
)
from domain.values import File, Place

VISIT_REASONS = ("complaint", "recheck", "other_law", "accident", "asked")
"""A complaint came in, a correction is to be seen, another law asks for it, something happened, it was asked for."""
MANUAL = "manual"
"""Said by hand: no device knew where, so it counts as the place of the case."""


@dataclass(frozen=True, kw_only=True)
class SiteReached(Fact):
    """到场: these persons are on the spot; whoever is there has had a hand in the case."""

    TOPIC = "site.reached"
    HANDS = True
    persons: Annotated[tuple[str, ...], INTERNAL, PERSON]
    place: Annotated[Place, INTERNAL]
    distance: Annotated[Decimal | None, INTERNAL] = None
    """Metres between the case and the place reached; None where either has no point."""
    how: Annotated[str, INTERNAL, one_of("gps", "qr", MANUAL)]


@dataclass(frozen=True, kw_only=True)
class ChecklistRecorded(Fact):
    """检查表: what was looked at and what was found, by which version of which list; of a patrol, how far and long."""

    TOPIC = "checklist.recorded"
    list: Annotated[str, PUBLIC, CHECKLIST]
    version: Annotated[int, PUBLIC]
    items: Annotated[Mapping[str, Attribute], INTERNAL, CONDITION]
    score: Annotated[Decimal | None, PUBLIC] = None
    length: Annotated[Decimal | None, INTERNAL, Limits(0, 1_000_000)] = None
    """Metres walked, as the track has them."""
    duration: Annotated[int | None, INTERNAL, Limits(0, 7 * 24 * 60)] = None
    """Minutes."""
    track: Annotated[File | None, PERSONAL] = None
    files: Annotated[tuple[File, ...], PERSONAL] = ()
    object: Annotated[str | None, INTERNAL, OBJECT, Limits(1, 200), BY_NAME] = None
    """What was looked at where the case is about many things, such as one of the shops of a campaign."""
    reason: Annotated[str | None, PUBLIC, one_of(*VISIT_REASONS), BY_NAME] = None
    """Why somebody comes again to what was visited already."""
    dry_hours: Annotated[int | None, PUBLIC, Limits(0, 24 * 366), BY_NAME] = None
    """Hours since the last rain, where that matters to what is seen."""


@dataclass(frozen=True, kw_only=True)
class PeopleFreed(Fact):
    """人员脱困: everybody is out; how many were in, how many are hurt, how long it took."""

    TOPIC = "people.freed"
    HANDS = True
    people: Annotated[int, INTERNAL, Limits(0, 1000)]
    injured: Annotated[int, PERSONAL, Limits(0, 1000)]
    trapped: Annotated[int, INTERNAL, Limits(0, 2_147_483_647)]
    """Minutes from the alarm until now."""
    by: Annotated[str, PUBLIC, one_of("maintainer", "use_unit", "station", "fire", "themselves")]


FACTS: tuple[type[Fact], ...] = (SiteReached, ChecklistRecorded, PeopleFreed)
