"""What each fact makes of a case, that none is left out, whose hands they leave, and what a new round forgets."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pytest

from domain.envelope import Event
from domain.facts import CASE_FACTS, dispatch, enforcement, work
from domain.facts.schema import Fact
from domain.fold import CHANGES
from tests.support.given import effect, happened, started
from tests.support.samples import reported
from tests.unit.domain.fold.deadline_rows import DEADLINES
from tests.unit.domain.fold.device_rows import DEVICES
from tests.unit.domain.fold.folding import case_of, changed_by
from tests.unit.domain.fold.granting_rows import GRANTING
from tests.unit.domain.fold.later_rows import AGREED, CHECKS, DISPUTES, OFFICERS, ORDERS, will
from tests.unit.domain.fold.meal_rows import MEALS
from tests.unit.domain.fold.migrating_rows import MIGRATING
from tests.unit.domain.fold.proceeding_rows import PROCEEDINGS
from tests.unit.domain.fold.recomputing_rows import RECOMPUTING
from tests.unit.domain.fold.rows import (
    DISPATCH,
    DISPATCHED,
    DUE,
    INTAKE,
    REPORT,
    SERVED_AT_TEN,
    WHEN,
    WORK,
    talks,
)
from tests.unit.domain.fold.site_rows import SITE
from tests.unit.domain.fold.task_rows import TASKS

ROWS = [
    *INTAKE, *DISPATCH, *WORK, *GRANTING, *CHECKS, *ORDERS, *DISPUTES, *MIGRATING, *RECOMPUTING, *TASKS,
    *DEADLINES, *DEVICES, *SITE, *MEALS, *PROCEEDINGS,
]  # fmt: skip


def _body(row: Fact | Event) -> Fact:
    return row.fact if isinstance(row, Event) else row


def _name(value: object) -> str:
    return _body(value).TOPIC if isinstance(value, (Fact, Event)) else ""


@pytest.mark.parametrize(("fact", "before", "expected"), ROWS, ids=_name)
def test_a_fact_changes_what_it_says_and_nothing_else(
    fact: Fact | Event, before: tuple[Fact | Event, ...], expected: Mapping[str, Any]
) -> None:
    assert changed_by(fact, *before) == expected


def test_every_fact_was_looked_at() -> None:
    shown = {type(_body(fact)) for fact, _, _ in ROWS}
    assert shown == set(CASE_FACTS)
    assert CHANGES.keys() <= shown


@pytest.mark.parametrize("fact", CASE_FACTS, ids=lambda fact: fact.TOPIC)
def test_law_4_hands_are_the_actor_and_whom_he_acted_for(fact: type[Fact]) -> None:
    body = next(_body(row) for row, _, _ in ROWS if type(_body(row)) is fact)
    before = () if fact.TOPIC in ("case.reported", "task.opened") else (REPORT,)
    hands = changed_by(happened(body, by="actor-1", for_="principal-1"), *before).get("hands", frozenset())
    assert ({"actor-1", "principal-1"} <= hands) is fact.HANDS


def test_law_4_the_facts_that_leave_hands_are_those_of_the_law() -> None:
    assert {fact.TOPIC for fact in CASE_FACTS if fact.HANDS} == {
        "agreement.reached",
        "assist.answered",
        "case.signed_for",
        "correction.confirmed",
        "correction.missed",
        "delivery.recorded",
        "meeting.held",
        "obligation.performed",
        "order.served",
        "people.freed",
        "site.reached",
        "work.noted",
        "work.reported",
    }


def test_a_round_begins_anew_but_who_worked_before_stays_who_worked() -> None:
    before = (
        happened(reported(attributes={"interested": "kin-1"}), by="grid-1"),
        DISPATCHED,
        happened(work.WorkReported(result="-"), by="roads-1"),
        SERVED_AT_TEN,
        happened(enforcement.CorrectionConfirmed(order_no="-", officers=OFFICERS, files=()), by="officer-1"),
        will("party-1", "agreed"),
        happened(AGREED, by="mediator-1"),
        enforcement.DocumentServed(doc="rights_notice", to="party-1"),
        work.ExtensionGranted(clock="mediate", old_due_at=WHEN, new_due_at=DUE, nth=1, asked_by="unit"),
        happened(work.CheckPassed(level="street"), by="checker-1"),
        work.CaseRated(score=1, solved="no"),
    )
    reopened = work.CaseReopened(cause="unsatisfied", round=2)
    assert changed_by(reopened, *before) == {
        "round": 2,
        "reopened": 1,
        "unit": "",
        "assignments": {},
        "dispatchers": frozenset(),
        "checkers": frozenset(),
        "work_reported_at": None,
        "corrected_at": None,
        "checked_independently": False,
        "order": None,
        "rating": None,
        "rated_at": None,
        "solved": "",
        **talks(interested={"kin-1"}, wills={"party-1": "agreed"}),
    }
    assert case_of(*before, reopened).hands == {"roads-1", "mediator-1", *OFFICERS}


def test_a_round_forgets_returns_assists_and_what_the_street_urged() -> None:
    before = (
        REPORT,
        dispatch.CaseReturned(unit="roads", reason="not_our_duty", fault="none", nth=1),
        dispatch.AssistRequested(assist="assist-1", unit="firm", task="-", due_at=DUE),
        dispatch.SupervisionStarted(reason="overdue", level="street", ask="-", due_at=DUE),
        dispatch.SupervisionAnswered(explanation="-"),
    )
    assert changed_by(work.CaseReopened(cause="relapse", round=2), *before) == {
        "round": 2,
        "reopened": 1,
        "assignments": {},
        "returns_in_round": 0,
        "assists": {},
        "supervised_by_street": False,
        "street_supervisions": 0,
    }


@pytest.mark.parametrize(("due", "overdue"), [(DUE, False), (WHEN, True)])
def test_a_report_knows_whether_it_came_in_time(due: datetime, overdue: bool) -> None:
    running = happened(work.WorkNoted(step="other"), clocks=[started("handle", due)])
    done = happened(work.WorkReported(result="-"), when=WHEN, clocks=[effect("handle", "paused")])
    assert case_of(REPORT, running, done).handle_overdue is overdue
