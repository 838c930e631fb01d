"""The office: units, duties, posts, versions in force, as a fold of its own facts, so that its past can be asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from domain import streams
from domain.calendar import WorkCalendar
from domain.changing import replace
from domain.envelope import Event
from domain.facts.calendar import CalendarPublished
from domain.facts.meals import MealCardIssued, MealCardWithdrawn
from domain.facts.office import (
    CataloguePublished,
    FormulaPublished,
    PlanAdopted,
    RoleGiven,
    RoleTaken,
    UnitChanged,
)
from domain.facts.schema import Fact
from domain.facts.sensing import AlarmModeSet, AlarmSnoozed, DeviceChanged
from domain.outlines import inside
from domain.posts import NOT_STAFF, Person, Post
from domain.published_calendar import KnownCalendar, counted_by
from domain.values import Place

__all__ = [
    "NOT_STAFF", "OUTSIDE_KINDS", "PUBLIC", "STREAM", "SYSTEM",
    "KnownPlan", "Office", "Person", "Post", "evolve_office",
]  # fmt: skip

STREAM = streams.OFFICE
"""Identity of the office's own stream in the log; no case can have it."""
PUBLIC = "public"
"""Whom a notice is for that is posted for everybody."""
OUTSIDE_KINDS = ("district", "other")
"""Kinds of units that belong to others."""
SYSTEM = "system"
"""The actor of reactions and timers."""


@dataclass(frozen=True, kw_only=True)
class KnownPlan:
    """A plan as it was adopted last, and the event that says so."""

    adopted: PlanAdopted
    event_id: str


@dataclass(frozen=True, kw_only=True)
class Office:
    """Units by id, posts by person, published workflow versions by key."""

    version: int = 0
    units: Mapping[str, UnitChanged] = field(default_factory=dict)
    posts: Mapping[str, tuple[Post, ...]] = field(default_factory=dict)
    published: Mapping[str, str] = field(default_factory=dict)
    """Digest in force, by workflow key."""
    plans: Mapping[str, KnownPlan] = field(default_factory=dict)
    """What is done again and again, by name."""
    formulas: Mapping[str, str] = field(default_factory=dict)
    """Digest in force, by rate or rule of points."""
    calendars: tuple[KnownCalendar, ...] = ()
    """Every calendar that was put in force, in that order; the last one is counted by."""
    meal_cards: Mapping[str, MealCardIssued] = field(default_factory=dict)
    """Who is on the meal list, by person. What they must not eat is carried and never looked at."""
    devices: Mapping[str, DeviceChanged] = field(default_factory=dict)
    snoozes: Mapping[tuple[str, str], datetime] = field(default_factory=dict)
    """Until when, by device and alarm."""
    alarm_modes: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """By device and alarm; "" in place of a device is every one that has none of its own."""

    @property
    def calendar(self) -> WorkCalendar | None:
        """The calendar in force; None in an office that never published one."""
        return self.calendars[-1].counted if self.calendars else None

    def calendar_at(self, moment: datetime) -> WorkCalendar | None:
        """The calendar that was in force at a moment."""
        known = [calendar.counted for calendar in self.calendars if calendar.at <= moment]
        return known[-1] if known else None

    def calendar_named(self, version: str) -> KnownCalendar | None:
        """The calendar of that version, by which older deadlines may have been counted."""
        return next((known for known in self.calendars if known.version == version), None)

    def alarm_mode(self, device: str, alarm: str, default: str) -> str:
        """The mode set for this device, else for all of them, else the definition's own."""
        general = self.alarm_modes.get(("", alarm), default)
        return self.alarm_modes.get((device, alarm), general)

    def person(self, person_id: str) -> Person:
        """The person with the posts held now; without any for somebody from outside. A device speaks for itself."""
        if person_id == SYSTEM:
            return Person(id=SYSTEM, posts=(Post(role="system", unit=""),))
        device = self.devices.get(person_id)
        if device is not None and device.active:
            post = Post(role="gateway", unit=device.unit, title_zh=device.name_zh, title_en=device.name_en)
            return Person(id=person_id, posts=(post,))
        return Person(id=person_id, posts=self.posts.get(person_id, ()))

    def holder(self, role: str, unit: str) -> str:
        """The first who holds a role in a unit, in the order in which people came; empty when nobody does."""
        held = (
            person
            for person, posts in self.posts.items()
            for post in posts
            if (post.role, post.unit) == (role, unit)
        )
        return next(held, "")

    def has_duty(self, unit_id: str, category: str, community: str) -> bool:
        """Whether the duty list (派单目录) gives this unit this category at this place."""
        unit = self.units.get(unit_id)
        if unit is None or not unit.active:
            return False
        in_place = not unit.communities or community in unit.communities
        return in_place and (category in unit.duties or "*" in unit.duties)

    def units_with_duty(self, category: str, community: str) -> tuple[str, ...]:
        """Units that may be given this category at this place, in order of id."""
        return tuple(unit for unit in sorted(self.units) if self.has_duty(unit, category, community))

    def in_turn(self, category: str, community: str) -> tuple[str, ...]:
        """The same in the order in which they are sent: first whose area is a few communities, last who is no unit of
        the office, such as the fire brigade. Who may be given anything is sent only where nobody has just this duty.
        """

        def far(unit: str) -> tuple[bool, bool, str]:
            known = self.units[unit]
            return known.kind in OUTSIDE_KINDS, not known.communities, unit

        having = self.units_with_duty(category, community)
        named = [unit for unit in having if category in self.units[unit].duties]
        return tuple(sorted(named or having, key=far))

    def knows_grid(self, community: str, grid: str) -> bool:
        """Whether a community is one of this office's and a grid lies in it; what is not given is not judged.

        The code of a grid is its community's and more (GB/T 30428.1: 6+3+3+3 digits). An office without
        communities cannot tell.
        """
        known = [key for key, unit in self.units.items() if unit.kind == "community" and unit.active]
        if not known or not (community or grid):
            return True
        within = [community] if community else known
        lies = any(grid.startswith(code) and grid != code for code in within)
        return (not community or community in known) and (not grid or lies)

    def contains(self, place: Place) -> bool:
        """Whether the point lies in the office's area; a place without a point is judged by its community."""
        if place.lat_deg is None and place.lon_deg is None:
            return not place.community or place.community in self.units
        if place.lat_deg is None or place.lon_deg is None:
            return False
        outlines = [unit.area for unit in self.units.values() if unit.kind == "office" and unit.area]
        return not outlines or any(inside(place.lat_deg, place.lon_deg, outline) for outline in outlines)


