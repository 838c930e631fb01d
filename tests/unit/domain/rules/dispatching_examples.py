"""Rules of dispatching, returns, requests and their decisions."""

from __future__ import annotations

from typing import Any

from domain.envelope import Event
from domain.facts.dispatch import (
    CaseDispatched,
    CaseEscalated,
    CaseReassigned,
    CaseReturned,
    SupervisionAnswered,
    SupervisionStarted,
)
from domain.facts.intake import CaseDeclined
from domain.facts.office import UnitChanged
from domain.facts.work import ApprovalRefused, ApprovalRequested, CaseClosed, CaseReopened, WorkNoted
from domain.values import Place
from tests.calendars import at
from tests.support.given import effect, happened, started
from tests.support.samples import moment
from tests.support.small_office import OFFICE, WEST, office_of
from tests.unit.domain.rules.example import holds, refuses, rule

NO_FIRM = office_of(UnitChanged(unit="firm", kind="firm", name_zh="保洁单位", active=False), before=OFFICE)
"""An office in which no unit has every duty."""
RETURNED = CaseReturned(unit="roads", reason="not_our_duty", fault="none", nth=1)
REOPENED = CaseReopened(cause="error", round=2)
REFUSED = ApprovalRefused(kind="return", reason="理由不足")
CLOSED = CaseClosed(condition="cleared", outcome="solved", summary="已清理", public_summary="已清理")


def _given(unit: str = "roads", when: str = "2026-03-02 09:30", **more: Any) -> Event:
    return happened(CaseDispatched(unit=unit, round=1, **more), when=at(when), by="dispatcher-1")


def asked(kind: str = "return", by: str = "roads-head", for_: str | None = None) -> Event:
    """A request and the clock it runs on."""
    fact = ApprovalRequested(kind=kind, reason="other", text="申请")
    return happened(fact, by=by, for_=for_, clocks=[started("approval", at("2026-03-03 17:30"))])


LAPSED = happened(WorkNoted(step="other"), clocks=[effect("approval", "stopped")])
INTEREST = WorkNoted(step="interest_declared")
ASK_REOPEN = {"kind": "reopen", "reason": "unsatisfied", "text": "未解决"}
CLOSED_AT_10 = happened(CLOSED, when=at("2026-03-02 10:00"))
SUPERVISED = SupervisionStarted(reason="overdue", ask="请说明", due_at=at("2026-03-03 17:30"))


def _raised(level: str) -> CaseEscalated:
    return CaseEscalated(from_level="desk", to_level=level, cause="overdue")


def _objected(assignee: str) -> tuple[Event, Event]:
    return (
        happened(CaseDispatched(unit="committee", assignee=assignee, round=1)),
        happened(WorkNoted(step="mediator_objected"), by="committee-1"),
    )


