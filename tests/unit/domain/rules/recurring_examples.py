"""Rules of what comes back: when it is looked for its cause, when the cause may be called removed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from domain.case import Case
from domain.envelope import Event
from domain.facts.dispatch import ChildLinked
from domain.facts.intake import CaseMerged
from domain.facts.work import WorkNoted
from domain.values import Place
from tests.calendars import at
from tests.support.given import happened, started
from tests.support.recurring import DAYS, EXIT, filed, opened, task, three, watched
from tests.support.samples import HERE, moment
from tests.unit.domain.rules.example import Shown, holds, refuses, rule

A, B, C = "case-a", "case-b", "case-c"
OPENING: dict[str, Any] = {"on": "task.opened", "by": "supervisor-1"}
PLACE, APPLICANT = {"rule": "same_place"}, {"rule": "same_applicant"}
PLAIN = Place(lat_deg=30.33, lon_deg=120.11)
NEXT_DOOR = Place(lat_deg=30.3304, lon_deg=120.11)
DOWN_THE_ROAD = Place(lat_deg=30.3306, lon_deg=120.11)
HUNG = ChildLinked(child="task-9", relation="root_cause")


def _with(last: Case, **report: Any) -> tuple[Case, ...]:
    return (*three(**report)[:2], last)


def _placed(*places: Place | None) -> tuple[Case, ...]:
    return tuple(
        filed(name, day, place=place) for name, day, place in zip((A, B, C), DAYS, places, strict=True)
    )


def _metro(first: str) -> tuple[Case, ...]:
    days = (first, *DAYS[1:])
    return tuple(filed(name, day, workflow="metro_area") for name, day in zip((A, B, C), days, strict=True))


CLUSTERS = (
    rule("cluster_reached", "no_cluster", **OPENING)(
        holds("three at one object", others=three()),
        refuses("two at one object", others=three()[:2], sends={"cases": [A, B]}),
        refuses("two, one named twice", others=three()[:2], sends={"cases": [A, B, B]}),
        refuses("one is not there", others=three()[:2]),
        refuses("none is named", others=three(), sends={"cases": ["case-z"]}),
        refuses("one was merged", others=_with(filed(C, DAYS[2], CaseMerged(master=A, ground="same_place")))),
        refuses("one is of another category", others=_with(filed(C, DAYS[2], category="hole"))),
        refuses("one lies at another object", others=_placed(EXIT, EXIT, Place(object_id="exit-e"))),
        refuses("one lies at no object", others=_placed(EXIT, HERE, EXIT)),
        refuses("the last has no place", others=_placed(EXIT, EXIT, None)),
        holds("thirty days apart", others=(filed(A, "2026-02-01 09:00"), *three()[1:])),
        refuses("thirty-one days apart", others=(filed(A, "2026-01-31 23:59"), *three()[1:])),
        holds("a week apart at an exit", others=_metro("2026-02-24 00:00")),
        refuses("eight days apart at an exit", others=_metro("2026-02-23 23:59")),
        holds("one place", others=_placed(PLAIN, NEXT_DOOR, PLAIN), sends=PLACE),
        refuses("one is too far away", others=_placed(PLAIN, DOWN_THE_ROAD, PLAIN), sends=PLACE),
        refuses("one place, but a listed object", others=three(), sends=PLACE),
        refuses("one place, but one has no point", others=_placed(PLAIN, None, PLAIN), sends=PLACE),
        holds("one applicant", others=three(reporter="resident-1"), sends=APPLICANT),
        refuses(
            "two applicants",
            others=_with(filed(C, DAYS[2], reporter="resident-2"), reporter="r"),
            sends=APPLICANT,
        ),
        refuses("nobody applied", others=three(), sends=APPLICANT),
        refuses("he asked to stay anonymous", others=three(reporter="r", anonymous=True), sends=APPLICANT),
    ),
    rule("one_live_root_cause", "root_cause_exists", **OPENING)(
        holds("none hangs on one", others=three()),
        refuses("one hangs on one", others=_with(filed(C, DAYS[2], HUNG))),
        holds(
            "another does that is not named", others=_with(filed(C, DAYS[2], HUNG)), sends={"cases": [A, B]}
        ),
    ),
    rule("one_live_root_cause", "root_cause_exists", on="child.linked")(
        holds("it hangs on none"),
        refuses("it hangs on one", HUNG),
    ),
)

EXIT_CASE = {"place": EXIT}
TO_TASK = {"child": "task-1", "relation": "root_cause"}


def _counted(*more: str, **said: Any) -> tuple[Case, ...]:
    return (task(cases=("case-1", "case-2", *more), **said),)


EXITS = (
    rule("recurrence_reached", "no_recurrence", on="child.linked", report=EXIT_CASE, sends=TO_TASK)(
        holds("counted with two more", others=_counted("case-3")),
        refuses("counted with one more", others=_counted()),
        refuses("it was not counted", others=(task(),)),
        refuses("the task is not there"),
        refuses("no task", others=(filed("task-1", DAYS[0]),)),
        refuses("about a place", others=_counted("case-3", rule="same_place")),
        refuses("about another class", others=_counted("case-3", category="hole")),
        refuses("about another exit", others=_counted("case-3", place=Place(object_id="exit-e"))),
        refuses("over eight days", others=_counted("case-3", since=at("2026-02-23 09:00").date())),
    ),
)

BEGAN = at("2026-03-01 09:00")
OVER = BEGAN + timedelta(days=90)


def _watching() -> Event:
    return happened(WorkNoted(step="other"), clocks=[watched(BEGAN, OVER)])


OPENED = happened(opened("case-x"), by="supervisor-1")
BACK: dict[str, Any] = {"on": "case.reopened", "by": "supervisor-1", "sends": {"case": C, "cause": "relapse"}}

WATCHING = (
    rule("recurrence_in_watch", "no_recurrence_in_watch", **BACK)(
        holds("filed while it is watched", OPENED, _watching(), others=three()[2:]),
        refuses("filed before", OPENED, _watching(), others=(filed(C, "2026-03-01 08:59"),)),
        holds("filed as it began", OPENED, _watching(), others=(filed(C, "2026-03-01 09:00"),)),
        refuses("of another class", OPENED, _watching(), others=(filed(C, DAYS[2], category="hole"),)),
        refuses(
            "merged",
            OPENED,
            _watching(),
            others=(filed(C, DAYS[2], CaseMerged(master=A, ground="same_place")),),
        ),
        refuses("not filed", OPENED, _watching(), others=(task(),), sends={"case": "task-1"}),
        refuses("it is not watched", OPENED, others=three()[2:]),
        refuses("no task", _watching(), others=three()[2:]),
        refuses("the case is not there", OPENED, _watching()),
    ),
    rule("watch_over", "watch_running", on="case.closed", by="deputy-1")(
        refuses("a minute before", _watching(), now=OVER - timedelta(minutes=1)),
        holds("as it is over", _watching(), now=OVER),
        refuses("it does not run", now=OVER),
    ),
)

ACT = happened(WorkNoted(step="other"), clocks=[started("act", at("2026-03-20 24:00"), unit="natural_day")])
MORE: dict[str, Any] = {
    "move": {"given": {"clock": "act", "asked_by": "unit"}},
    "sends": {"clock": None, "asked_by": None},
}

PLANS = (
    rule("within_plan_max", "plan_too_long", on="plan.approved", by="deputy-1")(
        holds("a month", sends={"until": "2026-04-03"}),
        holds("today", sends={"until": "2026-03-03"}),
        refuses("yesterday", sends={"until": "2026-03-02"}),
        holds("ninety days", sends={"until": "2026-06-01"}),
        refuses("ninety-one days", sends={"until": "2026-06-02"}),
    ),
    rule("within_plan_max", "plan_too_long", on="extension.granted", by="deputy-1", **MORE)(
        holds("later than there was", ACT, sends={"new_due_at": moment("2026-03-25 17:30")}),
        refuses("earlier than there was", ACT, sends={"new_due_at": moment("2026-03-19 17:30")}),
        refuses("too late", ACT, sends={"new_due_at": moment("2026-06-02 17:30")}),
    ),
)

SHOWN: tuple[Shown, ...] = (*CLUSTERS, *EXITS, *WATCHING, *PLANS)