def evolve_office(office: Office, event: Event) -> Office:
    """The office after one more of its facts; facts it does not know leave it as it is."""
    office, change = replace(office, version=event.envelope.version), _CHANGES.get(type(event.fact))
    return office if change is None else change(office, event.fact, event)


Change = Callable[[Office, Any, Event], Office]


def _entry(table: str, key: Callable[[Any], Any], value: Callable[[Any], Any] | None = None) -> Change:
    """Puts what a fact says, or the fact itself, into a table of the office."""

    def change(office: Office, fact: Any, _: Event) -> Office:
        entry = {key(fact): fact if value is None else value(fact)}
        changed: dict[str, Any] = {table: {**getattr(office, table), **entry}}
        return replace(office, **changed)

    return change


def _given(office: Office, fact: RoleGiven, _: Event) -> Office:
    given = Post(
        role=fact.role,
        unit=fact.unit,
        title_zh=fact.post_zh,
        title_en=fact.post_en,
        certified=fact.certified,
    )
    kept = _without(office.posts.get(fact.person, ()), fact.role, fact.unit)
    return replace(office, posts={**office.posts, fact.person: (*kept, given)})


def _taken(office: Office, fact: RoleTaken, _: Event) -> Office:
    kept = _without(office.posts.get(fact.person, ()), fact.role, fact.unit)
    return replace(office, posts={**office.posts, fact.person: kept})


def _adopted(office: Office, fact: PlanAdopted, event: Event) -> Office:
    known = KnownPlan(adopted=fact, event_id=event.envelope.event_id)
    return replace(office, plans={**office.plans, fact.plan: known})


def _published(office: Office, fact: CalendarPublished, event: Event) -> Office:
    return replace(office, calendars=(*office.calendars, _known(fact, event)))


def _off_the_list(office: Office, fact: MealCardWithdrawn, _: Event) -> Office:
    kept = {person: card for person, card in office.meal_cards.items() if person != fact.person}
    return replace(office, meal_cards=kept)


_CHANGES: Mapping[type[Fact], Change] = {
    UnitChanged: _entry("units", lambda fact: fact.unit),
    RoleGiven: _given,
    RoleTaken: _taken,
    CataloguePublished: _entry("published", lambda fact: fact.workflow, lambda fact: fact.digest),
    PlanAdopted: _adopted,
    FormulaPublished: _entry("formulas", lambda fact: fact.formula, lambda fact: fact.digest),
    CalendarPublished: _published,
    MealCardIssued: _entry("meal_cards", lambda fact: fact.person),
    MealCardWithdrawn: _off_the_list,
    DeviceChanged: _entry("devices", lambda fact: fact.device),
    AlarmSnoozed: _entry("snoozes", lambda fact: (fact.device, fact.alarm), lambda fact: fact.until),
    AlarmModeSet: _entry("alarm_modes", lambda fact: (fact.device or "", fact.alarm), lambda fact: fact.mode),
}


def _known(fact: CalendarPublished, event: Event) -> KnownCalendar:
    envelope = event.envelope
    return KnownCalendar(
        published=fact,
        counted=counted_by(fact),
        event_id=envelope.event_id,
        position=envelope.position,
        at=envelope.recorded_at,
    )


def _without(posts: tuple[Post, ...], role: str, unit: str) -> tuple[Post, ...]:
    return tuple(post for post in posts if (post.role, post.unit) != (role, unit))
