"""A recorded step judged again: nothing to blame when it was legal, and each thing that was not by its kind."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from domain.conformance import Breach, asked_again, judged_again
from domain.definition import NEW, Rung
from domain.envelope import Event, Verdict
from domain.facts.deadlines import DeadlinePassed
from domain.facts.dispatch import CaseDispatched, CaseEscalated, CaseReturned
from domain.facts.granting import CaseForceClosed
from domain.facts.intake import CaseFiled
from domain.facts.office import RoleGiven
from domain.facts.recomputing import DeadlineChanged
from domain.facts.work import (
    ApprovalRequested,
    CaseClosed,
    CheckAssigned,
    CheckFailed,
    CheckPassed,
    WorkReported,
)
from tests.support.definitions import clock, hours, move, workflow
from tests.support.given import NOW, Given, given, happened, started
from tests.support.samples import FIELDS, photo, reported
from tests.support.small_office import EAST, OFFICE, office_of

FILE = FIELDS["case.filed"]
DISPATCHED = CaseDispatched(unit="roads", chosen_by="dispatcher", round=1, instruction="请处置")
PASSED, FAILED = CheckPassed(level="street"), CheckFailed(level="street", finding="未清")
SENT_BACK = CheckFailed(level="desk", finding="照片不清")
CLOSED = CaseClosed(condition="cleared", outcome="solved", summary="已清", public_summary="已清")
FORCED = CaseForceClosed(reason="beyond_power", public_reason="无管辖权", requested_by="roads-head")
CHANGED = DeadlineChanged(clock="handle", old_due_at=NOW, new_due_at=NOW, cause="calendar", calendar="cn")
PASSED_DUE = DeadlinePassed(clock="accept", kind="duty", due_at=NOW)
RAISED = CaseEscalated(from_level="desk", to_level="deputy", cause="overdue")
RUNG = Rung(percent=100, move="raise")
REPORTED = happened(reported(), by="grid-1", target="reported")


def filed(**more: Any) -> tuple[Given, Event]:
    before = given(REPORTED, state="reported", **more)
    return before, before.when("file", by="intake-1", sends=FILE).event


def judged(before: Given, event: Event, **envelope: Any) -> list[Breach]:
    """What is found in an event whose envelope says otherwise."""
    told = replace(event, envelope=replace(event.envelope, **envelope))
    return judged_again(before.case, told, asked_again(told), before.workflow, before.machine, before.context)


def kinds(found: list[Breach]) -> set[tuple[str, str]]:
    return {(breach.kind, breach.what) for breach in found}


def test_a_legal_step_has_no_breach() -> None:
    assert judged(*filed()) == []
    opened = given().when("report", by="grid-1", sends=FIELDS["case.reported"])
    assert judged(opened.given, opened.event) == []


@pytest.mark.parametrize(
    ("envelope", "breach"),
    [
        ({"version": 5}, Breach("version", "", "5", "2")),
        ({"command_id": "command-1"}, Breach("repeated", "command-1")),
        ({"digest": "other"}, Breach("definition", "digest", "other", "digest-by-hand")),
        ({"workflow": "other"}, Breach("definition", "workflow", "other", "by_hand")),
        ({"source": "filed"}, Breach("from", "file", "filed", "reported")),
        ({"target": "closed"}, Breach("to", "file", "closed", "filed")),
        ({"phase": "done"}, Breach("to", "file", "done", "triage")),
        ({"trigger": "fly"}, Breach("move", "fly", "reported")),
        ({"trigger": "sign"}, Breach("move", "sign", "reported")),
        ({"trigger": "sign"}, Breach("fact", "sign", "case.filed", "case.signed_for")),
        ({"actor": "checker-1"}, Breach("role", "intake", "checker-1")),
        ({"unit": "roads"}, Breach("post", "intake", "roads", "desk")),
        ({"on_behalf_of": "roads-1"}, Breach("stand_in", "roads-1")),
        ({"rules": ()}, Breach("verdicts", "filing_condition_met", "", "filing_condition_met")),
        (
            {"rules": (Verdict(rule="filing_condition_met", held=False),)},
            Breach("verdicts", "filing_condition_met", "", "filing_condition_met"),
        ),
    ],
)
def test_an_envelope_that_says_otherwise_is_found(envelope: dict[str, Any], breach: Breach) -> None:
    assert breach in judged(*filed(), **envelope)


def test_a_step_before_the_report_or_after_it_was_stored_is_found() -> None:
    before, event = filed()
    early = before.known.opened_at - timedelta(minutes=6)
    assert ("time", "opened_at") in kinds(judged(before, event, occurred_at=early))
    assert ("time", "recorded_at") in kinds(judged(before, event, occurred_at=NOW + timedelta(minutes=6)))
    assert judged(before, event, recorded_at=NOW + timedelta(hours=3)) == []


def test_clocks_that_differ_are_told_one_by_one_and_so_is_their_order() -> None:
    before, event = filed()
    effects = event.envelope.clocks
    later = [replace(one, due_at=one.due_at + timedelta(days=9)) if one.due_at else one for one in effects]
    found = [breach for breach in judged(before, event, clocks=tuple(later)) if breach.kind == "clocks"]
    assert [breach.what for breach in found] == ["dispatch", "promise"]
    assert found[0].recorded != found[0].expected
    (missing,) = judged(before, event, clocks=effects[:-1])
    assert (missing.recorded, missing.expected.split()[0]) == ("", "started")
    (order,) = judged(before, event, clocks=effects[::-1])
    assert (order.kind, order.what) == ("clocks", "")


def test_a_clock_of_a_key_is_told_with_it() -> None:
    before = given(happened(WorkReported(result="done"), target="handling", unit="roads"), state="handling")
    asked = before.when("request_assist", by="dispatcher-1", sends=FIELDS["assist.requested"])
    assert ("clocks", "assist:assist-1") in kinds(judged(asked.given, asked.event, clocks=()))


def test_a_case_that_is_not_there_is_judged_as_far_as_can_be() -> None:
    _, event = filed()
    nothing = given()
    assert kinds(judged(nothing, event, version=1)) == {("from", "file"), ("move", "file")}


def test_what_the_move_requires_is_asked_of_the_fact() -> None:
    before, event = filed()
    bare = replace(event, fact=replace(event.fact, condition=""))  # type: ignore[type-var]
    assert ("evidence", "/condition") in kinds(judged(before, bare))
    done = given(
        happened(
            CaseFiled(category="litter", case_no="1", condition="heaped", grid="", limit_profile="standard")
        ),
        state="rework",
    )
    ahead = photo(taken=NOW + timedelta(days=1))
    told = happened(
        WorkReported(result="done", files=(ahead,)), by="roads-1", trigger="tidy", when=NOW, source="rework"
    )
    assert ("evidence", "/files/0/taken_at") in kinds(judged(done, told))


def test_what_follows_from_the_case_is_not_the_tellers_to_say() -> None:
    before, event = filed()
    lifted = replace(event, fact=replace(event.fact, limit_profile="urgent"))  # type: ignore[type-var]
    assert judged(before, lifted) == [Breach("field", "limit_profile", "urgent", "standard")]


def test_a_personal_field_lies_sealed_and_is_not_compared() -> None:
    decided = workflow(
        {"handling": "work", "suspended": "suspended"},
        {"rest": move("handling", "suspended", "deputy", "case.suspended", decides=("suspension",))},
    )
    asked = ApprovalRequested(kind="suspension", reason="season", text="", interim="围挡")
    before = given(happened(asked, by="roads-head", unit="roads"), workflow=decided, state="handling")
    rest = before.when("rest", by="deputy-1", sends={"until": "2026-03-20"}).event
    assert rest.fact.interim == "", "it was said in the request, and is read there"  # type: ignore[attr-defined]
    older = replace(rest, fact=replace(rest.fact, interim="围挡"))  # type: ignore[type-var]
    assert judged(before, older) == []


def test_who_reports_himself_is_the_reporter() -> None:
    sends = {**FIELDS["case.reported"], "channel": "app"}
    outcome = given().when("report", by="resident-1", sends=sends)
    assert judged(outcome.given, outcome.event) == []
    other = replace(outcome.event, fact=replace(outcome.event.fact, reporter="resident-2"))  # type: ignore[type-var]
    assert judged(outcome.given, other) == [Breach("field", "reporter", "resident-2", "resident-1")]


def test_a_rule_that_did_not_hold_is_found_by_its_name() -> None:
    before, event = filed()
    false = replace(event, fact=replace(event.fact, condition="smelly"))  # type: ignore[type-var]
    assert judged(before, false) == [Breach("rule", "filing_condition_met")]


def test_who_holds_several_posts_is_judged_in_his_favour_where_the_log_does_not_say() -> None:
    """A rule that looks at every role held may have been asked without a role being named."""
    rules = workflow(
        {"reported": "intake"},
        {"report": move(NEW, "reported", "grid intake", "case.reported", rules="channel_of_role")},
    )
    both = (
        RoleGiven(person="both", role="grid", unit=EAST),
        RoleGiven(person="both", role="intake", unit="desk"),
    )
    before = given(workflow=rules, office=office_of(*both, before=OFFICE))
    by_phone = {**FIELDS["case.reported"], "channel": "hotline"}
    event = before.when("report", by="both", sends=by_phone).event
    assert (event.envelope.role, judged(before, event)) == ("grid", [])

    walked = before.when("report", by="both", sends=FIELDS["case.reported"]).event
    assert judged(before, walked, role="intake", unit="desk") == [Breach("rule", "channel_of_role")]


def test_a_grant_of_what_nobody_asked_for_and_a_fact_no_move_makes_are_found() -> None:
    odd = workflow(
        {"returned": "returned", "filed": "triage"},
        {
            "close_by_force": move(
                "returned", "filed", "deputy", "case.force_closed", decides=("force_close",)
            ),
            "recompute": move("returned", None, "system", "deadline.changed"),
        },
        clocks={"handle": clock(hours(4))},
    )
    before = given(REPORTED, workflow=odd, state="returned")
    forced = happened(
        FORCED,
        by="deputy-1",
        trigger="close_by_force",
        when=NOW,
        source="returned",
        target="filed",
        role="deputy",
    )
    assert ("rule", "request_is_open") in kinds(judged(before, forced))
    moved = happened(CHANGED, by="system", trigger="recompute", when=NOW, source="returned", role="system")
    assert ("unjudged", "KeyError") in kinds(judged(before, moved))


def test_a_return_without_reason_and_work_without_a_new_dispatch_are_found() -> None:
    asked = happened(
        ApprovalRequested(kind="return", reason="not_our_duty", text=""), by="roads-head", unit="roads"
    )
    dispatched = happened(DISPATCHED, by="dispatcher-1", target="dispatched", clocks=[started("handle", NOW)])
    waiting = given(REPORTED, dispatched, replace(asked, envelope=replace(asked.envelope, target="returned")))
    back = happened(
        CaseReturned(reason="", fault="none", unit="roads", nth=1),
        by="shift-1",
        trigger="approve_return",
        when=NOW,
    )
    assert ("reason", "approve_return") in kinds(judged(waiting, back))

    gone = happened(
        CaseReturned(reason="not_our_duty", fault="none", unit="roads", nth=1), by="shift-1", target="handled"
    )
    after = given(REPORTED, dispatched, gone, state="handled")
    check = happened(
        CheckAssigned(checker="checker-1", level="street", unit="desk"), by="intake-1", trigger="assign_check"
    )
    assert ("dispatch", "assign_check") in kinds(judged(after, check))
    again = given(REPORTED, dispatched, gone, dispatched, state="handled")
    assert ("dispatch", "assign_check") not in kinds(judged(again, check))
    spot = happened(WorkReported(result="done", on_the_spot=True), by="grid-1", target="handled")
    assert ("dispatch", "assign_check") not in kinds(
        judged(given(REPORTED, dispatched, gone, spot, state="handled"), check)
    )
    earlier = happened(WorkReported(result="done"), by="roads-1", unit="roads")
    reworked = given(REPORTED, dispatched, earlier, gone, state="handled")
    assert ("dispatch", "assign_check") in kinds(judged(reworked, check))


def test_nobody_checks_or_closes_what_he_had_a_hand_in() -> None:
    handled = given(
        REPORTED, happened(WorkReported(result="done"), by="checker-1", unit="roads"), state="checking"
    )
    for fact, move_name, blamed in (
        (PASSED, "pass_check", True),
        (FAILED, "fail_check", True),
        (SENT_BACK, "fail_check", False),
        (CLOSED, "close", True),
        (CheckAssigned(checker="checker-2", level="street", unit="desk"), "assign_check", False),
    ):
        step = happened(fact, by="checker-1", trigger=move_name, when=NOW)
        assert (("hands", "checker-1") in kinds(judged(handled, step))) is blamed


def test_the_system_acts_because_of_a_fact_or_of_time() -> None:
    laddered = workflow(
        {"reported": "intake"},
        {
            "expire_clock": move("reported", None, "system", "deadline.passed"),
            "raise": move("reported", None, "system", "case.escalated"),
        },
        clocks={"accept": clock(hours(2), ladder={"late": RUNG}), "plain": clock(hours(1))},
    )
    runs = [started("accept", NOW), started("unknown", NOW)]
    before = given(happened(reported(), clocks=runs), workflow=laddered, state="reported")
    silent = given(REPORTED, workflow=laddered, state="reported")
    passed = happened(PASSED_DUE, by="system", role="system", trigger="expire_clock", when=NOW)
    raised = happened(RAISED, by="system", role="system", trigger="raise", when=NOW)
    assert ("cause", "expire_clock") not in kinds(judged(before, passed))
    assert ("cause", "raise") not in kinds(judged(before, raised))
    assert ("cause", "raise") in kinds(judged(silent, raised))
    assert ("cause", "raise") not in kinds(judged(silent, raised, causation="event-1"))
    opened = workflow({"open": "work"}, {"open": move(NEW, "open", "system", "case.reported")})
    assert ("cause", "open") in kinds(
        judged(given(workflow=opened), happened(reported(), by="system", trigger="open", when=NOW))
    )


def test_a_fact_is_told_field_by_field() -> None:
    told = asked_again(REPORTED).fields
    assert (told["channel"], told["place"]["lat_deg"]) == ("grid", 30.33)
    assert (told.get("reporter"), told.get("nothing", "else")) == (None, "else")
    assert len(told) == len(list(told))
    assert "narrative" in told


def test_of_a_step_taken_elsewhere_order_and_moves_are_judged_alone() -> None:
    before, event = filed()
    assert judged(before, event, door="import", actor="somebody-there", role="", rules=()) == []
    assert kinds(judged(before, event, door="import", source="filed")) == {("from", "file")}