DISPATCHING = (
    rule("unit_in_duty_list", "not_in_duty_list", on="case.dispatched", by="dispatcher-1")(
        holds("the unit has the category everywhere"),
        refuses("it does not have that category", report={"category": "gas"}),
        holds("it has every category", report={"category": "gas"}, sends={"unit": "firm"}),
        holds("the community that has the category here", sends={"unit": "330105009001"}),
        refuses(
            "the same community for a place in another one",
            report={"place": Place(lat_deg=30.33, lon_deg=120.11, community=WEST)},
            sends={"unit": "330105009001"},
        ),
        refuses("a unit nobody knows", sends={"unit": "nobody"}),
        refuses("a unit that is no more", sends={"unit": "gone"}),
        holds("designated: it need only be there", sends={"unit": "committee", "chosen_by": "designation"}),
        refuses("designated, but nobody knows it", sends={"unit": "nobody", "chosen_by": "designation"}),
        refuses("designated, but it is no more", sends={"unit": "gone", "chosen_by": "designation"}),
    ),
    rule("new_unit_differs", "same_unit", on="case.reassigned", by="dispatcher-1")(
        holds("another unit", _given("roads")),
        refuses("the unit that has it", _given("firm")),
        refuses("no unit named: the same one", _given("roads"), sends={"unit": None}),
        holds("nobody had it"),
    ),
    rule("returns_below_limit", "needs_coordination", on="case.dispatched", by="dispatcher-1")(
        holds("never given back"),
        holds("given back once", _given(), RETURNED),
        refuses("given back twice", _given(), RETURNED, _given("firm"), RETURNED),
        holds("given back twice, in an earlier round", RETURNED, RETURNED, REOPENED),
    ),
    rule("accused_unit_excluded", "unit_is_accused", on="case.dispatched", by="dispatcher-1")(
        refuses("the accused unit", report={"attributes": {"accused_unit": "roads"}}),
        holds("another unit", report={"attributes": {"accused_unit": "firm"}}),
        refuses(
            "the accused person",
            report={"attributes": {"accused_person": "roads-1"}},
            sends={"assignee": "roads-1"},
        ),
        holds("somebody else", report={"attributes": {"accused_person": "roads-1"}}, sends={"assignee": "roads-2"}),
        holds("nobody is accused"),
        holds("an accusation that names nobody", report={"attributes": {"accused_unit": ""}}, sends={"assignee": ""}),
    ),
    rule("accused_unit_excluded", "unit_is_accused", on="case.dispatched", by="dispatcher-1")(
        refuses(
            "somebody of the accused unit",
            report={"attributes": {"accused_unit": "roads"}},
            sends={"unit": "firm", "assignee": "two-posts"},
        ),
    ),
    rule("accused_unit_excluded", "unit_is_accused", on="check.assigned", by="intake-1")(
        holds("a checker of another unit", report={"attributes": {"accused_unit": "roads"}}),
        refuses("a checker of the accused unit", report={"attributes": {"accused_unit": "desk"}}),
        refuses("the accused as checker", report={"attributes": {"accused_person": "checker-1"}}),
    ),
    rule("accused_unit_excluded", "unit_is_accused", on="verification.requested", by="intake-1")(
        refuses("the accused as verifier", report={"attributes": {"accused_person": "grid-2"}}),
        holds("another", report={"attributes": {"accused_person": "grid-1"}}),
    ),
    rule("duty_disputed", "no_dispute", on="case.escalated", by="dispatcher-1")(
        refuses("a unit on the list, never given back"),
        refuses("given back once", _given(), RETURNED),
        holds("given back twice", _given(), RETURNED, _given("firm"), RETURNED),
        holds("a return was refused", _given(), REFUSED),
        refuses("a return was refused, then it was given to another", _given(), REFUSED, _given("firm")),
        holds("a return is asked for", _given(), asked()),
        refuses("something else is asked for", _given(), asked("suspension")),
        holds("no unit has the category", report={"category": "gas"}, office=NO_FIRM),
        refuses("one unit has it", report={"category": "hole"}, office=NO_FIRM),
    ),
    rule("no_conflict_of_interest", "conflict_of_interest", on="case.dispatched", by="committee-1",
         sends={"unit": "committee", "assignee": "mediator-1"})(
        holds("no interest known"),
        refuses("registered as kin", report={"attributes": {"interested": "somebody, mediator-1"}}),
        holds("another one is registered", report={"attributes": {"interested": "mediator-2"}}),
        refuses("declared by himself", happened(INTEREST, by="mediator-1")),
        refuses("declared in his name", happened(INTEREST, by="committee-1", for_="mediator-1"), by="intake-1"),
        holds("only a note of his", happened(WorkNoted(step="progress"), by="mediator-1")),
        refuses("a party objected to him", *_objected("mediator-1")),
        holds("a party objected to another", *_objected("mediator-2")),
        refuses("who assigns has an interest", report={"attributes": {"interested": "committee-1"}}),
        refuses("who he stands in for has one", report={"attributes": {"interested": "mediator-2"}}, for_="mediator-2"),
    ),
    rule("level_is_higher", "level_not_higher", on="case.escalated", by="dispatcher-1")(
        holds("one above the one reached", _raised("deputy"), sends={"to_level": "leader"}),
        refuses("the one reached", _raised("deputy"), sends={"to_level": "deputy"}),
        refuses("one below it", _raised("deputy"), sends={"to_level": "street"}),
        holds("above the desk, where every case begins", sends={"to_level": "unit"}),
        refuses("the desk itself", sends={"to_level": "desk"}),
        refuses("below the desk", sends={"to_level": "grid"}),
    ),
)  # fmt: skip

