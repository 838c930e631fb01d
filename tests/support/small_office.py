"""An office small enough to keep in mind: posts and numbers only, nobody's name."""

from __future__ import annotations

from datetime import date

from domain.envelope import Envelope, Event
from domain.facts.meals import MealCardIssued
from domain.facts.office import RoleGiven, UnitChanged
from domain.facts.schema import Fact
from domain.office import STREAM, Office, evolve_office
from tests.calendars import at

EAST, WEST = "330105009001", "330105009002"
"""Codes of its two communities."""
OUTLINE = ("30.3,120.1", "30.3,120.2", "30.4,120.2", "30.4,120.1")

UNITS = (
    UnitChanged(unit="office", kind="office", name_zh="街道", area=OUTLINE),
    UnitChanged(unit=EAST, kind="community", name_zh="东社区", duties=("litter",), communities=(EAST,)),
    UnitChanged(unit=WEST, kind="community", name_zh="西社区"),
    UnitChanged(unit="desk", kind="desk", name_zh="监督台"),
    UnitChanged(unit="command", kind="desk", name_zh="指挥台"),
    UnitChanged(unit="board", kind="office", name_zh="班子"),
    UnitChanged(unit="audit", kind="department", name_zh="督考"),
    UnitChanged(
        unit="roads", kind="department", name_zh="公共管理办", duties=("hole", "litter", "bikes", "bare")
    ),
    UnitChanged(unit="firm", kind="firm", name_zh="保洁单位", duties=("*",)),
    UnitChanged(unit="gone", kind="firm", name_zh="已撤单位", duties=("*",), active=False),
    UnitChanged(unit="team", kind="team", name_zh="执法队", acts=("vending",)),
    UnitChanged(unit="committee", kind="committee", name_zh="调委会"),
    UnitChanged(unit="hall", kind="department", name_zh="便民中心", duties=("item",)),
    UnitChanged(unit="kitchen", kind="firm", name_zh="中央厨房", duties=("meal",)),
)

POSTS = {
    "grid-1": ("grid", EAST),
    "grid-2": ("grid", WEST),
    "intake-1": ("intake", "desk"),
    "intake-2": ("intake", "desk"),
    "shift-1": ("shift_leader", "desk"),
    "shift-2": ("shift_leader", "desk"),
    "checker-1": ("checker", "desk"),
    "checker-2": ("checker", "desk"),
    "callback-1": ("callback", "desk"),
    "dispatcher-1": ("dispatcher", "command"),
    "dispatcher-2": ("dispatcher", "command"),
    "deputy-1": ("deputy", "board"),
    "leader-1": ("leader", "board"),
    "supervisor-1": ("supervisor", "audit"),
    "auditor-1": ("auditor", "audit"),
    "steward-1": ("steward", "office"),
    "roads-head": ("unit_head", "roads"),
    "roads-1": ("handler", "roads"),
    "roads-2": ("handler", "roads"),
    "firm-head": ("unit_head", "firm"),
    "firm-1": ("handler", "firm"),
    "east-head": ("unit_head", EAST),
    "officer-1": ("officer", "team"),
    "officer-2": ("officer", "team"),
    "chief-street": ("river_chief", "board"),
    "chief-east": ("river_chief", EAST),
    "river-office": ("river_office", "board"),
    "committee-1": ("committee", "committee"),
    "mediator-1": ("mediator", "committee"),
    "mediator-2": ("mediator", "committee"),
    "gateway-1": ("gateway", "command"),
    "clerk-1": ("clerk", "hall"),
    "hall-head": ("unit_head", "hall"),
    "kitchen-1": ("kitchen", "kitchen"),
    "courier-1": ("courier", "kitchen"),
}
CERTIFIED = ("officer-1", "officer-2")

ROLES = (
    *(
        RoleGiven(person=person, role=role, unit=unit, certified=person in CERTIFIED)
        for person, (role, unit) in POSTS.items()
    ),
    RoleGiven(person="officer-new", role="officer", unit="team"),
    RoleGiven(person="two-posts", role="handler", unit="roads"),
    RoleGiven(person="two-posts", role="handler", unit="firm"),
    RoleGiven(person="leading-intake", role="intake", unit="desk"),
    RoleGiven(person="leading-intake", role="shift_leader", unit="desk"),
    RoleGiven(person="shift-deputy", role="shift_leader", unit="desk"),
    RoleGiven(person="shift-deputy", role="deputy", unit="board"),
)


def office_event(fact: Fact, version: int) -> Event:
    """A fact of the office as it lies in its stream."""
    moment = at("2026-01-05 09:00")
    return Event(
        fact=fact,
        envelope=Envelope(
            event_id=f"office-{version}",
            schema=fact.SCHEMA,
            case_id=STREAM,
            version=version,
            workflow="",
            digest="",
            trigger="tell",
            source="",
            target="",
            phase="",
            actor="steward-1",
            role="steward",
            unit="office",
            on_behalf_of=None,
            door="cli",
            occurred_at=moment,
            recorded_at=moment,
            command_id=f"told-{version}",
        ),
    )


def office_of(*facts: Fact, before: Office | None = None) -> Office:
    """The office these facts make, told one after the other."""
    office = before or Office()
    for number, fact in enumerate(facts, office.version + 1):
        office = evolve_office(office, office_event(fact, number))
    return office


MEAL_LIST = (
    MealCardIssued(
        person="resident-1",
        since=date(2026, 3, 1),
        until=date(2026, 3, 31),
        tier="half",
        family=("family-1",),
        avoids=("peanut",),
    ),
    MealCardIssued(person="resident-2", since=date(2026, 1, 1), until=date(2026, 12, 31), tier="full"),
)

OFFICE = office_of(*UNITS, *ROLES, *MEAL_LIST)
