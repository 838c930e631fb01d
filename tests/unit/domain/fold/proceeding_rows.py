"""What notices, statements, hearings, decisions and corrections make of a case."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from domain.facts import (
    correcting,
    dispatch,
    enforcement,
    intake,
    mediation,
    proceedings,
    resting,
    tasks,
    work,
)
from domain.granted import Suspension
from domain.proceeding import Proceeding
from domain.tasks import Task
from tests.support.given import happened
from tests.support.samples import HERE
from tests.support.small_office import EAST
from tests.unit.domain.fold.rows import PAPER, REPORT, WHEN, Row

BEGUN = Proceeding()
HOST, OFFICER = "legal-1", "officer-1"


def now(**more: Any) -> dict[str, Any]:
    return {"proceeding": replace(BEGUN, **more)}


def said(kind: str) -> proceedings.StatementHeard:
    return proceedings.StatementHeard(kind=kind, adopted=False, reasons="-")


def decided(stage: str, outcome: str = "upheld", **more: Any) -> mediation.DecisionIssued:
    return mediation.DecisionIssued(stage=stage, body="above", outcome=outcome, text=PAPER, **more)


NOTICE = happened(enforcement.DocumentServed(doc="penalty_notice", to="party-1"), when=WHEN)
RESTS = resting.CaseSuspended(ground="hearing", until=date(2026, 3, 20))
REST = Suspension(ground="hearing", until=date(2026, 3, 20), granted_by="superior-1", at=WHEN)
CHALLENGED = mediation.ApplicationLodged(stage="review", body="above", by=(), received_at=WHEN)
OPENED = tasks.TaskOpened(
    kind="penalty",
    rule="parent",
    cases=("case-p",),
    parent="case-p",
    category="litter",
    title="暴露垃圾",
    subject="party-1",
    place=HERE,
    since=date(2026, 3, 2),
    until=date(2026, 3, 2),
    unit="team",
    officers=("officer-1", "officer-2"),
)

PROCEEDINGS: tuple[Row, ...] = (
    (
        happened(said("hearing"), by=HOST, when=WHEN),
        (REPORT, happened(RESTS, by="superior-1", when=WHEN)),
        {**now(heard=True, hearing_held=True), "suspensions": (replace(REST, resumed_at=WHEN),)},
    ),
    (happened(said("hearing"), by=HOST), (REPORT,), now(heard=True, hearing_held=True)),
    (happened(said("statement"), by=OFFICER), (REPORT,), {**now(heard=True), "hands": {OFFICER}}),
    (
        happened(said("waived"), by=OFFICER),
        (REPORT, NOTICE),
        {**now(notified_at=WHEN, heard=True, waived=True), "hands": {OFFICER}},
    ),
    (NOTICE, (REPORT, said("waived")), {**now(notified_at=WHEN), "served": {"penalty_notice"}}),
    (
        happened(
            enforcement.DocumentServed(doc="penalty_decision", to="party-1", officers=("officer-2",)),
            when=WHEN,
        ),
        (REPORT,),
        {**now(served_at=WHEN), "hands": {"officer-2"}, "served": {"penalty_decision"}},
    ),
    (
        happened(work.WorkNoted(step="executed", officers=("officer-2",)), by=OFFICER),
        (REPORT,),
        {**now(executed=True), "person_saw_it": True, "hands": {OFFICER, "officer-2"}},
    ),
    (
        happened(work.CheckPassed(level="legal"), by=HOST, when=WHEN),
        (REPORT,),
        {
            **now(reviewed=True),
            "checkers": {HOST},
            "last_check_at": WHEN,
            "result_known_at": WHEN,
            "checked_independently": True,
        },
    ),
    (CHALLENGED, (REPORT,), now(challenged=True)),
    (
        happened(decided("review"), by="head-1", when=WHEN),
        (REPORT, CHALLENGED),
        {
            **now(stage="review", outcome="upheld", bodies=("above",)),
            "hands": {"head-1"},
            "result_known_at": WHEN,
        },
    ),
    (
        happened(decided("penalty", "fine", officers=(OFFICER,)), by="deputy-1", for_="deputy-2", when=WHEN),
        (REPORT,),
        {
            **now(stage="penalty", outcome="fine", bodies=("above",)),
            "hands": {"deputy-1", "deputy-2", OFFICER},
            "result_known_at": WHEN,
        },
    ),
    (
        dispatch.ChildFinished(child="case-m", outcome="closed"),
        (REPORT, dispatch.ChildLinked(child="case-m", relation="mediation")),
        {"children": {}, **now(settled=True)},
    ),
    (dispatch.ChildLinked(child="case-p", relation="parent"), (REPORT,), {"parents": {"case-p"}}),
    (
        happened(OPENED, by="system"),
        (),
        {
            "category": "litter",
            "title": "暴露垃圾",
            "place": HERE,
            "community": EAST,
            "grid": EAST + "001",
            "unit": "team",
            "units": {"team"},
            "hands": {"officer-1", "officer-2"},
            "parents": {"case-p"},
            "parties": ("party-1",),
            "task": Task(
                kind="penalty",
                rule="parent",
                cases=("case-p",),
                since=date(2026, 3, 2),
                until=date(2026, 3, 2),
                subject="party-1",
                opened_by=frozenset({"system"}),
            ),
        },
    ),
    (
        happened(
            intake.CaseFiled(case_no="XF-1", category="litter", condition="-", limit_profile="standard"),
            by="roads-head",
            unit="roads",
            role="unit_head",
            when=WHEN,
        ),
        (REPORT,),
        {"case_no": "XF-1", "filed_at": WHEN, "unit": "roads", "units": {"roads"}},
    ),
    (
        happened(
            correcting.RecordCorrected(
                fact="event-1", field="narrative", old="-", new="+", reason="-", second="intake-2"
            ),
            by="steward-1",
        ),
        (REPORT,),
        {},
    ),
)
