"""When a loop counts as closed, and how long each phase took."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from domain.case import Case
from domain.envelope import Envelope, Event, Verdict
from domain.facts import dispatch, enforcement, intake, mediation, migrating, work
from domain.facts.schema import Fact
from domain.fold import evolve as evolve_case
from domain.values import File, Place
from projections.closed_loop import CLOSED_LOOP, evolve
from projections.closed_loop_row import LoopRow
from tests.support.histories import BEGIN, at_position, histories

Step = tuple[Fact, dict[str, Any]]
FILE = File(id="f", sha256="0")


def at(hour: float) -> datetime:
    return BEGIN + timedelta(hours=hour)


def step(fact: Fact, phase: str, by: str = "somebody", **others: Any) -> Step:
    return fact, {"phase": phase, "actor": by, **others}


def seen(*steps: Step) -> LoopRow:
    """The row after these steps, an hour apart."""
    row: LoopRow | None = None
    for n, (fact, others) in enumerate(steps, 1):
        values = {
            "event_id": str(n), "schema": 1, "case_id": "case-1", "version": n, "workflow": "city_case", "digest": "d",
            "trigger": "t", "source": "s", "target": "somewhere", "role": "r", "unit": "u", "on_behalf_of": None,
            "door": "http", "occurred_at": at(n), "recorded_at": at(n), "command_id": str(n), "position": n, **others,
        }  # fmt: skip
        row = evolve(row, Event(fact=fact, envelope=Envelope(**values)))
    assert row is not None
    return row


PLACE = Place(address="x", community="c1")
REPORT = step(
    intake.CaseReported(channel="app", category="litter", place=PLACE, reporter="r1"), "intake", "r1"
)
FILE_IT = step(
    intake.CaseFiled(case_no="N1", category="shop", condition="c", community="c2", limit_profile="u"),
    "triage",
    "intake",
)
GIVE = step(dispatch.CaseDispatched(unit="zfd", round=1), "work", "dispatcher")
SIGN = step(dispatch.CaseSignedFor(unit="zfd", person="handler"), "work", "head")
DONE = step(work.WorkReported(result="r"), "check", "handler")
PASS = step(work.CheckPassed(level="street"), "check", "checker")
TOLD = step(dispatch.ContactMade(subject="r1", purpose="inform", reached=True), "check", "callback")
CLOSE_FACT = work.CaseClosed(condition="c", outcome="solved", summary="s", public_summary="p")
CLOSE = step(CLOSE_FACT, "done", "leader", target="closed")
WHOLE = (REPORT, FILE_IT, GIVE, SIGN, DONE, PASS, TOLD, CLOSE)


def without(gone: Step) -> tuple[Step, ...]:
    return tuple(one for one in WHOLE if one is not gone)


def instead(old: Step, *new: Step) -> tuple[Step, ...]:
    return tuple(found for one in WHOLE for found in (new if one is old else (one,)))


def by(changed: Step, **others: Any) -> Step:
    return changed[0], {**changed[1], **others}


def test_the_whole_loop_is_closed() -> None:
    row = seen(*WHOLE)
    assert row.loop_closed
    assert row.checked_independently
    assert not row.on_the_spot
    moments = (
        row.opened_at,
        row.filed_at,
        row.dispatched_at,
        row.handled_at,
        row.checked_at,
        row.told_at,
        row.closed_at,
    )
    assert moments == (at(1), at(2), at(3), at(5), at(6), at(7), at(8))
    assert (row.case_no, row.category, row.community, row.unit) == ("N1", "shop", "c2", "zfd")
    assert (row.state, row.phase, row.ended, row.must_tell, row.last_at) == (
        "closed",
        "done",
        "closed",
        True,
        at(8),
    )
    assert (row.hands, row.checkers, row.closers) == (("handler", "head"), ("checker",), ("leader",))


@pytest.mark.parametrize("missing", [FILE_IT, GIVE, DONE, PASS, TOLD], ids=lambda one: str(one[0].TOPIC))
def test_no_step_of_it_may_be_missing(missing: Step) -> None:
    row = seen(*without(missing))
    assert row.closed_at is not None
    assert not row.loop_closed


@pytest.mark.parametrize(
    "steps",
    [
        instead(PASS, by(PASS, actor="handler")),
        instead(PASS, by(PASS, actor="head")),
        instead(PASS, by(PASS, on_behalf_of="handler")),
        instead(CLOSE, by(CLOSE, actor="handler")),
        instead(CLOSE, by(CLOSE, actor="checker")),
        instead(CLOSE, by(CLOSE, on_behalf_of="checker")),
        instead(SIGN, SIGN, step(work.WorkNoted(step="on_site"), "work", "leader")),
        instead(DONE, by(DONE, on_behalf_of="leader")),
        instead(DONE, DONE, step(work.CheckFailed(level="street", finding="?"), "work", "leader"), DONE),
        (*instead(PASS, TOLD, PASS)[:-2], CLOSE),
        instead(TOLD, step(dispatch.ContactMade(subject="r1", purpose="inform", reached=False), "check", "callback")),
        instead(TOLD, step(dispatch.ContactMade(subject="r1", purpose="urge", reached=True), "check", "callback")),
        instead(SIGN, step(enforcement.OrderServed(
            order_no="1", act="a", party="p", party_name="", officers=("leader", "o2"), term_due_at=at(9), items=""),
            "work", "o1")),
    ],
    ids=[
        "handler checks", "head checks", "checks for the handler", "handler closes", "checker closes",
        "closes for the checker", "noted and closes", "reported for the closer", "failed it and closes",
        "told before the result", "not reached", "called for another reason", "ordered and closes",
    ],
)  # fmt: skip
def test_who_had_a_hand_in_it_or_checked_it_closes_no_loop(steps: tuple[Step, ...]) -> None:
    assert not seen(*steps).loop_closed
    assert seen(*steps).ended == "closed"


def test_what_the_desk_sends_back_is_a_rework_but_makes_its_author_no_checker() -> None:
    back = step(work.CheckFailed(level="desk", finding="?"), "work", "leader")
    row = seen(*instead(DONE, DONE, back, DONE))
    assert (row.reworks, row.checkers, row.loop_closed) == (1, ("checker",), True)


@pytest.mark.parametrize(
    "report",
    [
        intake.CaseReported(channel="grid", reporter="r1"),
        intake.CaseReported(channel="app"),
    ],
    ids=["no public channel", "nobody known"],
)
def test_nobody_need_be_told_when_nobody_waits(report: Fact) -> None:
    row = seen(*(by((report, REPORT[1])) if one is REPORT else one for one in WHOLE if one is not TOLD))
    assert (row.must_tell, row.told_at, row.loop_closed) == (False, None, True)


def test_the_rule_that_held_at_closing_says_that_he_was_told() -> None:
    held = by(CLOSE, rules=(Verdict(rule="reporter_told", held=True),))
    steps = tuple(held if one is CLOSE else one for one in WHOLE if one is not TOLD)
    assert seen(*steps).loop_closed
    other = by(
        CLOSE, rules=(Verdict(rule="children_finished", held=True), Verdict(rule="reporter_told", held=False))
    )
    assert not seen(*(other if one is CLOSE else one for one in WHOLE if one is not TOLD)).loop_closed


def test_what_was_resolved_on_the_spot_is_marked() -> None:
    spot = step(work.WorkReported(result="r", on_the_spot=True), "check", "grid")
    row = seen(REPORT, spot, PASS, TOLD, CLOSE)
    assert (row.on_the_spot, row.loop_closed, row.filed_at) == (True, True, None)


def test_correction_and_performance_are_reports_that_it_is_done() -> None:
    officers = ("o1", "o2")
    confirmed = step(
        enforcement.CorrectionConfirmed(order_no="1", officers=officers, files=()), "check", "o1"
    )
    row = seen(*instead(DONE, confirmed))
    assert (row.handled_at, row.hands, row.loop_closed) == (at(5), ("handler", "head", "o1", "o2"), True)
    missed = step(
        enforcement.CorrectionMissed(order_no="1", cause="expired", officers=("o3",), files=()), "work", "o4"
    )
    assert seen(REPORT, missed).hands == ("o3", "o4")
    performed = step(mediation.ObligationPerformed(kind="pay"), "check", "mediator")
    assert seen(REPORT, performed).handled_at == at(2)
    assert seen(REPORT, performed).hands == ("mediator",)


def test_reopening_begins_a_round_anew_but_hands_stay() -> None:
    reopened = step(work.CaseReopened(cause="relapse", round=2), "triage", "leader", target="filed")
    evaluated = step(work.CaseEvaluated(indicators={}, formula="f"), "done", "supervisor", target="evaluated")
    assert seen(*WHOLE, evaluated).evaluated_at == at(9)
    assert (seen(*WHOLE, evaluated).ended, seen(*WHOLE, evaluated).loop_closed) == ("evaluated", True)
    row = seen(*WHOLE, evaluated, reopened)
    assert (row.round, row.reopened, row.ended, row.state) == (2, 1, "", "filed")
    assert (row.dispatched_at, row.handled_at, row.checked_at, row.told_at, row.closed_at) == (None,) * 5
    assert (row.evaluated_at, row.loop_closed, row.checked_independently, row.on_the_spot) == (
        None,
        False,
        False,
        False,
    )
    assert (row.checkers, row.closers, row.hands, row.filed_at) == ((), (), ("handler", "head"), at(2))
    again = seen(*WHOLE, reopened, GIVE, by(DONE, actor="other"), by(PASS, actor="head"), TOLD, CLOSE)
    assert not again.loop_closed, "a hand of the first round may not check the second"


@pytest.mark.parametrize(
    ("fact", "state"),
    [
        (intake.CaseDeclined(reason="gone", explanation="?"), "declined"),
        (intake.CaseMerged(master="m", ground="same_place"), "merged"),
        (intake.CaseEnded(reason="withdrawn", explanation="?"), "withdrawn"),
        (dispatch.CaseTransferred(body="b", route="court"), "transferred"),
    ],
)
def test_other_ends_go_by_their_names_and_close_nothing(fact: Fact, state: str) -> None:
    row = seen(REPORT, step(fact, "done", target=state))
    assert (row.ended, row.closed_at, row.loop_closed) == (state, None, False)


def test_returns_keep_the_unit_they_came_from() -> None:
    back = step(dispatch.CaseReturned(unit="zfd", reason="not_our_duty", fault="none", nth=1), "triage")
    row = seen(REPORT, FILE_IT, GIVE, back)
    assert (row.returns, row.unit) == (1, "zfd")
    other = step(dispatch.CaseReassigned(from_unit="zfd", unit="cgb", reason="other"), "work")
    assert seen(REPORT, FILE_IT, GIVE, other).unit == "cgb"
    assert seen(REPORT, step(intake.CaseReclassified(old="a", new="b", reason="?"), "intake")).category == "b"


def test_time_is_counted_by_phase_over_all_visits() -> None:
    back = step(work.CheckFailed(level="street", finding="?"), "work", occurred_at=at(10))
    row = seen(REPORT, FILE_IT, GIVE, SIGN, DONE, back, by(DONE, occurred_at=at(12.5)))
    assert (row.intake_s, row.triage_s) == (3_600, 3_600)
    assert row.work_s == 2 * 3_600 + 9_000
    assert row.check_s == 5 * 3_600
    assert (row.returned_s, row.suspended_s) == (None, None)
    assert (row.phase, row.phase_at) == ("check", at(12.5))
    closed = seen(*WHOLE, step(work.CaseReopened(cause="error", round=2), "triage"))
    assert closed.check_s == 3 * 3_600
    assert closed.triage_s == 3_600, "time after the end is nobody's"


def test_a_move_told_late_takes_no_time_back() -> None:
    late = by(FILE_IT, occurred_at=at(0.5))
    row = seen(REPORT, late, by(GIVE, occurred_at=at(4)))
    assert (row.intake_s, row.triage_s, row.phase_at, row.filed_at) == (0, 3 * 3_600, at(4), at(0.5))


@pytest.mark.parametrize("seed", range(4))
def test_the_row_says_what_the_case_says(seed: int) -> None:
    cases: dict[str, Case] = {}
    rows: dict[str, LoopRow] = {}
    for event in histories(seed, 500):
        key = event.envelope.case_id
        case = cases[key] = evolve_case(cases.get(key), event)
        row = rows[key] = evolve(rows.get(key), event)
        assert (frozenset(row.hands), row.state, row.phase, row.round) == (
            case.hands,
            case.state,
            case.phase,
            case.round,
        )
        assert (frozenset(row.checkers), row.checked_independently) == (
            case.checkers,
            case.checked_independently,
        )
        assert (row.category, row.community, row.returns) == (case.category, case.community, case.returns)
        assert (row.reworks, row.reopened, row.opened_at) == (case.reworks, case.reopened, case.opened_at)
        if row.loop_closed:
            assert case.checked_independently
            assert case.closers.isdisjoint(case.hands | case.checkers)


def test_the_office_has_no_row() -> None:
    event = histories(1, 1)[0]
    assert CLOSED_LOOP.key(event) == event.envelope.case_id
    assert CLOSED_LOOP.key(at_position(event, 1, case_id="office")) is None


def test_a_row_knows_every_version_its_case_followed() -> None:
    moved = step(migrating.CaseMigrated(from_digest="d", to_digest="e"), "work", digest="e")
    assert seen(*WHOLE).followed == ("d",)
    assert seen(REPORT, moved).followed == ("d", "e")
