"""Rules of work: who may do it, what it must show, joint handling."""

from __future__ import annotations

from domain.envelope import Event
from domain.facts.dispatch import AssistAnswered, AssistRequested, CaseDispatched, CaseReturned
from domain.facts.enforcement import CorrectionConfirmed, CorrectionMissed, DocumentServed, OrderServed
from domain.facts.intake import VerificationRequested
from domain.facts.work import CheckAssigned, WorkNoted
from tests.calendars import at
from tests.support.given import happened, started
from tests.support.samples import moment, photo, sent
from tests.unit.domain.rules.example import holds, refuses, rule

ROADS = CaseDispatched(unit="roads", round=1)
RETURNED = CaseReturned(unit="roads", reason="not_our_duty", fault="none", nth=1)
JUST_BEFORE, DUE = at("2026-03-03 09:59"), at("2026-03-03 10:00")
SECOND, NO_ANSWER = {"assist": "assist-2"}, {"outcome": "none"}
AFTER = {"files": sent(photo("after"))}
ANSWERED = AssistAnswered(assist="assist-1", outcome="done")
OFFICERS = ("officer-1", "officer-2")
ORDERED = OrderServed(
    order_no="责改1号",
    act="vending",
    party="party-1",
    party_name="当事人",
    officers=OFFICERS,
    term_due_at=at("2026-03-06 17:30"),
    items="撤除摊位",
)


def _assist(name: str = "assist-1", unit: str = "firm") -> AssistRequested:
    return AssistRequested(assist=name, unit=unit, task="清运", due_at=DUE)


def _checker(person: str) -> CheckAssigned:
    return CheckAssigned(checker=person, unit="desk", level="street")


HANDLED_BY = happened(WorkNoted(step="other"), clocks=[started("handle", at("2026-03-03 17:30"))])
WITHDRAWN: Event = happened(DocumentServed(doc="order_withdrawal", to="party-1"))

