"""Clocks that count in the office hours of the unit whose duty they are; here a firm that is open 9-17, through noon.

The office itself is open 8:30-12 and 13:30-17:30. Every moment is counted by hand.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from domain.case import Clock
from domain.clock_recount import counted_again
from domain.definition import ClockRule, Limit, Rung, Workflow
from domain.envelope import ClockEffect, Event
from domain.facts.calendar import Session
from domain.facts.dispatch import AuthorityNotified, CaseDispatched
from domain.facts.schema import Fact
from domain.facts.work import ApprovalRequested
from domain.ladder import next_moment, points
from domain.office import Office
from domain.published_calendar import counted_by
from tests.calendars import ANNOUNCED, PUBLISHED, at
from tests.support.definitions import days, single, work_days
from tests.support.given import Given, Outcome, effect, given, happened, started
from tests.support.samples import FIELDS, reported
from tests.support.small_office import OFFICE, UNITS, office_of

HALL = "09:00-17:00"
DAY = Limit(amount=1, unit="work_day")
LADDER = {"reminder": Rung(percent=50, tell=("deputy",)), "led": Rung(after=DAY, tell=("deputy",))}
HANDLE = ClockRule(
    kind="duty", limit=work_days(3), by_category=True, held_by="lead_unit", hours="unit", ladder=LADDER
)
ASSIST = ClockRule(kind="duty", limit=work_days(1), held_by="co_unit", hours="unit")
PROMISE = ClockRule(kind="duty", limit=days(5), by_category=True)
TO_FIRM = CaseDispatched(unit="firm", round=1)


def _open(*sessions: tuple[str, str]) -> Office:
    """The small office, its firm open at these times."""
    firm = next(unit for unit in UNITS if unit.unit == "firm")
    told = tuple(Session(opens=opens, closes=closes) for opens, closes in sessions)
    return office_of(replace(firm, office_hours=told), before=OFFICE)


OPEN_AT_NOON = _open(("09:00:00", "17:00:00"))


def _workflow(topic: str, clocks: str, **more: Any) -> Workflow:
    made = single(topic, clocks=clocks, **more)
    return replace(made, clocks={**made.clocks, "handle": HANDLE, "assist": ASSIST, "promise": PROMISE})


def _given(topic: str, clocks: str, *facts: Fact | Event, **more: Any) -> Given:
    report, office = more.pop("report", {}), more.pop("office", OPEN_AT_NOON)
    told = () if more.get("opening") else (reported(**report), *facts)
    return given(*told, workflow=_workflow(topic, clocks, **more), office=office)


def _act(
    topic: str, clocks: str, *facts: Fact | Event, now: str = "2026-03-03 11:00", **more: Any
) -> Outcome:
    sends, by = {**FIELDS[topic], **more.pop("sends", {})}, more.pop("by", "intake-1")
    return _given(topic, clocks, *facts, **more).when("act", by=by, now=at(now), sends=sends)


def _did(*clocks: ClockEffect, when: str) -> Event:
    return happened(AuthorityNotified(), when=at(when), clocks=clocks)


def _running(due: str, *, when: str, amount: int = 4, unit: str = "work_hour", name: str = "handle") -> Event:
    clock = started(name, at(due), unit=unit, hours=HALL, hours_of="firm")
    return _did(replace(clock, amount=amount), when=when)


def test_a_clock_of_the_unit_starts_in_its_hours_and_says_so() -> None:
    outcome = _act("case.dispatched", "+handle", sends={"unit": "firm"})
    assert outcome.clocks["handle"] == ClockEffect(
        clock="handle",
        effect="started",
        kind="duty",
        unit="work_hour",
        amount=4,
        due_at=at("2026-03-03 15:00"),
        basis="D",
        rule="0102.handle",
        calendar=PUBLISHED.version,
        hours=HALL,
        hours_of="firm",
    )
    clock = outcome.and_then().known.clock("handle")
    assert clock is not None
    assert clock.hours == HALL


def test_a_working_day_ends_when_the_unit_closes() -> None:
    outcome = _act("case.dispatched", "+handle", sends={"unit": "firm"}, report={"category": "hole"})
    assert outcome.clocks["handle"].due_at == at("2026-03-06 17:00")


def test_a_noon_at_which_the_unit_closes_does_not_count() -> None:
    office = _open(("08:00", "11:15:30"), ("14:00", "18:00"))
    handle = _act("case.dispatched", "+handle", sends={"unit": "firm"}, office=office).clocks["handle"]
    assert (handle.hours, handle.due_at) == ("08:00-11:15:30 14:00-18:00", at("2026-03-03 17:44:30"))


@pytest.mark.parametrize("unit", ["roads", "nobody"])
def test_a_unit_without_hours_of_its_own_has_those_of_the_office(unit: str) -> None:
    handle = _act("case.dispatched", "+handle", sends={"unit": unit}).clocks["handle"]
    assert (handle.hours, handle.hours_of, handle.due_at) == ("", "", at("2026-03-03 16:30"))


def test_the_hours_are_those_of_the_unit_that_has_the_case_then() -> None:
    to_roads = CaseDispatched(unit="roads", round=1)
    assert _act("case.reassigned", "+handle", to_roads).clocks["handle"].hours_of == "firm"
    assert _act("case.resumed", "^handle", TO_FIRM).clocks["handle"].hours_of == "firm"
    assert _act("case.resumed", "^handle", to_roads).clocks["handle"].hours_of == ""
    assert _act("case.reported", "+handle", opening=True).clocks["handle"].hours_of == ""


def test_the_hours_of_a_co_unit_are_its_own() -> None:
    asked = _act("assist.requested", "+assist", CaseDispatched(unit="roads", round=1), by="roads-head")
    assert (asked.clocks["assist"].hours_of, asked.clocks["assist"].due_at) == (
        "firm",
        at("2026-03-04 17:00"),
    )
    other = _act("case.resumed", "+assist", TO_FIRM)
    assert (other.clocks["assist"].hours_of, other.clocks["assist"].due_at) == ("", at("2026-03-04 17:30"))


def test_a_rest_is_measured_and_given_back_in_the_clocks_own_hours() -> None:
    # From Monday 15:00 two hours until 17:00; the other two on Tuesday from 9:00.
    running = _running("2026-03-03 11:00", when="2026-03-02 15:00")
    paused = _act("case.resumed", "~handle", running, now="2026-03-03 09:30")
    assert paused.clocks["handle"].used == 9_000
    rests = _did(effect("handle", "paused"), when="2026-03-03 09:30")
    resumed = _act("case.resumed", "^handle", running, rests, now="2026-03-03 12:30")
    assert resumed.clocks["handle"].due_at == at("2026-03-03 14:00")


def test_more_time_and_the_promise_are_counted_in_their_own_hours() -> None:
    asked = ApprovalRequested(kind="extension", reason="scale", text="-", amount=1)
    handle = _running("2026-03-04 17:00", when="2026-03-02 15:00", amount=2, unit="work_day")
    promise = _running("2026-03-05 12:30", when="2026-03-02 15:00", amount=20, name="promise")
    start = _given(
        "extension.granted",
        "",
        handle,
        promise,
        happened(asked, by="roads-head", when=at("2026-03-02 16:00")),
        decides=("extension",),
        given={"clock": "handle", "asked_by": "unit"},
        target=None,
    )
    outcome = start.when("act", by="shift-1", sends={})
    # Eight hours more: from Wednesday 17:00 to Thursday 17:00 the firm is open so long.
    assert {name: (one.amount, one.due_at) for name, one in outcome.clocks.items()} == {
        "handle": (3, at("2026-03-05 17:00")),
        "promise": (28, at("2026-03-06 12:30")),
    }


def test_another_category_is_counted_from_the_start_in_the_same_hours() -> None:
    running = _running("2026-03-03 11:00", when="2026-03-02 15:00")
    assert _act("case.reclassified", "", running).clocks["handle"].due_at == at("2026-03-05 17:00")


def test_another_calendar_moves_the_days_and_keeps_the_hours() -> None:
    running = _running("2027-01-04 10:00", when="2026-12-31 15:00", amount=3)
    case = _given("case.resumed", "", running).known
    workflow, clock = _workflow("case.resumed", ""), case.clocks["handle"]
    assert counted_again(case, clock, workflow, PUBLISHED) == at("2027-01-04 10:00")
    assert counted_again(case, clock, workflow, counted_by(ANNOUNCED)) == at("2027-01-04 12:00")


def _clock(start: datetime, due: datetime, amount: int) -> Clock:
    unit = "work_hour"
    return Clock(
        name="handle", key="", kind="duty", unit=unit, amount=amount, started_at=start, due_at=due, hours=HALL
    )


def test_what_happens_along_its_time_is_counted_in_its_hours() -> None:
    clock = _clock(at("2026-03-03 11:00"), at("2026-03-03 15:00"), 4)
    moments = {point.rung: point.at for point in points(clock, HANDLE, PUBLISHED)}
    assert moments == {
        "": at("2026-03-03 15:00"),
        "reminder": at("2026-03-03 13:00"),
        "led": at("2026-03-04 17:00"),
    }
    assert next_moment(clock, HANDLE, PUBLISHED, clock.started_at) == at("2026-03-03 13:00")
    over = replace(clock, passed="event-1")
    assert next_moment(over, HANDLE, PUBLISHED, clock.due_at) == at("2026-03-04 17:00")


def test_hours_that_a_unit_changes_move_what_starts_from_then_on_alone() -> None:
    before = _act("case.dispatched", "+handle", sends={"unit": "firm"}, target="here").and_then()
    office = _open(("10:00", "16:00"))
    later = replace(before, context=replace(before.context, office=office))
    clock = later.known.clocks["handle"]
    assert counted_again(later.known, clock, later.workflow, PUBLISHED) == at("2026-03-03 15:00")
    again = later.when(
        "act",
        by="intake-1",
        now=at("2026-03-03 14:30"),
        id="again",
        sends={**FIELDS["case.dispatched"], "unit": "firm"},
    )
    handle = again.clocks["handle"]
    assert (handle.hours, handle.due_at) == ("10:00-16:00", at("2026-03-04 12:30"))


def test_hours_are_the_same_days_and_version_and_are_prepared_once() -> None:
    hall = PUBLISHED.with_hours(HALL)
    assert PUBLISHED.with_hours("") is PUBLISHED
    assert PUBLISHED.with_hours(HALL) is hall
    assert (hall.version, hall.off_days, hall.covers) == (
        PUBLISHED.version,
        PUBLISHED.off_days,
        PUBLISHED.covers,
    )
    with pytest.raises(ValueError, match="empty or out of order"):
        PUBLISHED.with_hours("12:00-09:00")
