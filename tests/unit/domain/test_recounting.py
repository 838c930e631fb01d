"""Deadlines under another calendar: what moves and to when, what stays, what may still move."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from domain.calendar import WorkCalendar
from domain.case import Case, Clock
from domain.clock_recount import clock_is_estimated, counted_again, deadlines_moved, is_estimated
from domain.definition import ClockRule, Limit, Workflow
from domain.envelope import Event
from domain.facts.recomputing import DeadlineChanged
from domain.facts.work import ExtensionGranted, WorkNoted
from domain.published_calendar import counted_by
from tests.calendars import ANNOUNCED, PUBLISHED, at
from tests.support.definitions import single
from tests.support.given import effect, given, happened, started
from tests.support.samples import reported

NEXT = counted_by(ANNOUNCED)
ROLLING = ClockRule(limit=Limit(amount=30, unit="natural_day", basis="L"), kind="right", roll=True)
WORKFLOW: Workflow = replace(single("deadline.changed"), clocks={"confirm_window": ROLLING})


def _began(name: str, when: str, amount: int, unit: str, due: str, **more: Any) -> Event:
    clock = replace(started(name, at(due), unit=unit, calendar="cn-2026.2", **more), amount=amount)
    return happened(WorkNoted(step="other"), when=at(when), clocks=[clock])


def _did(name: str, what: str, when: str, **more: Any) -> Event:
    return happened(WorkNoted(step="other"), when=at(when), clocks=[effect(name, what, **more)])


def _case(*events: Event) -> Case:
    return given(reported(), *events, workflow=WORKFLOW).known


def _again(case: Case, calendar: WorkCalendar = NEXT, name: str = "handle") -> Any:
    clock = case.clock(name)
    assert clock is not None
    return counted_again(case, clock, WORKFLOW, calendar)


@pytest.mark.parametrize(
    ("name", "when", "amount", "unit", "expected", "announced"),
    [
        ("handle", "2026-12-21 10:00", 30, "work_day", "2027-02-02 17:30", "2027-02-01 17:30"),
        ("handle", "2026-12-21 10:00", 60, "work_day", "2027-03-22 17:30", "2027-03-19 17:30"),
        ("handle", "2026-12-31 16:30", 2, "work_hour", "2027-01-04 09:30", "2027-01-04 10:30"),
        ("confirm_window", "2026-12-10 00:00", 30, "natural_day", "2027-01-11 24:00", "2027-01-09 24:00"),
        ("confirm_window", "2026-12-02 00:00", 30, "natural_day", "2027-01-04 24:00", "2027-01-04 24:00"),
    ],
)
def test_what_was_counted_before_the_notice_is_right_estimated_and_counted_again_after_it(
    name: str, when: str, amount: int, unit: str, expected: str, announced: str
) -> None:
    case = _case(_began(name, when, amount, unit, expected))
    roll = name == "confirm_window"
    begun, due = at(when), at(expected)
    assert _again(case, PUBLISHED, name) == due
    assert is_estimated(PUBLISHED, unit, begun, due, roll=roll)
    assert _again(case, NEXT, name) == at(announced)
    assert not is_estimated(NEXT, unit, begun, at(announced), roll=roll)
    assert [clock.name for clock in deadlines_moved(case, WORKFLOW, NEXT)] == [name] * (expected != announced)


@pytest.mark.parametrize(
    ("unit", "begun", "due", "roll", "estimated"),
    [
        ("work_day", "2026-12-28 10:00", "2026-12-31 17:30", False, False),
        ("work_day", "2026-12-31 10:00", "2027-01-04 17:30", False, True),
        ("work_hour", "2027-01-04 10:00", "2027-01-04 11:00", False, True),
        ("natural_day", "2026-12-01 10:00", "2026-12-31 24:00", True, False),
        ("natural_day", "2026-12-02 10:00", "2027-01-04 24:00", True, True),
        ("natural_day", "2026-12-02 10:00", "2027-01-01 24:00", False, False),
        ("urgent_hour", "2026-12-31 23:00", "2027-01-01 01:00", False, False),
        ("work_day", "2025-06-02 10:00", "2025-06-03 17:30", False, False),
    ],
)
def test_only_what_asks_a_calendar_for_a_year_without_notice_is_estimated(
    unit: str, begun: str, due: str, roll: bool, estimated: bool
) -> None:
    assert is_estimated(PUBLISHED, unit, at(begun), at(due), roll=roll) is estimated


def test_pauses_and_extensions_are_kept() -> None:
    paused = _did("handle", "paused", "2026-12-29 10:00")
    resumed = _did("handle", "resumed", "2027-01-04 10:00", due_at=at("2027-01-11 17:30"))
    longer = _did(
        "handle", "moved", "2027-01-04 11:00", due_at=at("2027-01-13 17:30"), rule="extension", amount=7
    )
    began = _began("handle", "2026-12-28 10:00", 5, "work_day", "2027-01-05 17:30")
    # Paused from Tuesday to Monday: by the notice the last day of the year is none of the days given back.
    assert _again(_case(began, paused, resumed), PUBLISHED) == at("2027-01-08 17:30")
    assert _again(_case(began, paused, resumed, longer), PUBLISHED) == at("2027-01-12 17:30")
    assert _again(_case(began, paused, resumed, longer)) == at("2027-01-11 17:30")
    rests = _case(began, paused)
    assert (_again(rests, PUBLISHED), _again(rests)) == (at("2027-01-05 17:30"), at("2027-01-06 17:30"))


def _fixed(case: Case) -> bool:
    (clock,) = case.clocks.values()
    return clock.fixed


def test_what_somebody_named_never_moves() -> None:
    asked = _began("handle", "2026-12-28 10:00", 5, "work_day", "2027-02-10 17:30", rule="asked")
    assert _fixed(_case(asked))
    assert _again(_case(asked)) == at("2027-02-10 17:30")
    began = _began("handle", "2026-12-28 10:00", 5, "work_day", "2027-01-05 17:30")
    agreed = _did(
        "handle", "moved", "2026-12-29 10:00", due_at=at("2027-02-10 17:30"), rule="extension", amount=5
    )
    assert _again(_case(began, agreed)) == at("2027-02-10 17:30")
    nothing = _did(
        "handle", "moved", "2026-12-29 10:00", due_at=at("2027-01-05 17:30"), rule="extension", amount=5
    )
    assert not _fixed(_case(began, nothing))


def test_a_clock_is_an_estimate_until_its_year_is_announced_and_never_when_it_was_named() -> None:
    counted = _case(_began("handle", "2026-12-31 10:00", 1, "work_day", "2027-01-04 17:30"))
    named = _case(_began("handle", "2026-12-31 10:00", 1, "work_day", "2027-01-04 17:30", rule="asked"))
    marks = [
        clock_is_estimated(case.clocks["handle"], WORKFLOW, calendar, at("2027-01-04 17:00"))
        for case in (counted, named)
        for calendar in (PUBLISHED, NEXT)
    ]
    assert marks == [True, False, False, False]


def test_what_ran_out_is_no_estimate_but_what_rests_may_be() -> None:
    began = _began("handle", "2026-12-31 10:00", 1, "work_day", "2027-01-04 17:30")
    paused = _did("handle", "paused", "2027-01-04 09:00", used=0)
    marks = [
        clock_is_estimated(_case(*facts).clocks["handle"], WORKFLOW, PUBLISHED, at(now))
        for facts in ((began,), (began, paused))
        for now in ("2027-01-04 17:29", "2027-01-04 17:30")
    ]
    assert marks == [True, False, True, True]


def test_a_rolling_clock_that_got_more_time_ends_when_that_was_said() -> None:
    began = _began("confirm_window", "2026-12-10 00:00", 30, "natural_day", "2027-01-11 24:00")
    fact = ExtensionGranted(
        clock="confirm_window",
        old_due_at=at("2027-01-11 24:00"),
        new_due_at=at("2027-01-16 24:00"),
        nth=1,
        asked_by="unit",
    )
    more = effect("confirm_window", "moved", due_at=at("2027-01-16 24:00"), rule="extension", amount=35)
    extended = happened(fact, when=at("2026-12-20 10:00"), clocks=[more])
    assert _again(_case(began, extended), NEXT, "confirm_window") == at("2027-01-16 24:00")


def test_the_move_names_both_moments_and_the_calendar_and_moves_that_clock_alone() -> None:
    began = _began("handle", "2026-12-21 10:00", 30, "work_day", "2027-02-02 17:30")
    other = _began("assist", "2026-12-21 10:00", 30, "work_day", "2027-02-02 17:30", key="assist-1")
    start = given(reported(), began, other, workflow=single("deadline.changed"), calendar=NEXT)
    outcome = start.when(
        "act", by="system", sends={"clock": "assist", "key": "assist-1", "cause": "calendar"}
    )
    assert outcome.event.fact == DeadlineChanged(
        clock="assist",
        key="assist-1",
        old_due_at=at("2027-02-02 17:30"),
        new_due_at=at("2027-02-01 17:30"),
        cause="calendar",
        calendar="cn-2027.1",
    )
    assert outcome.effects == [("assist:assist-1", "moved")]
    moved = outcome.clocks["assist:assist-1"]
    assert (moved.rule, moved.calendar, moved.amount) == ("calendar", "cn-2027.1", 30)
    after: Clock | None = outcome.and_then().known.clock("assist", "assist-1")
    assert after is not None
    assert (after.due_at, after.calendar, after.fixed) == (at("2027-02-01 17:30"), "cn-2027.1", False)


def test_a_clock_that_does_not_run_is_told_as_missing() -> None:
    start = given(reported(), workflow=single("deadline.changed"))
    outcome = start.when("act", by="steward-1", sends={"clock": "handle", "cause": "correction"})
    assert outcome.then("field_missing").problems == {("/old_due_at", "missing"), ("/new_due_at", "missing")}