SHOWN = (
    rule("unit_is_in_case", "unit_not_in_case", on="contact.made", by="roads-1")(
        holds("of the unit that leads", ROADS),
        holds("of a unit that assists", ROADS, _assist(), by="firm-1"),
        refuses("of another unit", ROADS, by="firm-1"),
        holds("nobody leads yet"),
        holds("a desk, on any case", ROADS, by="intake-1"),
        holds("who the case is about", ROADS, by="resident-1", report={"reporter": "resident-1"}),
    ),
    rule(
        "named_person_fits",
        "person_unfit",
        on="check.assigned",
        by="shift-1",
        move={"assignment": "check", "roles": "checker shift_leader"},
    )(
        holds("holds a post that may", sends={"checker": "shift-2"}),
        refuses("holds another post", sends={"checker": "roads-1"}),
        refuses("is nobody", sends={"checker": "nobody-77"}),
    ),
    rule("named_person_fits", "person_unfit", on="case.dispatched", by="dispatcher-1")(
        holds("nobody is named", sends={"unit": "roads", "assignee": None}),
        holds("of the unit named", sends={"unit": "roads", "assignee": "roads-1"}),
        refuses("of another unit", sends={"unit": "roads", "assignee": "firm-1"}),
    ),
    rule("actor_is_assigned", "not_assigned", on="check.passed", by="checker-1", move={"assignment": "check"})(
        holds("the checker named", _checker("checker-1")),
        refuses("another checker", _checker("checker-2")),
        refuses("nobody was named"),
        refuses("another was named since", _checker("checker-1"), _checker("checker-2")),
        holds("he stands in for the one named", _checker("checker-2"), for_="checker-2"),
        refuses("named to verify, not to check", VerificationRequested(verifier="checker-1", questions="-")),
    ),
    rule(
        "actor_is_assigned",
        "not_assigned",
        on="verification.answered",
        by="grid-2",
        move={"assignment": "verification"},
    )(
        holds("the verifier named", VerificationRequested(verifier="grid-2", questions="-")),
        refuses("named to check, not to verify", _checker("grid-2")),
    ),
    rule("actor_in_lead_unit", "not_lead_unit", on="work.reported", by="roads-1")(
        holds("of the unit that has it", ROADS),
        refuses("of another unit", ROADS, by="firm-1"),
        refuses("nobody has it"),
        refuses("it was given back", ROADS, RETURNED),
        holds("one of his two units has it", ROADS, by="two-posts"),
        holds("he stands in for one whose other unit has it", ROADS, by="firm-1", for_="two-posts"),
        refuses("of a unit that assists", ROADS, _assist(), by="firm-1"),
        refuses("acted for by a system without units, while nobody has it", by="system"),
    ),
    rule("actor_in_co_unit", "not_co_unit", on="assist.answered", by="firm-1")(
        holds("of the unit that was asked", _assist()),
        refuses("of the lead unit", ROADS, _assist(), by="roads-1"),
        refuses("nobody asked for it", sends={"assist": "assist-9"}),
        refuses("answered already", _assist(), ANSWERED),
        holds("the second of two, the first answered", _assist(), _assist("assist-2"), ANSWERED, sends=SECOND),
        refuses("a dispatcher, too early", _assist(), by="dispatcher-1", sends=NO_ANSWER, now=JUST_BEFORE),
        holds("a dispatcher, when its time is up", _assist(), by="dispatcher-1", sends=NO_ANSWER, now=DUE),
        refuses("a dispatcher who says it is done", _assist(), by="dispatcher-1", now=at("2026-03-03 11:00")),
        refuses("the lead unit, when its time is up", ROADS, _assist(), by="roads-1", sends=NO_ANSWER, now=DUE),
        refuses("a dispatcher, twice", _assist(), ANSWERED, by="dispatcher-1", sends=NO_ANSWER, now=DUE),
    ),
    rule("actor_in_any_unit", "not_in_case", on="work.noted", by="firm-1")(
        holds("of the lead unit", ROADS, by="roads-1"),
        holds("of a unit that assists", ROADS, _assist()),
        refuses("of another unit", ROADS),
        refuses("nobody has it"),
        holds("of a unit that has answered", ROADS, _assist(), ANSWERED),
    ),
    rule("evidence_complete", "evidence_missing", on="work.reported", by="roads-1", move={"evidence": ("after",)})(
        holds("a photo with time and place", sends=AFTER),
        refuses("no photo"),
        refuses("a photo of something else", sends={"files": sent(photo("before"))}),
        refuses("when it was taken is missing", sends={"files": [{**sent(photo("after"))[0], "taken_at": None}]}),
        refuses("where it was taken is missing", sends={"files": sent(photo("after", place=None))}),
        holds("where is missing, and why is said", sends={"files": sent(photo("after", place=None, reason="室内"))}),
        holds("one of two will do", sends={"files": sent(photo("after", place=None), photo("after"))}),
        holds("a category that needs none", report={"category": "bare"}),
        refuses("a category that needs two, one given", report={"category": "gas"}, sends=AFTER),
        holds("both given", report={"category": "gas"}, sends={"files": sent(photo("after"), photo("fence"))}),
        holds("a category that says nothing of this move", report={"category": "hole"}, sends=AFTER),
        refuses("no category: the move's own", report={"category": None}),
    ),
    rule("assist_fits", "assist_unfit", on="assist.requested", by="roads-head")(
        holds("before the lead unit's own time", ROADS, HANDLED_BY),
        holds("at the same moment", ROADS, HANDLED_BY, sends={"due_at": moment("2026-03-03 17:30")}),
        refuses("a minute after", ROADS, HANDLED_BY, sends={"due_at": moment("2026-03-03 17:31")}),
        holds("no time runs", ROADS, sends={"due_at": moment("2026-03-09 17:31")}),
        refuses("the lead unit itself", ROADS, HANDLED_BY, sends={"unit": "roads"}),
        refuses("a unit nobody knows", ROADS, HANDLED_BY, sends={"unit": "nobody"}),
    ),
    rule("assists_answered", "assist_open", on="work.reported", by="roads-1")(
        holds("nobody was asked"),
        refuses("one was asked", _assist()),
        holds("it answered", _assist(), ANSWERED),
        refuses("a second one has not", _assist(), _assist("assist-2"), ANSWERED),
    ),
    rule("no_order_running", "order_running", on="work.reported", by="roads-1")(
        holds("nobody was ordered"),
        refuses("an order stands", ORDERED),
        holds("obeyed", ORDERED, CorrectionConfirmed(order_no="责改1号", officers=OFFICERS, files=())),
        holds("missed", ORDERED, CorrectionMissed(order_no="责改1号", cause="expired", officers=OFFICERS, files=())),
        holds("withdrawn", ORDERED, WITHDRAWN),
        refuses("ordered again", ORDERED, WITHDRAWN, ORDERED),
    ),
)  # fmt: skip
