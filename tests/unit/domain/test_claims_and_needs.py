"""What must be unique across cases, and which other cases a move must know."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given as drawn
from hypothesis import settings

from domain.changing import replace
from domain.claims import Claim, claims_of
from domain.context import NEEDS
from domain.envelope import Event
from domain.facts.dispatch import CaseSignedFor, ChildLinked
from domain.facts.intake import CaseFiled
from domain.facts.meals import LedgerPosted
from domain.facts.schema import Fact
from domain.facts.tasks import TaskOpened
from domain.needs import eater_of, keys_of, needs_of
from domain.rules import RULES
from tests.support.definitions import single
from tests.support.generated_events import EVENTS
from tests.support.given import given, happened
from tests.support.meals import DAY, ordered
from tests.support.recurring import opened
from tests.support.samples import reported

FILED = CaseFiled(case_no="XF-2026-7", category="litter", condition="heaped", limit_profile="standard")


def _claims(fact: Fact) -> tuple[Claim, ...]:
    return claims_of(happened(fact))


def test_a_number_of_a_source_is_claimed_with_its_channel() -> None:
    assert _claims(reported(channel="open311", source_no="311-7")) == (
        Claim(scope="source", key="open311:311-7", code="already_reported"),
    )
    assert _claims(reported(channel="hotline", source_no="311-7")) == (
        Claim(scope="source", key="hotline:311-7", code="already_reported"),
    )


@pytest.mark.parametrize("number", [None, ""])
def test_no_number_claims_nothing(number: str | None) -> None:
    assert _claims(reported(source_no=number)) == ()


def test_a_case_number_is_claimed() -> None:
    assert _claims(FILED) == (Claim(scope="case_no", key="XF-2026-7", code="case_no_taken"),)


def test_each_case_counted_for_a_task_is_claimed_once() -> None:
    assert _claims(opened("case-a", "case-b", "case-a")) == (
        Claim(scope="root_cause", key="case-a", code="root_cause_exists"),
        Claim(scope="root_cause", key="case-b", code="root_cause_exists"),
    )


def test_a_turn_of_a_plan_is_claimed_by_the_day_on_which_it_begins() -> None:
    turn = TaskOpened(
        kind="periodic", rule="cycle", plan="patrol-east", since=date(2026, 3, 2), until=date(2026, 3, 8)
    )
    assert _claims(turn) == (Claim(scope="turn", key="patrol-east:2026-03-02", code="turn_taken"),)


@settings(max_examples=60, deadline=None)
@drawn(EVENTS)
def test_no_other_fact_claims_anything(event: Event) -> None:
    scopes = {claim.scope.partition(":")[0] for claim in claims_of(event)}
    assert scopes <= SCOPES[event.fact.TOPIC] if scopes else event.fact.TOPIC != "case.filed"


def test_who_joins_a_batch_claims_a_place_in_it() -> None:
    joined = CaseSignedFor(unit="kitchen", person="kitchen-1", batch="pot-1")
    assert _claims(joined) == (Claim(scope="batch:pot-1", key="case-1", code="already_in_batch"),)
    assert _claims(CaseSignedFor(unit="kitchen", person="kitchen-1")) == ()


@pytest.mark.parametrize(("entry", "claimed"), [("subsidy", True), ("refund", True), ("charge", False)])
def test_a_subsidy_and_a_refund_are_claimed_once_a_person_and_day(entry: str, claimed: bool) -> None:
    posted = LedgerPosted(account="resident-1", entry=entry, amount=800, day=DAY)
    key = f"resident-1/2026-03-03/{entry}"
    wanted = (Claim(scope="ledger", key=key, code="subsidy_posted"),) if claimed else ()
    assert _claims(posted) == wanted


def test_what_is_asked_of_outside_follows_from_the_rules_of_the_move() -> None:
    order = single("task.opened", opening=True, rules="diet_safe", given={"kind": "meal_order"})
    settle = single("ledger.posted", rules="one_subsidy_a_day")
    ask, book = (given(workflow=one).command("act", by="grid-1") for one in (order, settle))
    for_him = replace(ask, fields={"subject": "resident-1"})
    assert (eater_of(order, for_him), eater_of(order, ask), eater_of(settle, ask)) == (
        "resident-1",
        "grid-1",
        "",
    )
    meal = given(ordered(), workflow=settle).case
    keys = ("resident-1/2026-03-03/subsidy", "resident-1/2026-03-03/refund")
    assert keys_of(settle, book, meal) == keys
    assert keys_of(settle, book, given(reported(), workflow=settle).case) == ()
    assert keys_of(order, ask, meal) == ()


SCOPES = {
    "case.filed": {"case_no", "file"},
    "case.reported": {"source"},
    "task.opened": {"root_cause", "turn"},
    "case.signed_for": {"batch"},
    "ledger.posted": {"ledger"},
    "work.reported": {"occasion"},
}
OTHER_CASES = {"master", "child", "case", "parent", "cases", "followers", "children", "parents"}
FOLLOWED = (
    reported(),
    ChildLinked(child="case-2", relation="merged"),
    ChildLinked(child="case-3", relation="merged"),
    ChildLinked(child="case-4", relation="child"),
)


def _needs(
    rules: str, *facts: Fact | Event, move: str = "act", sends: dict[str, Any] | None = None
) -> frozenset[str]:
    start = given(*facts, workflow=single("case.merged", rules=rules))
    return needs_of(start.workflow, start.command(move, by="intake-1", sends=sends or {}), start.case)


def test_a_master_is_needed_by_the_rules_that_look_at_it() -> None:
    sends = {"master": "case-9"}
    assert _needs("merge_target_live", reported(), sends=sends) == {"case-9"}
    assert _needs("children_finished same_matter", reported(), sends=sends) == {"case-9"}
    assert _needs("children_finished", reported(), sends=sends) == frozenset()
    assert _needs("", reported(), sends=sends) == frozenset()


@pytest.mark.parametrize("master", [None, 7, ["case-9"]])
def test_what_names_no_case_is_not_looked_for(master: object) -> None:
    assert _needs("merge_target_live", reported(), sends={"master": master}) == frozenset()
    assert _needs("merge_target_live", reported()) == frozenset()


def test_a_child_is_needed_by_the_rule_that_looks_whether_it_is_there() -> None:
    assert _needs("child_exists", reported(), sends={"child": "case-9"}) == {"case-9"}
    assert _needs("merge_target_live", reported(), sends={"child": "case-9"}) == frozenset()


def test_the_cases_a_task_counts_are_needed_as_far_as_they_are_named() -> None:
    sends = {"cases": ["case-7", 8, "case-9"]}
    assert _needs("cluster_reached", reported(), sends=sends) == {"case-7", "case-9"}
    assert _needs("cluster_reached", reported(), sends={"cases": "case-7"}) == frozenset()
    assert _needs("recurrence_in_watch", reported(), sends={"case": "case-9"}) == {"case-9"}


def test_followers_are_needed_by_the_rule_that_asks_whether_they_were_told() -> None:
    assert _needs("reporter_told", *FOLLOWED) == {"case-2", "case-3"}
    assert _needs("children_finished", *FOLLOWED) == frozenset()
    assert _needs("reporter_told") == frozenset()


def test_the_cases_a_child_hangs_on_are_needed_by_the_rule_that_looks_at_their_evidence() -> None:
    hung = (reported(), ChildLinked(child="case-7", relation="parent"))
    assert _needs("device_evidence_reviewed", *hung) == {"case-7"}
    assert _needs("device_evidence_reviewed") == frozenset()
    assert _needs("children_finished", *hung) == frozenset()


def test_both_may_be_needed() -> None:
    assert _needs("reporter_told same_matter", *FOLLOWED, sends={"master": "case-9"}) == {
        "case-2",
        "case-3",
        "case-9",
    }


def test_a_move_nobody_knows_needs_nothing() -> None:
    assert _needs("reporter_told", *FOLLOWED, move="no_such_move") == frozenset()


def test_rules_need_only_what_can_be_supplied() -> None:
    for rule in RULES.values():
        assert rule.needs <= set(NEEDS), rule.name
    looking = {name for name, rule in RULES.items() if rule.needs & OTHER_CASES}
    assert looking == {
        "merge_target_live",
        "same_matter",
        "reporter_told",
        "child_exists",
        "cluster_reached",
        "one_live_root_cause",
        "recurrence_reached",
        "recurrence_in_watch",
        "as_planned",
        "children_settled",
        "children_rehomed",
        "linked_by_parent",
        "device_evidence_reviewed",
        "concluded_before",
    }
