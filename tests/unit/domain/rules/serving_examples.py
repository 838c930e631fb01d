"""Rules of what people apply for, and of the calls after a bad rating."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from domain.envelope import Event
from domain.facts.dispatch import AssistRequested, CaseDispatched, ContactMade
from domain.facts.intake import SupplementRequested
from domain.facts.mediation import DecisionIssued
from domain.facts.schema import Fact
from domain.facts.work import CaseRated
from domain.values import File
from tests.calendars import at
from tests.support.given import NOW, effect, happened, started
from tests.support.samples import HERE
from tests.unit.domain.rules.example import Shown, holds, refuses, rule

ITEM: dict[str, Any] = {"report": {"category": "item"}}
DECIDED = happened(
    DecisionIssued(stage="service", body="hall", outcome="granted", text=File(id="paper-1", sha256="0")),
    by="hall-head",
    unit="hall",
)
BAD, FAIR = (happened(CaseRated(score=score, solved="no"), when=at("2026-03-03 09:00")) for score in (2, 3))


def _running(clock: str, due: str) -> Event:
    return happened(SupplementRequested(items=("papers",)), clocks=[started(clock, at(due))])


def _called(by: str, unit: str, when: str = "2026-03-03 09:30", *, reached: bool = True) -> Fact | Event:
    fact = ContactMade(subject="resident-1", purpose="callback", reached=reached)
    return happened(fact, by=by, unit=unit, when=at(when))


WINDOW = (
    rule("actor_has_duty", "duty_elsewhere", on="decision.issued", by="hall-head", **ITEM)(
        holds("his unit has the duty"),
        refuses("another unit has it", by="roads-head"),
        refuses("his unit has another", report={"category": "litter"}),
        holds("his unit has it at this place", by="east-head", report={"category": "litter"}),
        refuses(
            "at another place",
            by="east-head",
            report={"category": "litter", "place": type(HERE)(community="330105009002")},
        ),
        holds("the system", by="system", report={"category": "litter"}),
    ),
    rule("asked_once_only", "asked_before", on="supplement.requested", by="clerk-1", **ITEM)(
        holds("nothing was asked"),
        refuses("something was", SupplementRequested(items=("papers",))),
        refuses("twice", SupplementRequested(items=("papers",)), SupplementRequested(items=("place",))),
    ),
    rule(
        "not_already_held",
        "already_held",
        on="supplement.requested",
        by="clerk-1",
        move={"min_items": {"papers": 1}},
        **ITEM,
    )(
        holds("the office does not hold it", sends={"papers": ["lease"]}),
        refuses("it looks it up", sends={"papers": ["id_card"]}),
        refuses("one of two", sends={"papers": ["lease", "id_card"]}),
        holds("not for this item", sends={"papers": ["household_register"]}),
    ),
    rule("receipt_over", "receipt_running", on="case.filed", by="system", **ITEM)(
        refuses("it runs", _running("receipt", "2026-03-03 10:01")),
        holds("it ran out", _running("receipt", "2026-03-03 10:00")),
        refuses("it does not run"),
        refuses(
            "it rests",
            _running("receipt", "2026-03-03 10:00"),
            happened(SupplementRequested(items=("papers",)), clocks=[effect("receipt", "paused")]),
        ),
    ),
    rule("pause_listed", "pause_not_listed", on="case.suspended", by="hall-head", **ITEM)(
        holds("an appraisal", sends={"ground": "appraisal"}),
        holds("an expert review", sends={"ground": "expert_review"}),
        refuses("want of money", sends={"ground": "funds"}),
    ),
    rule(
        "exclusion_named", "exclusion_unnamed", on="case.declined", move={"requires": ("reason|exclusion",)}
    )(
        holds("another reason"),
        refuses("an excluded matter, which is not said", sends={"reason": "excluded_matter"}),
        holds("it is said", sends={"reason": "excluded_matter", "exclusion": "emergency"}),
        refuses("it is said of another reason", sends={"exclusion": "emergency"}),
    ),
)
RATINGS = (
    rule("rating_over", "rating_running", on="case.closed", by="shift-1")(
        refuses("the time runs", _running("rating", "2026-03-03 10:01")),
        holds("it is over", _running("rating", "2026-03-03 10:00")),
        holds("it was rated", _running("rating", "2026-03-03 10:01"), BAD),
        holds("it does not run"),
    ),
    rule("bad_rating_answered", "bad_rating_open", on="case.closed", by="shift-1")(
        holds("nobody rated it"),
        holds("not badly", FAIR),
        refuses("badly, and nobody called", BAD),
        holds("called back", DECIDED, BAD, _called("callback-1", "desk")),
        holds("as it was rated", BAD, _called("callback-1", "desk", "2026-03-03 09:00")),
        refuses("before it was rated", BAD, _called("callback-1", "desk", "2026-03-03 08:59")),
        refuses("by who decided", DECIDED, BAD, _called("hall-head", "desk")),
        refuses("by a colleague of who decided", DECIDED, BAD, _called("clerk-1", "hall")),
        refuses("by the lead unit", CaseDispatched(unit="roads", round=1), BAD, _called("x", "roads")),
        refuses(
            "by a co-unit",
            AssistRequested(assist="assist-1", unit="firm", task="-", due_at=NOW),
            BAD,
            _called("x", "firm"),
        ),
        refuses("not reached", BAD, _called("callback-1", "desk", reached=False)),
        holds(
            "tried three times on two days",
            BAD,
            *(
                _called("callback-1", "desk", when, reached=False)
                for when in ("2026-03-03 09:10", "2026-03-03 09:20", "2026-03-04 09:00")
            ),
            now=NOW + timedelta(days=1),
        ),
    ),
)
SHOWN: tuple[Shown, ...] = (*WINDOW, *RATINGS)
