"""What the simulation knows of the office: who holds which post, which places there are, words, evidence, the cases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from random import Random
from typing import Any

from api.demo.moments import Moments
from api.demo.phrases import Phrases
from api.office_places import ListedPlace
from domain.case import Case
from domain.codec import to_data
from domain.definition import Workflow
from domain.facts.meals import MealCardIssued
from domain.facts.office import RoleGiven, UnitChanged
from domain.office import Office
from domain.values import Place

UNIT_ORDER = ("firm", "team", "department", "community")
"""Who is given a category first when several units have it: whoever does the work with own hands."""
LIVE = ("reported", "verifying", "verified", "filed", "dispatched", "handling", "rework", "handled")
"""States of a case into which a repeated report may be merged."""
METRES_PER_DEGREE = 111_195.0


@dataclass(frozen=True)
class Picture:
    """A piece of demo evidence that lies in the store: id and digest, by what it shows."""

    id: str
    sha256: str


@dataclass
class World:
    """The office and everything in it; `cases` grows while the simulation runs."""

    office: Office
    posts: Sequence[RoleGiven]
    meal_list: Sequence[MealCardIssued]
    """Who is on the meal list, as the office file says it: what the engine knows of diets lies sealed."""
    places: Mapping[str, Sequence[ListedPlace]]
    workflows: Mapping[str, Workflow]
    moments: Moments
    phrases: Phrases
    pictures: Mapping[str, Picture]
    cases: dict[str, Case] = field(default_factory=dict)

    def holders(self, role: str, unit: str = "") -> list[str]:
        """Who holds a role, in a unit or anywhere; certified officers only."""
        return [
            post.person
            for post in self.posts
            if post.role == role and unit in ("", post.unit) and (role != "officer" or post.certified)
        ]

    def one(
        self, role: str, dice: Random, *, unit: str = "", apart_from: frozenset[str] = frozenset()
    ) -> str:
        """Somebody who holds the role and is none of these; anybody of the role when nobody else is left.

        Where the unit has nobody of that role, somebody of another unit: whether he may is for the rules to say.
        """
        holders = self.holders(role, unit) or self.holders(role)
        free = [person for person in holders if person not in apart_from]
        return dice.choice(free or holders)

    def units_for(self, category: str, community: str) -> list[str]:
        """Units that may be given a category, the likeliest first."""
        units: Mapping[str, UnitChanged] = self.office.units
        listed = self.office.units_with_duty(category, community)
        return sorted(listed, key=lambda unit: (UNIT_ORDER.index(units[unit].kind), unit))

    def live(self, workflow: str) -> list[Case]:
        """Cases of a workflow into which a repeated report could be merged."""
        return [
            case
            for case in self.cases.values()
            if case.workflow == workflow and case.state in LIVE and case.master is None
        ]

    def file(self, slot: str, taken_at: datetime, place: Place | None, dice: Random) -> dict[str, Any]:
        """A reference to a demo picture, taken about there and then."""
        picture = self.pictures[slot if slot in self.pictures else "scene"]
        spot = nearby(place, dice, 8) if place else None
        return {
            "id": picture.id,
            "sha256": picture.sha256,
            "media_type": "image/png",
            "slot": slot,
            "taken_at": taken_at.isoformat(),
            "place": to_data(spot) if spot else None,
        }

    def photo(self, slot: str, at: datetime, place: Place | None, dice: Random) -> dict[str, Any]:
        """A picture taken a moment before the move it goes with."""
        return self.file(slot, at - timedelta(seconds=dice.randint(20, 110)), place, dice)


def nearby(place: Place, dice: Random, metres: float) -> Place:
    """The place moved by some metres in a direction of chance; without a point it stays what it is."""
    if place.lat_deg is None or place.lon_deg is None:
        return place
    off = metres / METRES_PER_DEGREE
    lat, lon = place.lat_deg + dice.uniform(-off, off), place.lon_deg + dice.uniform(-off, off)
    return replace(place, lat_deg=round(lat, 6), lon_deg=round(lon, 6))
