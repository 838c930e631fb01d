"""How a request becomes a fact: repeat, version, move, rules, envelope, in that order."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.definition import NEW
from domain.envelope import Event, Verdict
from domain.errors import MoveNotAllowed, RuleBroken, StaleVersion
from domain.facts import CASE_FACTS
from domain.facts.dispatch import AuthorityNotified
from domain.facts.enforcement import OrderServed
from domain.facts.intake import CaseFiled, CaseMerged, CaseReported
from domain.facts.schema import Fact
from domain.facts.work import ApprovalRequested
from tests.support.definitions import STREET, single
from tests.support.given import NOTHING, NOW, Given, given, happened, started
from tests.support.meals import ordered
from tests.support.recurring import three
from tests.support.samples import FIELDS, reported

FILE = FIELDS["case.filed"]


def _reported() -> Given:
    return given(happened(reported(), by="grid-1"), state="reported")


def test_a_report_opens_a_case() -> None:
    outcome = given().when("report", by="grid-1", sends=FIELDS["case.reported"])
    outcome.then(reported(title="暴露垃圾 · 莲花路口"))
    case = outcome.and_then().known
    assert (case.id, case.version, case.state, case.phase) == ("case-1", 1, "reported", "intake")
    assert outcome.event.envelope.source == NEW


def test_the_same_command_again_is_nothing() -> None:
    once = _reported().when("file", by="intake-1", sends=FILE).then(CaseFiled)
    once.and_then().when("file", by="intake-1", sends=FILE).then(NOTHING)
    once.and_then().when("file", by="intake-1", sends=FILE, id="another").then("move_not_allowed")


def test_a_repeat_is_nothing_even_when_the_version_has_moved_on() -> None:
    once = _reported().when("file", by="intake-1", sends=FILE, expected_version=1).then(CaseFiled)
    once.and_then().when("file", by="nobody", expected_version=1).then(NOTHING)


@pytest.mark.parametrize("expected", [0, 2])
def test_another_version_than_the_actor_saw_is_stale(expected: int) -> None:
    outcome = _reported().when("file", by="intake-1", sends=FILE, expected_version=expected)
    outcome.then("stale_version")
    assert isinstance(outcome.refusal, StaleVersion)
    assert outcome.refusal.facts == {"expected": expected, "actual": 1}


def test_the_version_the_actor_saw_will_do() -> None:
    _reported().when("file", by="intake-1", sends=FILE, expected_version=1).then(CaseFiled)
    given().when("report", by="grid-1", sends=FIELDS["case.reported"], expected_version=0).then(CaseReported)


def test_no_case_has_no_version_to_be_stale() -> None:
    outcome = given().when("report", by="grid-1", sends=FIELDS["case.reported"], expected_version=1)
    outcome.then("stale_version")
    assert outcome.refusal is not None
    assert outcome.refusal.facts["actual"] == 0


def test_a_stale_version_is_told_before_the_move_is_looked_at() -> None:
    _reported().when("close", by="intake-1", expected_version=7).then("stale_version")


@pytest.mark.parametrize("move", ["close", "report"])
def test_a_move_that_does_not_exist_here_names_those_that_do(move: str) -> None:
    outcome = _reported().when(move, by="shift-1")
    outcome.then("move_not_allowed")
    assert isinstance(outcome.refusal, MoveNotAllowed)
    assert outcome.refusal.facts["move"] == move
    assert outcome.refusal.facts["state"] == "reported"
    assert outcome.refusal.facts["allowed"] == (
        "file", "decline", "withdraw", "note", "contact", "notify_authority", "supervise",
    )  # fmt: skip


def test_a_move_that_no_state_has_is_unknown() -> None:
    outcome = _reported().when("no_such_move", by="shift-1").then("unknown_move")
    assert outcome.refusal is not None
    assert "file" in outcome.refusal.facts["allowed"]


def test_what_the_workflow_does_not_name_is_no_move_whatever_the_machine_says() -> None:
    start = given(reported(), state="reported", workflow=replace(STREET, moves={}))
    generous = replace(start, machine=given(workflow=STREET).machine)
    generous.when("file", by="intake-1", sends=FILE).then("unknown_move")


def test_without_a_case_only_opening_moves_exist() -> None:
    outcome = given().when("file", by="intake-1", sends=FILE).then("move_not_allowed")
    assert outcome.refusal is not None
    assert outcome.refusal.facts["allowed"] == ("report",)
    assert outcome.refusal.facts["state"] == NEW


def test_a_move_is_looked_for_before_the_role_and_the_role_before_the_fields() -> None:
    _reported().when("close", by="nobody").then("move_not_allowed")
    _reported().when("file", by="roads-1").then("role_missing")
    _reported().when("file", by="intake-1").then("field_missing")
    _reported().when("file", by="intake-1", sends={**FILE, "condition": "-"}).then("condition_open")


def test_the_first_rule_that_does_not_hold_is_the_refusal() -> None:
    work = single("work.reported", rules="children_finished actor_in_lead_unit no_order_running")
    outcome = given(reported(), workflow=work).when("act", by="roads-1", sends=FIELDS["work.reported"])
    outcome.then("not_lead_unit")
    assert isinstance(outcome.refusal, RuleBroken)
    assert outcome.refusal.facts == {"rule": "actor_in_lead_unit"}


def test_every_verdict_goes_into_the_envelope_in_order() -> None:
    outcome = given().when("report", by="grid-1", sends=FIELDS["case.reported"])
    assert outcome.event.envelope.rules == (
        Verdict(rule="place_in_area", held=True),
        Verdict(rule="not_same_submission", held=True),
    )


def test_the_envelope_says_who_where_when_by_which_move() -> None:
    start = given(happened(reported(), by="grid-1"), state="filed")
    outcome = start.when(
        "dispatch",
        by="dispatcher-1",
        for_="dispatcher-2",
        sends={"unit": "roads", "instruction": "请处置"},
        door="cli",
        correlation="one",
        causation="two",
        trace="three",
        occurred_at=NOW - timedelta(hours=1),
    )
    env = outcome.event.envelope
    assert (env.event_id, env.command_id) == ("event-of-this-command", "this-command")
    assert (env.case_id, env.version, env.schema, env.position) == ("case-1", 2, 1, 0)
    assert (env.workflow, env.digest, env.trigger) == ("by_hand", "digest-by-hand", "dispatch")
    assert (env.source, env.target, env.phase) == ("filed", "dispatched", "work")
    assert (env.actor, env.role, env.unit) == ("dispatcher-1", "dispatcher", "command")
    assert (env.on_behalf_of, env.door) == ("dispatcher-2", "cli")
    assert (env.correlation, env.causation, env.trace) == ("one", "two", "three")
    assert env.occurred_at == NOW - timedelta(hours=1)
    assert env.recorded_at == NOW
    assert env.persons == {"dispatcher-1", "dispatcher-2"}


@pytest.mark.parametrize(
    ("late", "counts"),
    [
        (timedelta(0), True),
        (timedelta(hours=24), True),
        (timedelta(hours=24, seconds=1), False),
        (-timedelta(seconds=1), False),
    ],
)
def test_a_moment_kept_offline_counts_for_a_day(late: timedelta, counts: bool) -> None:
    outcome = _reported().when("file", by="intake-1", sends=FILE, now=NOW + late, occurred_at=NOW)
    env = outcome.event.envelope
    assert env.occurred_at == (NOW if counts else NOW + late)
    assert env.recorded_at == NOW + late


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        (timedelta(minutes=5), None),
        (timedelta(minutes=5, seconds=1), "in_the_future"),
        (timedelta(0), None),
        (timedelta(days=-365), "before_the_report"),
    ],
)
def test_a_move_happens_after_the_report_and_not_in_the_future(said: timedelta, problem: str | None) -> None:
    outcome = _reported().when("file", by="intake-1", sends=FILE, occurred_at=NOW + said)
    if problem is None:
        assert outcome.event.envelope.recorded_at == NOW
    else:
        assert outcome.then("field_missing").problems == {("/occurred_at", problem)}


def test_a_move_may_happen_in_the_moment_of_the_report_and_not_before() -> None:
    opened_at = _reported().known.opened_at
    _reported().when("file", by="intake-1", sends=FILE, occurred_at=opened_at).then(CaseFiled)
    before = _reported().when("file", by="intake-1", sends=FILE, occurred_at=opened_at - timedelta(seconds=1))
    assert before.then("field_missing").problems == {("/occurred_at", "before_the_report")}


def test_a_report_told_late_by_an_outbox_opens_the_case_at_its_own_moment() -> None:
    earlier = NOW - timedelta(hours=1)
    outcome = given().when("report", by="grid-1", sends=FIELDS["case.reported"], occurred_at=earlier)
    assert outcome.and_then().known.opened_at == earlier


def test_a_move_without_target_stays_where_it_is() -> None:
    start = given(happened(reported(), by="grid-1"), state="handling")
    outcome = start.when("notify_authority", by="auditor-1").then(AuthorityNotified())
    assert outcome.event.envelope.source == outcome.event.envelope.target == "handling"
    assert outcome.event.envelope.phase == "work"


@pytest.mark.parametrize("state", sorted(STREET.states))
def test_danger_is_reported_by_any_staff_in_any_state(state: str) -> None:
    start = given(happened(reported(), by="grid-1"), state=state)
    start.when("notify_authority", by="steward-1").then(AuthorityNotified())
    start.when("notify_authority", by="resident-1").then("role_missing")
    start.when("notify_authority", by="gateway-1").then("role_missing")


@pytest.mark.parametrize("fact", CASE_FACTS, ids=lambda fact: fact.TOPIC)
def test_every_fact_of_a_case_can_come_of_a_move(fact: type[Fact]) -> None:
    opens = fact.TOPIC in ("case.reported", "task.opened")
    workflow = single(fact.TOPIC, opening=opens)
    start = given(*([] if opens else _in_the_middle()), workflow=workflow, others=three())
    outcome = start.when("act", by="system", sends=FIELDS[fact.TOPIC]).then(fact)
    assert outcome.and_then().known.version == len(start.events) + 1


def _in_the_middle() -> list[Event]:
    """A case with a request, an order, a master and a clock, so that what is derived from them is there."""
    asked = ApprovalRequested(kind="return", reason="not_our_duty", text="-")
    order = OrderServed(
        order_no="责改1号",
        act="vending",
        party="party-1",
        party_name="当事人",
        officers=("officer-1",),
        term_due_at=NOW,
        items="-",
    )
    return [
        happened(reported(), by="grid-1"),
        happened(ordered()),
        happened(
            asked, by="roads-head", clocks=[started(name, NOW) for name in ("approval", "mediate", "handle")]
        ),
        happened(order),
        happened(CaseMerged(master="case-2", ground="same_place")),
    ]
