"""What facts of checks, ends, orders and disputes make of a case."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from domain.facts import enforcement, mediation, work
from domain.granted import Extension
from tests.support.given import T0, happened
from tests.unit.domain.fold.rows import (
    DISPATCHED,
    DUE,
    ORDER,
    PAPER,
    PARTIES,
    REPORT,
    SERVED,
    SERVED_AT_TEN,
    WHEN,
    Row,
    talks,
)

OFFICERS = ("officer-1", "officer-2")
CONFIRMED = enforcement.CorrectionConfirmed(order_no="-", officers=("officer-3",), files=())
MISSED = enforcement.CorrectionMissed(order_no="-", cause="expired", officers=("officer-3",), files=())
WITHDRAWN = enforcement.DocumentServed(doc="order_withdrawal", to="party-1")
AGREED = mediation.AgreementReached(
    form="oral",
    effective_at=WHEN,
    parties=("party-1", "party-2"),
    obligations={},
    due_on=(date(2026, 3, 20),),
    text=PAPER,
)
CLOSED = work.CaseClosed(condition="-", outcome="solved", summary="-", public_summary="-")
NOT_DONE = work.CheckFailed(level="street", finding="-")
LATER_DAY = happened(
    work.ExtensionGranted(clock="perform", old_due_at=WHEN, new_due_at=DUE, nth=1, asked_by="both_parties"),
    by="mediator-1",
    when=WHEN,
)
PERFORM_LATER = Extension(
    clock="perform", round=1, old_due_at=WHEN, new_due_at=DUE, granted_by="mediator-1", at=WHEN
)


def will(party: str, answer: str) -> mediation.ConsentRecorded:
    return mediation.ConsentRecorded(party=party, answer=answer, how="oral")


def _met(*came: str) -> mediation.MeetingHeld:
    return mediation.MeetingHeld(started_at=WHEN, duration=60, attended=came, progress="closer", record=PAPER)


def _ruled(outcome: str, stage: str = "confirmation") -> mediation.DecisionIssued:
    return mediation.DecisionIssued(stage=stage, body="法院", outcome=outcome, text=PAPER)


CHECKS: tuple[Row, ...] = (
    (
        work.CheckAssigned(checker="checker-1", unit="desk", level="street"),
        (REPORT, DISPATCHED),
        {"assignments": {"work": "roads-1", "check": "checker-1"}, "check_level": "street"},
    ),
    (
        happened(work.CheckPassed(level="street"), by="checker-1", for_="checker-2", when=WHEN),
        (REPORT,),
        {
            "checkers": {"checker-1", "checker-2"},
            "last_check_at": WHEN,
            "result_known_at": WHEN,
            "checked_independently": True,
        },
    ),
    (
        happened(work.CheckPassed(level="street"), by="checker-1", for_="roads-1", when=WHEN),
        (REPORT, happened(work.WorkReported(result="-"), by="roads-1")),
        {"checkers": {"checker-1", "roads-1"}, "last_check_at": WHEN, "result_known_at": WHEN},
    ),
    (
        happened(NOT_DONE, by="checker-1", for_="checker-2", when=WHEN),
        (REPORT,),
        {
            "checkers": {"checker-1", "checker-2"},
            "last_check_at": WHEN,
            "failed_checks": ("event-2",),
        },
    ),
    (
        happened(work.CheckFailed(level="desk", finding="-"), by="dispatcher-1", when=WHEN),
        (REPORT, work.CheckFailed(level="desk", finding="-")),
        {"last_check_at": WHEN, "failed_checks": ("event-2", "event-3")},
    ),
    (
        happened(CLOSED, by="shift-1", for_="shift-2", when=WHEN),
        (REPORT,),
        {"closed_at": WHEN, "closers": {"shift-1", "shift-2"}},
    ),
    (
        happened(work.CaseRated(score=2, solved="partly"), when=WHEN),
        (REPORT,),
        {"rating": 2, "rated_at": WHEN, "solved": "partly"},
    ),
    (work.CaseEvaluated(indicators={}, formula="case.v1"), (REPORT,), {}),
    (work.CaseReopened(cause="error", round=2), (REPORT,), {"round": 2, "reopened": 1}),
)

ORDERS: tuple[Row, ...] = (
    (SERVED_AT_TEN, (REPORT,), {"order": ORDER, "hands": {"officer-1", "officer-2"}}),
    (
        happened(CONFIRMED, when=WHEN, by="officer-4"),
        (REPORT, SERVED_AT_TEN),
        {
            "order": replace(ORDER, result="confirmed"),
            "corrected_at": WHEN,
            "hands": {*OFFICERS, "officer-3", "officer-4"},
        },
    ),
    (
        happened(MISSED, by="officer-1"),
        (REPORT, SERVED_AT_TEN),
        {"order": replace(ORDER, result="missed"), "hands": {*OFFICERS, "officer-3"}},
    ),
    (happened(MISSED, by="officer-1"), (REPORT,), {"hands": {"officer-1", "officer-3"}}),
    (
        WITHDRAWN,
        (REPORT, SERVED_AT_TEN),
        {"order": replace(ORDER, result="withdrawn"), "served": {"order_withdrawal"}},
    ),
    (
        enforcement.DocumentServed(doc="rights_notice", to="party-2"),
        (REPORT, enforcement.DocumentServed(doc="rights_notice", to="party-1")),
        talks(notices={"party-1", "party-2"}),
    ),
    (
        enforcement.DocumentServed(doc="out_of_use", to="party-1"),
        (REPORT, enforcement.DocumentServed(doc="other", to="party-1")),
        {"served": {"other", "out_of_use"}},
    ),
    (
        replace(SERVED, order_no="责改2号", officers=("officer-5",)),
        (REPORT, SERVED_AT_TEN, WITHDRAWN),
        {
            "order": replace(ORDER, order_no="责改2号", served_at=T0 + timedelta(minutes=4)),
            "hands": {*OFFICERS, "officer-5", "somebody"},
        },
    ),
)

DISPUTES: tuple[Row, ...] = (
    (will("party-1", "agreed"), (PARTIES,), talks(wills={"party-1": "agreed"})),
    (
        will("party-1", "refused"),
        (PARTIES, will("party-1", "agreed"), will("party-2", "agreed")),
        talks(wills={"party-1": "refused", "party-2": "agreed"}),
    ),
    (
        happened(_met("party-1", "party-2", "witness-1"), by="mediator-1"),
        (PARTIES, will("party-1", "refused")),
        {"hands": {"mediator-1"}, **talks(wills={"party-1": "refused", "party-2": "attended"}, meetings=1)},
    ),
    (
        happened(AGREED, by="mediator-1"),
        (PARTIES, _ruled("rejected"), LATER_DAY),
        {
            "hands": {"mediator-1"},
            **talks(
                agreement_parties={"party-1", "party-2"},
                due_on=(date(2026, 3, 20),),
            ),
        },
    ),
    (
        LATER_DAY,
        (PARTIES, happened(AGREED, by="mediator-1")),
        talks(agreement_parties={"party-1", "party-2"}, promised_until=DUE)
        | {"extensions": (PERFORM_LATER,)},
    ),
    (
        happened(mediation.ObligationPerformed(kind="pay"), by="mediator-1", when=WHEN),
        (PARTIES,),
        {"hands": {"mediator-1"}, "result_known_at": WHEN, **talks(performed=True)},
    ),
    (
        mediation.ObligationBreached(obligation="-", due_on=date(2026, 3, 1), cause="refused"),
        (PARTIES, happened(mediation.ObligationPerformed(kind="pay"), by="mediator-1")),
        talks(performed=False),
    ),
    (
        mediation.ApplicationLodged(stage="confirmation", body="-", by=(), received_at=WHEN),
        (PARTIES,),
        {},
    ),
    (_ruled("confirmed"), (PARTIES,), talks(ruling="confirmed")),
    (mediation.RiskRated(level="red"), (PARTIES,), {"risk": "red"}),
)
