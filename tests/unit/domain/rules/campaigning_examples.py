"""Rules of campaigns: who takes part, what a plan says, one visit for all, children that go on, measured twice."""

from __future__ import annotations

from typing import Any

from domain.facts.dispatch import AssistRequested, CaseDispatched, ChildLinked
from domain.facts.work import WorkNoted
from tests.calendars import at
from tests.support.given import happened, started
from tests.support.joint_work import campaign, child, plan, visit
from tests.unit.domain.rules.example import Shown, holds, refuses, rule

PROPOSING: dict[str, Any] = {
    "on": "task.opened",
    "by": "roads-head",
    "move": {
        "given": {"kind": "campaign", "rule": "planned"},
        "min_items": {"units": 1},
        "optional": ("area",),
    },
    "sends": {"cases": None, "kind": None, "rule": None, "until": "2026-05-01", "units": ["firm", "team"]},
}
TRIANGLE = ["30.30,120.10", "30.30,120.20", "30.40,120.20"]
PROPOSALS = (
    rule("units_known", "units_not_listed", **PROPOSING)(
        holds("two units in service"),
        refuses("one is not there", sends={"units": ["firm", "nobody"]}),
        refuses("one was closed", sends={"units": ["firm", "gone"]}),
        refuses("one is named twice", sends={"units": ["firm", "firm"]}),
    ),
    rule("area_closed", "area_open", **PROPOSING)(
        holds("none"),
        holds("three corners", sends={"area": TRIANGLE}),
        refuses("two corners", sends={"area": TRIANGLE[:2]}),
        refuses("a corner in words", sends={"area": [*TRIANGLE, "莲花路口"]}),
        refuses("a corner of three numbers", sends={"area": [*TRIANGLE, "30,120,1"]}),
        refuses("beyond the pole", sends={"area": [*TRIANGLE, "91,120"]}),
        refuses("beyond the date line", sends={"area": [*TRIANGLE, "30,181"]}),
    ),
)

JOINED = AssistRequested(assist="assist-1", unit="gone", task="劝导", due_at=at("2026-03-09 12:00"))
PLANNING: dict[str, Any] = {"on": "plan.approved", "by": "deputy-1", "sends": {"until": "2026-04-30"}}
FIRM_ALONE, BOTH = {"firm": "清运"}, {"firm": "清运", "team": "劝导"}
RUNS = happened(
    WorkNoted(step="other"), clocks=[started("campaign", at("2026-04-30 24:00"), unit="natural_day")]
)
RUNS_TO_A_MOMENT = happened(
    WorkNoted(step="other"), clocks=[started("campaign", at("2026-04-30 17:30"), unit="natural_day")]
)
PLANS = (
    rule("plan_names_duties", "plan_incomplete", **PLANNING)(
        holds("everybody has one", campaign(), sends={"duties": BOTH}),
        refuses("one has none", campaign(), sends={"duties": FIRM_ALONE}),
        refuses("one has an empty one", campaign(), sends={"duties": {**BOTH, "team": "  "}}),
        refuses("nobody has one", sends={"duties": {}}),
        refuses("who was asked to join has none", campaign(), JOINED, sends={"duties": BOTH}),
        holds(
            "who was asked to join has one", campaign(), JOINED, sends={"duties": {**BOTH, "gone": "劝导"}}
        ),
    ),
    rule("plan_keeps_its_end", "plan_end_moved", **PLANNING)(
        holds("the day on which the time ends", RUNS),
        holds("the day on which an extended time ends", RUNS_TO_A_MOMENT),
        refuses("a day later", RUNS, sends={"until": "2026-05-01"}),
        refuses("a day earlier", RUNS, sends={"until": "2026-04-29"}),
        holds("no time runs"),
    ),
)

VISITING: dict[str, Any] = {
    "on": "checklist.recorded",
    "by": "officer-1",
    "move": {"given": {"list": "joint_visit", "version": 1}, "optional": ("object", "reason")},
    "sends": {"object": "shop-1"},
}
VISITS = (
    rule("one_visit_per_object", "already_visited", **VISITING)(
        holds("the first"),
        holds("another shop was visited", visit("shop-2")),
        refuses("visited before", visit("shop-1")),
        refuses("visited before, typed with blanks", visit("shop-1"), sends={"object": " shop -1 "}),
        refuses("typed with blanks before", visit(" shop-1 ")),
        holds("again, and it is said why", visit("shop-1"), sends={"reason": "recheck"}),
        refuses("no shop is named", sends={"object": None}),
    ),
)

LINKED = ChildLinked(child="case-3", relation="child")
BESIDE = ChildLinked(child="case-3", relation="root_cause")
GIVEN = CaseDispatched(unit="firm", round=1)
CHILDREN = (
    rule("children_settled", "children_unsettled", on="work.reported", by="roads-head")(
        holds("there is none"),
        refuses("one is being handled", LINKED, others=(child("handling", phase="work"),)),
        holds("it rests with approval", LINKED, others=(child("suspended", phase="suspended"),)),
        holds("it has ended", LINKED, others=(child("closed", phase="done"),)),
        refuses("it is nowhere to be found", LINKED),
        holds("a root-cause task goes on beside it", BESIDE, others=(child("acting", phase="work"),)),
    ),
    rule("children_rehomed", "children_left", on="case.ended", by="leader-1")(
        holds("there is none"),
        refuses("one has no unit", LINKED, others=(child("filed", phase="triage"),)),
        holds("it has a unit", LINKED, others=(child("dispatched", GIVEN, phase="work"),)),
        holds("it has ended without one", LINKED, others=(child("declined", phase="done"),)),
        refuses("it is nowhere to be found", LINKED),
    ),
)

MEASURED = plan(quantity="40", method="count")
PASSING: dict[str, Any] = {
    "on": "check.passed",
    "by": "checker-1",
    "move": {"optional": ("quantity", "method")},
    "sends": {"quantity": "4", "method": "count"},
}
MEASURES = (
    rule("target_measured", "target_not_measured", **PASSING)(
        holds("before and after by one method", MEASURED),
        holds("before by the plan, which was changed since", MEASURED, plan(version=2)),
        refuses("after by another method", MEASURED, sends={"method": "complaints"}),
        refuses("not after", MEASURED, sends={"quantity": None}),
        refuses("not before", plan()),
        refuses("there is no plan"),
    ),
)

SHOWN: tuple[Shown, ...] = (*PROPOSALS, *PLANS, *VISITS, *CHILDREN, *MEASURES)
