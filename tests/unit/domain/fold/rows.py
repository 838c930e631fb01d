"""What facts of intake, dispatch and work make of a case: the fact, what was before, what is another then."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from domain.case_parts import Assist, Contact, Mediation, Order
from domain.envelope import Event
from domain.facts import dispatch, enforcement, intake, work
from domain.facts.schema import Fact
from domain.values import File, Place
from tests.calendars import at
from tests.support.given import happened
from tests.support.samples import HERE, reported
from tests.support.small_office import EAST

WHEN = at("2026-03-02 10:00")
DUE = at("2026-03-03 17:30")
REPORT = happened(reported(), by="grid-1")
PAPER = File(id="paper-1", sha256="0")
REPORTED_BY_GRID: Mapping[str, Any] = {
    "category": "litter",
    "channel": "grid",
    "place": HERE,
    "community": EAST,
    "grid": EAST + "001",
    "reported_by": {"grid-1"},
}
ORDER = Order(order_no="责改1号", act="vending", served_at=WHEN, term_due_at=DUE, party="party-1")
SERVED = enforcement.OrderServed(
    order_no="责改1号",
    act="vending",
    party="party-1",
    party_name="当事人",
    officers=("officer-1", "officer-2"),
    term_due_at=DUE,
    items="-",
)
SERVED_AT_TEN = happened(SERVED, when=WHEN, by="officer-1")
DISPATCHED = happened(
    dispatch.CaseDispatched(unit="roads", assignee="roads-1", round=1), by="dispatcher-1", when=WHEN
)
DESIGNATED = dispatch.CaseDispatched(unit="roads", assignee="x", chosen_by="designation", round=1)
ASKED = dispatch.AssistRequested(assist="assist-1", unit="firm", task="-", due_at=DUE)
TALKS = Mediation()
PARTIES = happened(reported(parties=("party-1", "party-2")), by="grid-1")

Row = tuple[Fact | Event, tuple[Fact | Event, ...], Mapping[str, Any]]


def talks(**more: Any) -> dict[str, Any]:
    return {"mediation": replace(TALKS, **more)}


INTAKE: tuple[Row, ...] = (
    (REPORT, (), REPORTED_BY_GRID),
    (
        happened(
            intake.CaseReported(
                channel="hotline",
                title="标题",
                urgent=True,
                reporter="resident-1",
                parties=("party-1",),
                device="camera-1",
                source_no="311-7",
                attributes={"interested": " kin-1,, kin-2 "},
            ),
            by="intake-1",
            for_="resident-2",
        ),
        (),
        {
            "channel": "hotline",
            "title": "标题",
            "urgent": True,
            "reporter": "resident-1",
            "reported_by": {"intake-1", "resident-1", "resident-2"},
            "parties": ("party-1",),
            "device": "camera-1",
            "source_no": "311-7",
            "attributes": {"interested": " kin-1,, kin-2 "},
            **talks(interested={"kin-1", "kin-2"}),
        },
    ),
    (intake.SupplementRequested(items=("photo",)), (REPORT,), {"asked": 1}),
    (intake.CaseSupplemented(by="reporter"), (REPORT,), {}),
    (
        intake.VerificationRequested(verifier="grid-2", questions="-"),
        (REPORT,),
        {"assignments": {"verification": "grid-2"}},
    ),
    (
        intake.VerificationAnswered(finding="true", place=Place(lat_deg=1.0, lon_deg=1.0), files=()),
        (REPORT,),
        {"finding": "true", "person_saw_it": True},
    ),
    (
        intake.VerificationAnswered(finding="gone", place=HERE, files=()),
        (reported(place=None),),
        {"finding": "gone", "person_saw_it": True, "place": HERE},
    ),
    (
        intake.CaseFiled(
            case_no="XF-1", category="hole", condition="-", grid="g", community="c", limit_profile="-"
        ),
        (REPORT,),
        {
            "case_no": "XF-1",
            "filed_at": at("2026-03-02 09:02"),
            "category": "hole",
            "grid": "g",
            "community": "c",
        },
    ),
    (
        intake.CaseFiled(case_no="XF-1", category="litter", condition="-", limit_profile="standard"),
        (REPORT,),
        {"case_no": "XF-1", "filed_at": at("2026-03-02 09:02")},
    ),
    (
        happened(
            intake.CaseDeclined(reason="outside", explanation="-"), by="intake-1", for_="intake-2", when=WHEN
        ),
        (REPORT,),
        {"closed_at": WHEN, "closers": {"intake-1", "intake-2"}},
    ),
    (intake.CaseReclassified(old="litter", new="hole", reason="-"), (REPORT,), {"category": "hole"}),
    (intake.CaseEnded(reason="withdrawn", explanation="-"), (REPORT,), {"ended_because": "withdrawn"}),
    (intake.CaseMerged(master="case-2", ground="same_place"), (REPORT,), {"master": "case-2"}),
    (
        intake.CaseUnmerged(master="case-2", reason="-"),
        (REPORT, intake.CaseMerged(master="case-2", ground="same_place")),
        {"master": None},
    ),
)

DISPATCH: tuple[Row, ...] = (
    (
        DISPATCHED,
        (REPORT,),
        {
            "unit": "roads",
            "units": {"roads"},
            "leads": {"roads": "event-2"},
            "assignments": {"work": "roads-1"},
            "chosen_by": "dispatcher",
            "dispatched_at": WHEN,
            "dispatchers": {"dispatcher-1"},
        },
    ),
    (
        happened(
            dispatch.CaseReassigned(from_unit="roads", unit="firm", reason="wrong_unit"),
            by="dispatcher-2",
            for_="dispatcher-3",
            when=DUE,
        ),
        (
            REPORT,
            happened(DESIGNATED, by="deputy-1"),
            work.ApprovalRequested(kind="return", reason="other", text="-"),
            work.ApprovalRefused(kind="return", reason="-"),
        ),
        {
            "unit": "firm",
            "units": {"roads", "firm"},
            "leads": {"roads": "event-2", "firm": "event-5"},
            "assignments": {"work": ""},
            "chosen_by": "dispatcher",
            "dispatched_at": DUE,
            "dispatchers": {"deputy-1", "dispatcher-2", "dispatcher-3"},
            "return_asked": False,
            "return_refused": False,
        },
    ),
    (
        happened(dispatch.CaseSignedFor(unit="roads", person="roads-2"), by="roads-1"),
        (REPORT, DISPATCHED),
        {"hands": {"roads-1", "roads-2"}, "assignments": {"work": "roads-2"}},
    ),
    (
        dispatch.CaseReturned(unit="roads", reason="not_our_duty", fault="none", nth=1),
        (REPORT, DISPATCHED),
        {
            "unit": "",
            "assignments": {"work": ""},
            "returns_in_round": 1,
            "granted_returns": ("event-3",),
        },
    ),
    (
        ASKED,
        (REPORT, DISPATCHED),
        {"assists": {"assist-1": Assist(unit="firm", due_at=DUE)}, "units": {"roads", "firm"}},
    ),
    (
        happened(dispatch.AssistAnswered(assist="assist-1", outcome="done"), by="firm-1"),
        (REPORT, ASKED, replace(ASKED, assist="assist-2", unit="team")),
        {
            "assists": {
                "assist-1": Assist(unit="firm", due_at=DUE, answered=True),
                "assist-2": Assist(unit="team", due_at=DUE),
            },
            "hands": {"firm-1"},
        },
    ),
    (
        happened(dispatch.AssistAnswered(assist="assist-9", outcome="done"), by="firm-1"),
        (REPORT, ASKED),
        {"hands": {"firm-1"}},
    ),
    (
        dispatch.CaseEscalated(from_level="desk", to_level="deputy", cause="overdue"),
        (REPORT,),
        {"level": "deputy"},
    ),
    (
        happened(dispatch.CaseTransferred(body="-", route="authority"), when=WHEN),
        (REPORT,),
        {"result_known_at": WHEN},
    ),
    (dispatch.AuthorityNotified(), (REPORT,), {}),
    (
        dispatch.SupervisionStarted(reason="overdue", level="street", ask="-", due_at=DUE),
        (REPORT,),
        {"supervisions": 1, "street_supervisions": 1},
    ),
    (
        dispatch.SupervisionStarted(reason="overdue", level="deputy", ask="-", due_at=DUE),
        (REPORT, dispatch.SupervisionStarted(reason="overdue", level="street", ask="-", due_at=DUE)),
        {"supervisions": 2},
    ),
    (
        dispatch.SupervisionAnswered(explanation="-"),
        (
            REPORT,
            dispatch.SupervisionStarted(reason="overdue", level="street", ask="-", due_at=DUE),
            dispatch.SupervisionStarted(reason="overdue", level="deputy", ask="-", due_at=DUE),
        ),
        {"supervisions": 0, "supervised_by_street": True},
    ),
    (
        dispatch.SupervisionAnswered(explanation="-"),
        (REPORT, dispatch.SupervisionStarted(reason="overdue", level="deputy", ask="-", due_at=DUE)),
        {"supervisions": 0},
    ),
    (dispatch.ChildLinked(child="case-2", relation="merged"), (REPORT,), {"followers": {"case-2"}}),
    (
        dispatch.ChildLinked(child="case-2", relation="penalty"),
        (REPORT, dispatch.ChildLinked(child="case-3", relation="child")),
        {"children": {"case-2": "penalty", "case-3": "child"}},
    ),
    (
        dispatch.ChildFinished(child="case-2", outcome="unmerged"),
        (
            REPORT,
            dispatch.ChildLinked(child="case-2", relation="merged"),
            dispatch.ChildLinked(child="case-3", relation="merged"),
        ),
        {"followers": {"case-3"}},
    ),
    (
        dispatch.ChildFinished(child="case-2", outcome="closed"),
        (
            REPORT,
            dispatch.ChildLinked(child="case-2", relation="child"),
            dispatch.ChildLinked(child="case-3", relation="child"),
        ),
        {"children": {"case-3": "child"}},
    ),
    (
        happened(
            dispatch.ContactMade(subject="resident-1", purpose="callback", reached=True),
            by="callback-1",
            unit="desk",
            when=WHEN,
        ),
        (REPORT,),
        {
            "contacts": (
                Contact(
                    subject="resident-1", purpose="callback", reached=True, at=WHEN, by="callback-1", unit="desk"
                ),
            )
        },
    ),
)  # fmt: skip

WORK: tuple[Row, ...] = (
    (happened(work.WorkNoted(step="progress"), by="roads-1", unit="roads"), (REPORT,), {"hands": {"roads-1"}}),
    (
        happened(work.WorkNoted(step="interest_declared"), by="mediator-1", for_="mediator-2"),
        (happened(reported(attributes={"interested": "kin-1"}), by="grid-1"),),
        {"hands": {"mediator-1", "mediator-2"}, **talks(interested={"kin-1", "mediator-1", "mediator-2"})},
    ),
    (
        happened(work.WorkNoted(step="mediator_objected"), by="committee-1"),
        (REPORT, DISPATCHED),
        {"hands": {"committee-1"}, **talks(interested={"roads-1"})},
    ),
    (happened(work.WorkNoted(step="mediator_objected"), by="committee-1"), (REPORT,), {"hands": {"committee-1"}}),
    (
        happened(work.WorkReported(result="-"), when=WHEN, by="roads-1", unit="roads"),
        (REPORT,),
        {"hands": {"roads-1"}, "work_reported_at": WHEN},
    ),
)  # fmt: skip
