"""The fold is total: it takes any fact, known or not, in any order, and never refuses."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Annotated

import pytest
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st

from domain.case import Case, Clock, clock_id
from domain.envelope import Event
from domain.facts.dispatch import AuthorityNotified, CaseDispatched
from domain.facts.schema import PUBLIC, Fact
from domain.facts.work import ApprovalRequested
from domain.fold import evolve, fold
from tests.calendars import at
from tests.support.definitions import STREET
from tests.support.generated_events import EVENTS
from tests.support.given import T0, effect, happened, history, started
from tests.support.samples import reported
from tests.unit.domain.fold.folding import case_of

DUE = at("2026-03-03 17:30")
REPORT = happened(reported(), by="grid-1")


@dataclass(frozen=True, kw_only=True)
class OfTomorrow(Fact):
    """A fact of a later version, which this one does not know."""

    TOPIC = "case.teleported"
    HANDS = True
    where: Annotated[str, PUBLIC] = ""


def _did(*clocks: object, when: str = "2026-03-02 10:00") -> Event:
    return happened(AuthorityNotified(), when=at(when), clocks=clocks)  # type: ignore[arg-type]


def _clock(case: Case, name: str) -> Clock:
    clock = case.clock(name)
    assert clock is not None
    return clock


def test_a_case_opens_with_its_first_fact() -> None:
    event = history([happened(reported(), by="grid-1", when=T0)], STREET, "reported")[0]
    case = evolve(None, event)
    assert (case.id, case.workflow, case.digest) == ("case-1", "by_hand", "digest-by-hand")
    assert (case.version, case.state, case.phase) == (1, "reported", "intake")
    assert (case.opened_at, case.last_at) == (T0, T0)
    assert case.commands == {"command-1"}
    assert case.hands == frozenset()


def test_the_moment_of_opening_stays_and_the_last_one_moves() -> None:
    case = case_of(REPORT, happened(AuthorityNotified(), when=DUE))
    assert (case.opened_at, case.last_at, case.version) == (T0 + timedelta(minutes=1), DUE, 2)
    assert case.commands == {"command-1", "command-2"}


def test_business_time_is_what_counts() -> None:
    event = happened(reported(), when=T0)
    late = Event(fact=event.fact, envelope=replace(event.envelope, recorded_at=T0 + timedelta(hours=5)))
    assert evolve(None, late).last_at == T0


def test_no_facts_make_no_case() -> None:
    assert fold([]) is None
    case = case_of(REPORT)
    assert fold([], case) is case


def test_a_fact_of_a_later_version_still_counts() -> None:
    fact = happened(OfTomorrow(), by="roads-1", for_="roads-2", clocks=[started("handle", DUE)])
    case = case_of(REPORT, fact, state="handling")
    assert (case.version, case.state, case.phase) == (2, "handling", "work")
    assert case.hands == {"roads-1", "roads-2"}
    assert case.clocks.keys() == {"handle"}


def test_a_history_may_begin_with_any_fact() -> None:
    case = case_of(happened(CaseDispatched(unit="roads", round=1), by="dispatcher-1"))
    assert (case.unit, case.category, case.reporter) == ("roads", "", None)


@settings(max_examples=40, deadline=None)
@drawn(st.lists(EVENTS, min_size=1, max_size=5))
def test_any_facts_in_any_order_make_a_case(events: list[Event]) -> None:
    whole = fold(events)
    step: Case | None = None
    for event in events:
        step = evolve(step, event)
    assert whole == step
    assert whole is not None
    assert whole.version == events[-1].envelope.version
    assert whole.state == events[-1].envelope.target


def test_clocks_start_and_stop() -> None:
    case = case_of(REPORT, _did(started("handle", DUE, unit="work_hour")))
    assert case.clocks == {
        "handle": Clock(
            name="handle",
            key="",
            kind="duty",
            unit="work_hour",
            amount=1,
            started_at=at("2026-03-02 10:00"),
            due_at=DUE,
        )
    }
    assert case_of(REPORT, _did(started("handle", DUE)), _did(effect("handle", "stopped"))).clocks == {}


def test_a_clock_may_be_counted_from_another_moment() -> None:
    case = case_of(REPORT, _did(started("window", DUE, started_at=T0)))
    assert _clock(case, "window").started_at == T0


def test_a_clock_that_names_no_due_moment_is_due_at_once() -> None:
    case = case_of(REPORT, _did(effect("handle", "started")))
    assert _clock(case, "handle").due_at == at("2026-03-02 10:00")


def test_clocks_of_one_name_are_told_apart_by_their_keys() -> None:
    parts = [started("assist", DUE, key="one"), started("assist", DUE, key="two"), started("assistant", DUE)]
    case = case_of(REPORT, _did(*parts))
    assert case.clocks.keys() == {clock_id("assist", "one"), clock_id("assist", "two"), "assistant"}
    assert [clock.key for clock in case.clocks_named("assist")] == ["one", "two"]
    assert case.clock("assist") is None
    assert case.clock("assist", "two") is not None
    ended = case_of(REPORT, _did(*parts), _did(effect("assist", "stopped", key="one")))
    assert ended.clocks.keys() == {"assist:two", "assistant"}


@pytest.mark.parametrize("what", ["stopped", "paused", "resumed", "moved"])
def test_an_effect_on_a_clock_that_does_not_run_is_none(what: str) -> None:
    assert case_of(REPORT, _did(effect("handle", what, due_at=DUE))).clocks == {}


def test_a_pause_rests_and_its_end_is_kept() -> None:
    running = (REPORT, _did(started("handle", DUE)))
    paused = (*running, _did(effect("handle", "paused"), when="2026-03-02 11:00"))
    assert _clock(case_of(*paused), "handle").paused_at == at("2026-03-02 11:00")
    over = (
        *paused,
        _did(effect("handle", "resumed", due_at=at("2026-03-04 12:00")), when="2026-03-02 15:00"),
    )
    clock = _clock(case_of(*over), "handle")
    assert (clock.paused_at, clock.due_at) == (None, at("2026-03-04 12:00"))
    assert clock.pauses == ((at("2026-03-02 11:00"), at("2026-03-02 15:00")),)
    again = (*over, _did(effect("handle", "paused"), when="2026-03-03 09:00"),
             _did(effect("handle", "resumed"), when="2026-03-03 10:00"))  # fmt: skip
    clock = _clock(case_of(*again), "handle")
    assert len(clock.pauses) == 2
    assert clock.due_at == at("2026-03-04 12:00")


def test_going_on_without_a_pause_is_no_pause() -> None:
    case = case_of(REPORT, _did(started("handle", DUE)), _did(effect("handle", "resumed", due_at=T0)))
    assert (_clock(case, "handle").pauses, _clock(case, "handle").due_at) == ((), T0)


def test_a_clock_is_moved_with_its_limit() -> None:
    running = (REPORT, _did(started("handle", DUE, unit="work_hour")))
    moved = effect("handle", "moved", due_at=at("2026-03-09 17:30"), unit="work_day", amount=5)
    clock = _clock(case_of(*running, _did(moved)), "handle")
    assert (clock.due_at, clock.unit, clock.amount) == (at("2026-03-09 17:30"), "work_day", 5)
    clock = _clock(case_of(*running, _did(effect("handle", "moved"))), "handle")
    assert (clock.due_at, clock.unit, clock.amount) == (DUE, "work_hour", 1)


def test_a_clock_that_rests_stays_at_rest_when_moved() -> None:
    paused = _did(effect("handle", "paused"), when="2026-03-02 11:00")
    case = case_of(REPORT, _did(started("handle", DUE)), paused, _did(effect("handle", "moved", due_at=T0)))
    assert (_clock(case, "handle").paused_at, _clock(case, "handle").due_at) == (at("2026-03-02 11:00"), T0)


def test_a_clock_has_run_out_when_it_is_due_unless_it_rests() -> None:
    clock = Clock(name="x", key="", kind="duty", unit="minute", amount=1, started_at=T0, due_at=DUE)
    assert not clock.has_run_out(DUE - timedelta(microseconds=1))
    assert clock.has_run_out(DUE)
    assert not replace(clock, paused_at=T0).has_run_out(DUE)


ASKED = ApprovalRequested(kind="return", reason="other", text="-")


def test_a_request_runs_on_the_first_clock_it_starts_and_ends_with_it() -> None:
    clocks = [effect("sign", "stopped"), started("return_review", DUE, key="a"), started("other", DUE)]
    asked = happened(ASKED, by="roads-head", clocks=clocks)
    case = case_of(REPORT, asked)
    assert case.request is not None
    assert case.request.clock == "return_review:a"
    assert case_of(REPORT, asked, _did(effect("other", "stopped"))).request is not None
    assert case_of(REPORT, asked, _did(effect("return_review", "stopped", key="a"))).request is None


def test_a_request_without_a_clock_ends_only_when_it_is_decided() -> None:
    asked = happened(ASKED, by="roads-head", clocks=[effect("sign", "stopped")])
    case = case_of(REPORT, asked, _did(effect("handle", "stopped")))
    assert case.request is not None
    assert case.request.clock == ""


def test_units_that_assist_are_known_by_name() -> None:
    from domain.facts.dispatch import AssistRequested

    one = AssistRequested(assist="assist-1", unit="firm", task="-", due_at=DUE)
    two = AssistRequested(assist="assist-2", unit="team", task="-", due_at=DUE)
    assert case_of(REPORT, one, two).co_units == {"firm", "team"}