REQUESTS = (
    rule("return_in_time", "return_too_late", on="approval.requested", by="roads-head")(
        holds("a minute before the next working day closes", _given(), now=at("2026-03-03 17:29")),
        refuses("when it closes", _given(), now=at("2026-03-03 17:30")),
        refuses("never given", now=at("2026-03-02 10:00")),
        holds("over a weekend", _given(when="2026-03-06 16:00"), now=at("2026-03-09 17:29")),
        refuses("after the weekend's next day", _given(when="2026-03-06 16:00"), now=at("2026-03-09 17:30")),
        holds("over the National Day", _given(when="2026-09-30 16:30"), now=at("2026-10-08 17:29")),
        refuses("after it", _given(when="2026-09-30 16:30"), now=at("2026-10-08 17:30")),
        holds(
            "counted anew when given to another",
            _given(),
            happened(
                CaseReassigned(from_unit="firm", unit="roads", reason="wrong_unit"), when=at("2026-03-03 16:00")
            ),
            now=at("2026-03-04 09:00"),
        ),
    ),
    rule("one_return_per_dispatch", "return_used", on="approval.requested", by="roads-head")(
        holds("never asked", _given()),
        refuses("asked since it was given", _given(), asked()),
        refuses("asked and refused", _given(), asked(), REFUSED),
        holds("asked before it was given again", _given(), asked(), REFUSED, _given("firm")),
        holds("something else was asked", _given(), asked("suspension")),
    ),
    rule("not_designated", "designated", on="approval.requested", by="roads-head")(
        holds("given by a dispatcher", _given()),
        refuses("given by designation", _given(chosen_by="designation")),
        holds(
            "designated once, then given to another",
            _given(chosen_by="designation"),
            CaseReassigned(from_unit="firm", unit="roads", reason="wrong_unit"),
        ),
    ),
    rule("no_open_request", "request_open", on="approval.requested", by="roads-head")(
        holds("nothing was asked"),
        refuses("one is open", asked("suspension")),
        holds("it was refused", asked(), REFUSED),
        holds("it lapsed with its clock", asked(), LAPSED),
    ),
    rule("request_is_open", "no_request", on="approval.refused", by="shift-1",
         move={"decides": ("return", "reopen"), "given": {"kind": "return"}})(
        holds("of the first kind it decides", asked("return")),
        holds("of the second", asked("reopen")),
        refuses("of another kind", asked("suspension")),
        refuses("nothing was asked", LAPSED),
    ),
    rule("approver_not_requester", "own_request", on="approval.refused", by="shift-1")(
        holds("asked by another", asked(by="roads-head")),
        refuses("asked by himself", asked(by="shift-1")),
        refuses("asked in his name", asked(by="shift-2", for_="shift-1")),
        refuses("he asked in another's name", asked(by="shift-1", for_="shift-2")),
        refuses("he stands in for who asked", asked(by="shift-2"), for_="shift-2"),
    ),
    rule("approver_not_requester", "own_request", on="case.reopened", by="shift-1")(
        holds("nothing was asked"),
        refuses("asked by himself", asked("reopen", by="shift-1")),
    ),
    rule("supervision_is_open", "no_supervision", on="supervision.answered", by="roads-head")(
        refuses("nobody asked"),
        holds("one asked", SUPERVISED),
        holds("two asked", SUPERVISED, SUPERVISED),
        refuses("it was answered", SUPERVISED, SupervisionAnswered(explanation="正在处置")),
        holds("asked again since", SUPERVISED, SupervisionAnswered(explanation="正在处置"), SUPERVISED),
    ),
    rule("within_reopen_window", "reopen_too_late", on="approval.requested", by="callback-1", sends=ASK_REOPEN)(
        holds("30 days later, to the minute", CLOSED_AT_10, now=at("2026-04-01 10:00")),
        refuses("a minute after", CLOSED_AT_10, now=at("2026-04-01 10:01")),
        refuses("not ended"),
        holds(
            "30 days after it was declined",
            happened(CaseDeclined(reason="outside", explanation="-"), when=at("2026-03-02 10:00")),
            now=at("2026-04-01 10:00"),
        ),
    ),
)  # fmt: skip

AHEAD = (
    rule("due_ahead", "due_in_the_past", on="supervision.started", by="deputy-1")(
        holds("tomorrow", sends={"due_at": moment("2026-03-04 10:00")}),
        holds("a minute from now", sends={"due_at": moment("2026-03-03 10:01")}),
        refuses("now", sends={"due_at": moment("2026-03-03 10:00")}),
        refuses("yesterday", sends={"due_at": moment("2026-03-02 10:00")}),
        holds("left to the rule of one working day", sends={"due_at": None}),
    ),
)

SHOWN = (*DISPATCHING, *REQUESTS, *AHEAD)
