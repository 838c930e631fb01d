"""Rules of periodic tasks: whose turn it is, when it counts, who says so, when it is missed or excused."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from domain.envelope import Event
from domain.facts.office import RoleGiven
from domain.facts.site import SiteReached
from domain.facts.work import WorkNoted
from tests.calendars import at
from tests.support.given import NOW, happened, started
from tests.support.samples import HERE
from tests.support.small_office import EAST, OFFICE, office_of
from tests.support.turns import CATEGORIES, done, missed, opened, plan, planned, recorded, turn
from tests.unit.domain.rules.example import holds, refuses, rule

OURS: dict[str, Any] = {"categories": CATEGORIES}
BY_PLAN: dict[str, Any] = {"kind": "periodic", "rule": None, "cases": None, "plan": "patrol-east"}
ONCE: dict[str, Any] = {**BY_PLAN, "plan": None, "category": "outfall", "until": "2026-03-05"}
BY_HAND: dict[str, Any] = {**ONCE, **dict.fromkeys(("unit", "doer", "assignee"))}
CLOSED = office_of(RoleGiven(person="late-1", role="handler", unit="gone"), before=OFFICE)
PATROL = planned(plan())
REVIEW = planned(plan(category="review", unit="roads", role="handler", place=None))
AFTER = {"parent": "turn-1"}
OF_REVIEW: dict[str, Any] = {"category": "review", "unit": "roads", "doer": "handler", "place": None}

FIRST_WEEK = {"since": "2026-03-02", "until": "2026-03-08"}
TOO: dict[str, Any] = {"parent": "turn-1", "since": "2026-03-09", "until": "2026-03-15"}
SECOND_WEEK = {"since": "2026-03-09", "until": "2026-03-15"}
WAS_MISSED: dict[str, Any] = {"office": REVIEW, "others": (missed(**OF_REVIEW),)}

PLANS = (
    rule("as_planned", "not_as_planned", on="task.opened", by="system", sends=BY_PLAN, workflow=OURS)(
        holds("the first turn", office=PATROL),
        holds("said in full, as the plan says it", office=PATROL, sends={"unit": EAST, "until": "2026-03-08"}),
        refuses("another unit", office=PATROL, sends={"unit": "roads"}),
        refuses("another role", office=PATROL, sends={"doer": "handler"}),
        refuses("another category", office=PATROL, sends={"category": "outfall"}),
        refuses("another place", office=PATROL, sends={"place": {"address": "别处"}}),
        refuses("later than its turn", office=PATROL, sends={"since": "2026-03-03"}),
        refuses("for longer", office=PATROL, sends={"until": "2026-03-09"}),
        holds("the next one", office=PATROL, others=(turn(),), sends=AFTER),
        refuses("the first again after it", office=PATROL, others=(turn(),), sends={**AFTER, **FIRST_WEEK}),
        refuses("after a case that is not there", office=PATROL, sends={**AFTER, **SECOND_WEEK}),
        refuses("after a turn of another plan", office=PATROL, others=(turn(plan="x"),), sends=TOO),
        refuses("of a plan nobody adopted", sends=FIRST_WEEK),
        refuses("of a plan that was ended", office=planned(plan(active=False)), sends=FIRST_WEEK),
        refuses("of a plan of another workflow", office=planned(plan(workflow="periodic"))),
        refuses("of a plan that says not how often", office=planned(plan(category="once")), sends=FIRST_WEEK),
        holds("once, without a plan", sends=ONCE),
        refuses("without a plan, and not listed", sends={**ONCE, "category": None}),
        refuses("without a plan, backwards", sends={**ONCE, "until": "2026-03-02"}),
        holds("a review that was done goes on", office=REVIEW, others=(done(NOW, **OF_REVIEW),), sends=AFTER),
        refuses("nobody renews it", **WAS_MISSED, sends={**AFTER, "since": "2026-03-03", "until": "2027-03-01"}),
        holds("somebody renews it", **WAS_MISSED, sends=AFTER, by="supervisor-1"),
    ),
    rule("doer_known", "doer_unknown", on="task.opened", by="intake-1", sends=BY_HAND, workflow=OURS)(
        holds("the chief of the community", sends={"doer": "river_chief", "unit": EAST}),
        holds("a role that somebody holds somewhere", sends={"doer": "river_chief"}),
        holds("anybody of a unit", sends={"unit": EAST}),
        holds("somebody by name", sends={"assignee": "chief-east"}),
        holds("nobody in particular"),
        holds("as a plan says, whoever holds the post", sends={"plan": "patrol-east", "doer": "diver"}),
        refuses("a word", sends={"doer": "whoever"}),
        refuses("a role nobody has in that unit", sends={"doer": "river_chief", "unit": "roads"}),
        refuses("a unit that is not there", sends={"unit": "nowhere"}),
        refuses("a unit that was closed", office=CLOSED, sends={"unit": "gone"}),
        refuses("a person who is not there", sends={"assignee": "nobody"}),
        refuses("somebody of another unit", sends={"assignee": "chief-east", "unit": "roads"}),
    ),
)  # fmt: skip

TASK = happened(opened(), by="system")
TWO = office_of(RoleGiven(person="grid-1", role="river_chief", unit="roads"), before=OFFICE)
CHECKED = {"items": {"no_litter": True, "bank_sound": False}}

DOING = (
    rule("actor_has_the_task", "not_your_task", on="site.reached")(
        holds("the chief of the community", TASK, by="chief-east"),
        refuses("another of the community", TASK, by="grid-1"),
        refuses("the chief of the street", TASK, by="chief-street"),
        refuses("one who holds the role elsewhere", TASK, by="grid-1", office=TWO),
        holds("one who stands in for him", TASK, by="grid-1", for_="chief-east"),
        holds("anybody of the unit", happened(opened(doer=None)), by="grid-1"),
        holds("nobody's task", happened(opened(doer=None, unit=None)), by="roads-1"),
        holds("no task"),
    ),
    rule(
        "checklist_complete",
        "checklist_open",
        on="checklist.recorded",
        report={"category": "patrol"},
        workflow=OURS,
        sends=CHECKED,
    )(
        holds("every question is answered, one with no"),
        refuses("one is not", sends={"items": {"no_litter": True}}),
        refuses("one is blank", sends={"items": {"no_litter": True, "bank_sound": ""}}),
        refuses("none is", sends={"items": {}}),
        holds("nothing is asked", report={"category": "hole"}, workflow={}, sends={"items": {"x": True}}),
    ),
)


def _walked(metres: int, minutes: int, **attributes: Any) -> tuple[Event, ...]:
    task = happened(opened(attributes={"reach_m": 1000, **attributes}), by="system")
    return task, happened(recorded(metres, minutes), by="chief-east")


COUNTING = (
    rule(
        "round_valid", "round_invalid", on="check.passed", by="system", workflow=OURS, sends={"items": None}
    )(
        holds("ten minutes and four fifths of the reach", *_walked(800, 10)),
        refuses("nine minutes", *_walked(1000, 9)),
        refuses("a metre less", *_walked(799, 30)),
        refuses("six minutes, three hundred metres", *_walked(300, 6)),
        holds("a reach nobody measured", *_walked(1, 10, reach_m="unknown")),
        refuses("nobody walked", *_walked(0, 30, reach_m=True)),
        refuses("nothing was handed in", TASK),
        holds("not measured", happened(opened(category="upkeep")), recorded(0, 0)),
    ),
    rule("confirmer_not_doer", "own_round", on="check.passed", by="intake-1")(
        holds("another", TASK, happened(recorded(), by="chief-east")),
        refuses("who handed it in", TASK, happened(recorded(), by="intake-1")),
        refuses("for who handed it in", TASK, happened(recorded(), by="intake-2"), for_="intake-2"),
        refuses("who was there", TASK, SiteReached(persons=("intake-1",), place=HERE, how="gps")),
        refuses("who broke it off once", TASK, happened(WorkNoted(step="other"), by="intake-1")),
        holds("nothing was handed in", TASK),
    ),
)
OVER = at("2026-03-08 24:00")
RUNNING = happened(opened(), clocks=[started("cycle", OVER)])

ENDING = (
    rule("excuse_listed", "excuse_not_listed", on="case.ended", sends={"reason": "excused"})(
        holds("a flood", sends={"ground": "flood"}),
        holds("a closure", sends={"ground": "closure"}),
        refuses("none is named"),
    ),
    rule("cycle_over", "cycle_running", on="case.ended", by="system")(
        refuses("a minute before", RUNNING, now=OVER - timedelta(minutes=1)),
        holds("as it is over", RUNNING, now=OVER),
        refuses("it does not run", TASK, now=OVER),
    ),
)

SHOWN = (*PLANS, *DOING, *COUNTING, *ENDING)
