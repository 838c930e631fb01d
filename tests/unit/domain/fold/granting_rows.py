"""What requests and grants make of a case: the fact, what was before, what is another then."""

from __future__ import annotations

from datetime import date

from domain.envelope import Event
from domain.facts import granting, resting, work
from domain.granted import Exclusion, Extension, Request, Suspension
from tests.support.given import happened
from tests.unit.domain.fold.rows import DUE, REPORT, WHEN, Row, talks

UNTIL = date(2026, 4, 1)
REST = resting.CaseSuspended(ground="season", until=UNTIL, interim="围挡")


def _extended(clock: str, nth: int) -> Event:
    fact = work.ExtensionGranted(clock=clock, old_due_at=WHEN, new_due_at=DUE, nth=nth, asked_by="unit")
    return happened(fact, by="shift-1", when=WHEN)


def _added(clock: str) -> Extension:
    return Extension(clock=clock, round=1, old_due_at=WHEN, new_due_at=DUE, granted_by="shift-1", at=WHEN)


RESTS = Suspension(ground="season", until=UNTIL, granted_by="deputy-1", at=WHEN)
OVER = Suspension(ground="season", until=UNTIL, granted_by="deputy-1", at=WHEN, resumed_at=DUE)

GRANTING: tuple[Row, ...] = (
    (
        happened(
            work.ApprovalRequested(kind="return", reason="not_our_duty", text="-"),
            by="roads-head",
            for_="roads-1",
            unit="roads",
            when=WHEN,
        ),
        (REPORT,),
        {
            "request": Request(
                kind="return",
                clock="",
                persons=frozenset({"roads-head", "roads-1"}),
                unit="roads",
                reason="not_our_duty",
                at=WHEN,
                asker="roads-1",
            ),
            "return_asked": True,
        },
    ),
    (
        work.ApprovalRefused(kind="return", reason="-"),
        (REPORT, work.ApprovalRequested(kind="return", reason="other", text="-")),
        {"request": None, "return_refused": True},
    ),
    (
        work.ApprovalRefused(kind="reopen", reason="-"),
        (REPORT, work.ApprovalRequested(kind="reopen", reason="other", text="-")),
        {"request": None},
    ),
    (
        _extended("mediate", 1),
        (REPORT,),
        {"extensions": (_added("mediate"),)},
    ),
    (
        _extended("perform", 2),
        (REPORT, _extended("mediate", 1)),
        {"extensions": (_added("mediate"), _added("perform")), **talks(promised_until=DUE)},
    ),
    (
        happened(
            work.ApprovalRequested(
                kind="suspension",
                reason="season",
                text="-",
                until=UNTIL,
                interim="围挡",
                amount=2,
                indicator="rework_rate",
            ),
            by="roads-head",
            when=WHEN,
        ),
        (REPORT,),
        {
            "request": Request(
                kind="suspension",
                clock="",
                persons=frozenset({"roads-head"}),
                unit="",
                reason="season",
                at=WHEN,
                asker="roads-head",
                amount=2,
                until=UNTIL,
                indicator="rework_rate",
            )
        },
    ),
    (
        happened(work.ApprovalRequested(kind="forced_closure", reason="in_court", text="-"), by="x", when=WHEN),
        (REPORT,),
        {
            "request": Request(
                kind="forced_closure",
                clock="",
                persons=frozenset({"x"}),
                unit="",
                reason="in_court",
                at=WHEN,
                asker="x",
            ),
            "result_known_at": WHEN,
        },
    ),
    (happened(REST, by="deputy-1", when=WHEN), (REPORT,), {"suspensions": (RESTS,)}),
    (resting.CaseResumed(cause="asked"), (REPORT,), {}),
    (
        happened(resting.CaseResumed(cause="asked"), when=DUE),
        (REPORT, happened(REST, by="deputy-1", when=WHEN)),
        {"suspensions": (OVER,)},
    ),
    (
        happened(resting.CaseResumed(cause="asked"), when=DUE),
        (REPORT, happened(REST, by="deputy-1", when=WHEN), happened(resting.CaseResumed(cause="asked"), when=DUE)),
        {},
    ),
    (
        happened(
            granting.CaseForceClosed(reason="in_court", public_reason="-", requested_by="roads-head"),
            by="deputy-1",
            when=WHEN,
        ),
        (REPORT,),
        {"closed_at": WHEN, "closers": {"deputy-1"}, "force_closed": True},
    ),
    (
        happened(
            granting.CaseExcluded(ground="duplicate", indicators=("rework_rate",)), by="supervisor-1", when=WHEN
        ),
        (REPORT,),
        {
            "exclusions": (
                Exclusion(ground="duplicate", indicators=("rework_rate",), granted_by="supervisor-1", at=WHEN),
            )
        },
    ),
)  # fmt: skip
