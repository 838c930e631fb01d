"""Rules of rescues from lifts, and of handing a building over."""

from __future__ import annotations

from typing import Any

from domain.definition import Category
from domain.facts.dispatch import ContactMade
from domain.facts.enforcement import DocumentServed
from domain.facts.office import RoleGiven, UnitChanged
from domain.facts.work import WorkNoted
from tests.calendars import at
from tests.support.given import happened, started
from tests.support.small_office import OFFICE, office_of
from tests.unit.domain.rules.example import Example, holds, refuses, rule

ALARM: dict[str, Any] = {"channel": "device"}


def _signal(**said: Any) -> dict[str, Any]:
    return {"attributes": said}


TRAPPED = {"lift_mode": 1, "lift_code": 4, "person_inside": True}
STANDING = {"lift_mode": 1, "stopped_s": 60, "person_inside": True}


def _answered(inside: bool | None, reached: bool = True) -> ContactMade:
    return ContactMade(subject="car", purpose="welfare", reached=reached, inside=inside)


LIFT = {"categories": {"lift": Category(code="2101", title="电梯困人", items={"act": ("door", "power")})}}

ALARMS = (
    rule("trapped_signal", "nobody_trapped", on="case.reported", by="gateway-1", sends=ALARM)(
        holds("the button in the car", sends=_signal(alarm_button=True)),
        holds("the button, while the lift is being worked on", sends=_signal(alarm_button=True, lift_mode=2)),
        holds("a code and somebody inside", sends=_signal(**TRAPPED)),
        holds("it stands still for a minute with somebody inside", sends=_signal(**STANDING)),
        refuses("a second less", sends=_signal(**{**STANDING, "stopped_s": 59})),
        refuses("nobody inside", sends=_signal(**{**TRAPPED, "person_inside": False})),
        refuses("while the lift is being worked on", sends=_signal(**{**TRAPPED, "lift_mode": 2})),
        refuses("another code", sends=_signal(**{**TRAPPED, "lift_code": 3})),
        refuses("nothing is said"),
        holds("a person says so", by="intake-1", sends={"channel": "hotline"}),
    ),
    rule("person_answered", "nobody_answered", on="case.declined")(
        holds("somebody says that nobody is in it", _answered(False)),
        refuses("nobody was asked"),
        refuses("somebody is in it", _answered(True)),
        refuses("nobody answered", _answered(False, reached=False)),
        refuses("nothing was said about it", _answered(None)),
        refuses("the last says somebody is", _answered(False), _answered(True)),
        holds("the last says nobody is", _answered(True), _answered(False)),
    ),
    rule("cause_code_set", "no_cause_code", on="work.reported", report={"category": "lift"}, workflow=LIFT)(
        holds("one of the list", sends={"items": {"door": True}}),
        refuses("none", sends={"items": {"door": False}}),
        refuses("nothing is answered", sends={"items": None}),
        holds("two of the list", sends={"items": {"door": True, "power": True}}),
        refuses("nothing is asked", report={"category": "hole"}, sends={"items": {"door": True}}),
    ),
)

SIDES = office_of(
    UnitChanged(unit="builders", kind="firm", name_zh="建设单位"),
    UnitChanged(unit="estate", kind="firm", name_zh="物业公司"),
    RoleGiven(person="builder-1", role="builder", unit="builders"),
    RoleGiven(person="builder-2", role="builder", unit="firm"),
    RoleGiven(person="property-1", role="property", unit="estate"),
    RoleGiven(person="ghost-1", role="grid", unit="nowhere"),
    before=OFFICE,
)
NAMED = {"attributes": {"builder_unit": "builders", "property_unit": "estate"}}


def _there(*persons: str, says: str, good: bool = False, by: str = "grid-1", **more: Any) -> Example:
    shown = holds if good else refuses
    return shown(says, sends={"persons": list(persons)}, by=by, office=SIDES, **more)


HANDOVER = (
    rule("three_sides_present", "side_missing", on="site.reached")(
        _there("builder-1", "property-1", says="the grid worker is the street's", good=True),
        _there("builder-1", "property-1", "grid-2", says="said in full", good=True),
        _there("property-1", says="no builder"),
        _there("builder-1", says="no property company"),
        _there("builder-1", "property-1", by="firm-1", says="nobody of the street"),
        _there("builder-1", "property-1", by="ghost-1", says="of a unit nobody knows"),
        _there("builder-2", "property-1", says="any builder, where none is named", good=True),
        _there("builder-1", "property-1", says="those of the building", good=True, report=NAMED),
        _there("builder-2", "property-1", says="a builder of another building", report=NAMED),
    ),
    rule("unit_known", "unit_unknown", on="case.dispatched")(
        holds("one of the office", sends={"unit": "builders"}, office=SIDES),
        refuses("one that is not there", sends={"unit": "nowhere"}, office=SIDES),
        refuses("one that was closed", sends={"unit": "gone"}, office=SIDES),
    ),
    rule(
        "every_item_passed",
        "item_failed",
        on="checklist.recorded",
        report={"category": "lift"},
        workflow=LIFT,
    )(
        holds("all are yes", sends={"items": {"door": True, "power": True}}),
        refuses("one is no", sends={"items": {"door": False, "power": True}}),
        refuses("one was not looked at", sends={"items": {"door": True}}),
        refuses("nothing was", sends={"items": {}}),
    ),
    rule("published", "not_published", on="case.closed", by="deputy-1")(
        holds("posted", DocumentServed(doc="handover_publication", to="owners")),
        refuses("not posted"),
        refuses("another paper", DocumentServed(doc="repair_notice", to="builder-1")),
        refuses(
            "a changed order is not posted yet",
            DocumentServed(doc="handover_publication", to="owners"),
            happened(
                WorkNoted(step="queue_override"), clocks=[started("post_override", at("2026-03-03 24:00"))]
            ),
        ),
    ),
)

SHOWN = (*ALARMS, *HANDOVER)
