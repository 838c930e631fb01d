"""What granting more time comes to: it needs time that runs, and the promise moves only where one was made."""

from __future__ import annotations

from domain.calendar import TimeUnit
from domain.envelope import Event
from domain.facts.work import ApprovalRequested, WorkNoted
from tests.calendars import at
from tests.support.definitions import single
from tests.support.given import Outcome, given, happened, started
from tests.support.samples import reported

DUE = at("2026-03-04 17:30")
HANDLE = started("handle", DUE)


def _granted(*running: Event) -> Outcome:
    asked = ApprovalRequested(kind="extension", reason="scale", text="-", amount=1)
    workflow = single(
        "extension.granted",
        decides=("extension",),
        given={"clock": "handle", "asked_by": "unit"},
        target=None,
    )
    start = given(reported(), *running, happened(asked, by="roads-head"), workflow=workflow, state="here")
    return start.when("act", by="shift-1", sends={})


def test_a_case_without_a_promise_has_its_own_time_moved_alone() -> None:
    outcome = _granted(happened(WorkNoted(step="other"), clocks=[HANDLE]))
    assert {name: one.due_at for name, one in outcome.clocks.items()} == {"handle": at("2026-03-05 17:30")}


def test_a_promise_in_another_unit_moves_by_the_time_between() -> None:
    promise = started("promise", at("2026-03-06 24:00"), unit=TimeUnit.NATURAL_DAY)
    outcome = _granted(happened(WorkNoted(step="other"), clocks=[HANDLE, promise]))
    assert outcome.clocks["promise"].due_at == at("2026-03-07 24:00")


def test_where_no_time_runs_there_is_none_to_extend() -> None:
    assert ("/new_due_at", "missing") in _granted().then("field_missing").problems
