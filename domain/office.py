"""The office: units, duties, posts, versions in force, as a fold of its own facts, so that its past can be asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from domain.calendar import WorkCalendar
from domain.changing import replace
from domain.envelope import Event
from domain.facts.calendar import CalendarPublished
from domain.facts.office import CataloguePublished, FormulaPublished, RoleGiven, RoleTaken, UnitChanged
from domain.facts.schema import Fact
from domain.facts.sensing import AlarmModeSet, AlarmSnoozed, DeviceChanged
from domain.published_calendar import KnownCalendar, counted_by
from domain.values import Place

STREAM = "office"
"""Identity of the office's own stream in the log; no case can have it."""
NOT_STAFF = frozenset({"reporter", "party", "gateway", "system"})
SYSTEM = "system"
"""The actor of reactions and timers."""


@dataclass(frozen=True, kw_only=True)
class Post:
    """One role held in one unit."""

    role: str
    unit: str
    title_zh: str = ""
    title_en: str = ""
    certified: bool = False


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody who acts: an opaque id and the posts held at that moment."""

    id: str
    posts: tuple[Post, ...] = ()

    @property
    def roles(self) -> frozenset[str]:
        """Every role held."""
        return frozenset(post.role for post in self.posts)

    @property
    def units(self) -> frozenset[str]:
        """Every unit a post is held in."""
        return frozenset(post.unit for post in self.posts)

    @property
    def is_staff(self) -> bool:
        """Whether this is a member of staff; law 7 lets any of them report danger."""
        return bool(self.roles - NOT_STAFF)


@dataclass(frozen=True, kw_only=True)
class Office:
    """Units by id, posts by person, published workflow versions by key."""

    version: int = 0
    units: Mapping[str, UnitChanged] = field(default_factory=dict)
    posts: Mapping[str, tuple[Post, ...]] = field(default_factory=dict)
    published: Mapping[str, str] = field(default_factory=dict)
    """Digest in force, by workflow key."""
    formulas: Mapping[str, str] = field(default_factory=dict)
    """Digest in force, by rate or rule of points."""
    calendars: tuple[KnownCalendar, ...] = ()
    """Every calendar that was put in force, in that order; the last one is counted by."""
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
        return not outlines or any(_inside(place.lat_deg, place.lon_deg, outline) for outline in outlines)


def _inside(lat: float, lon: float, outline: tuple[str, ...]) -> bool:
    """Even-odd rule: a ray to the east crosses the outline an odd number of times."""
    corners = [tuple(map(float, corner.split(","))) for corner in outline]
    inside = False
    for (lat_a, lon_a), (lat_b, lon_b) in zip(corners, [*corners[1:], corners[0]], strict=True):
        if (lat_a > lat) != (lat_b > lat) and lon < lon_a + (lat - lat_a) / (lat_b - lat_a) * (lon_b - lon_a):
            inside = not inside
    return inside


def evolve_office(office: Office, event: Event) -> Office:
    """The office after one more of its facts; facts it does not know leave it as it is."""
    fact, office = event.fact, replace(office, version=event.envelope.version)
    if isinstance(fact, UnitChanged):
        return replace(office, units={**office.units, fact.unit: fact})
    if isinstance(fact, RoleGiven):
        given = Post(
            role=fact.role,
            unit=fact.unit,
            title_zh=fact.post_zh,
            title_en=fact.post_en,
            certified=fact.certified,
        )
        kept = _without(office.posts.get(fact.person, ()), fact.role, fact.unit)
        return replace(office, posts={**office.posts, fact.person: (*kept, given)})
    if isinstance(fact, RoleTaken):
        kept = _without(office.posts.get(fact.person, ()), fact.role, fact.unit)
        return replace(office, posts={**office.posts, fact.person: kept})
    if isinstance(fact, CataloguePublished):
        return replace(office, published={**office.published, fact.workflow: fact.digest})
    if isinstance(fact, FormulaPublished):
        return replace(office, formulas={**office.formulas, fact.formula: fact.digest})
    if isinstance(fact, CalendarPublished):
        return replace(office, calendars=(*office.calendars, _known(fact, event)))
    return _with_device(office, fact)


def _with_device(office: Office, fact: Fact) -> Office:
    if isinstance(fact, DeviceChanged):
        return replace(office, devices={**office.devices, fact.device: fact})
    if isinstance(fact, AlarmSnoozed):
        return replace(office, snoozes={**office.snoozes, (fact.device, fact.alarm): fact.until})
    if isinstance(fact, AlarmModeSet):
        modes = {**office.alarm_modes, (fact.device or "", fact.alarm): fact.mode}
        return replace(office, alarm_modes=modes)
    return office


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
