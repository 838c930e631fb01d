"""Which moves somebody is offered, what each must carry, and why the others are refused."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.declaration import declared
from domain.definition import Move
from domain.derivation import kind_of
from domain.derive import is_derived
from domain.facts import CASE_FACTS
from domain.facts.dispatch import CaseDispatched
from domain.facts.schema import Fact
from domain.facts.work import WorkNoted
from domain.offers import Offer, OfferedField, moves_for, offered_fields
from tests.support.definitions import move, single, workflow
from tests.support.given import NOW, Given, given, happened
from tests.support.samples import reported


def _offers(start: Given, person: str) -> dict[str, Offer]:
    known = start.context.office.person(person)
    offers = moves_for(start.case, known, NOW, start.workflow, start.machine, start.context)
    assert {offer.move for offer in offers} == start.workflow.moves.keys()
    return {offer.move: offer for offer in offers}


def _at(state: str, *facts: object) -> Given:
    return given(happened(reported(), by="grid-1"), *facts, state=state)  # type: ignore[arg-type]


ROADS = happened(CaseDispatched(unit="roads", round=1), by="dispatcher-1")


def test_moves_of_this_state_come_first_and_the_others_say_so() -> None:
    start = _at("reported")
    offers = list(_offers(start, "intake-1").values())
    here = [offer.move for offer in offers if offer.code != "move_not_allowed"]
    assert here == [
        "file", "decline", "withdraw", "note", "contact", "notify_authority", "supervise",
    ]  # fmt: skip
    assert [offer.move for offer in offers[: len(here)]] == here
    for offer in offers[len(here) :]:
        assert not offer.allowed
        assert (offer.fields, offer.rule) == ((), "")


def test_a_move_elsewhere_still_says_whose_it_is_and_where_it_leads() -> None:
    offers = _offers(_at("reported"), "intake-1")
    assert offers["close"] == Offer(
        move="close",
        fact="case.closed",
        target="closed",
        allowed=False,
        code="move_not_allowed",
        roles=("shift_leader",),
    )
    assert offers["reclassify"].target == ""


def test_before_there_is_a_case_only_opening_it_is_offered() -> None:
    offers = _offers(given(), "grid-1")
    assert [name for name, offer in offers.items() if offer.allowed] == ["report"]
    assert offers["report"].target == "reported"
    assert offers["report"].open_rules == ("place_in_area", "not_same_submission")
    assert offers["file"].code == "move_not_allowed"


def test_an_allowed_move_says_what_it_needs() -> None:
    offers = _offers(_at("handling", ROADS), "roads-1")
    tidy = offers["tidy"]
    assert tidy.allowed
    assert (tidy.code, tidy.rule, tidy.fact, tidy.target) == ("", "", "work.reported", "handled")
    assert tidy.open_rules == ("evidence_complete",)
    assert tidy.evidence == ("before", "after"), "the category asks for more than the move"
    assert tidy.roles == ("handler",)
    assert offers["note"].target == "handling"


def test_who_lacks_the_role_is_told_so() -> None:
    offers = _offers(_at("handling", ROADS), "firm-1")
    assert (offers["supervise"].allowed, offers["supervise"].code) == (False, "role_missing")
    assert offers["supervise"].roles == ("deputy", "supervisor")
    assert offers["supervise"].fields


def test_a_rule_that_can_be_judged_now_refuses_by_name() -> None:
    offers = _offers(_at("handling", ROADS), "firm-1")
    assert (offers["tidy"].allowed, offers["tidy"].code, offers["tidy"].rule) == (
        False,
        "not_lead_unit",
        "actor_in_lead_unit",
    )


def test_a_rule_that_reads_the_fields_is_left_open() -> None:
    refused_later = _at("handled", happened(WorkNoted(step="other"), by="checker-1"))
    offers = _offers(refused_later, "intake-1")
    assert offers["assign_check"].allowed
    assert offers["assign_check"].open_rules == ("checker_not_hands",)


def test_the_first_rule_that_does_not_hold_is_told() -> None:
    offers = _offers(_at("returned", ROADS), "shift-1")
    assert (offers["approve_return"].code, offers["approve_return"].rule) == ("no_request", "request_is_open")


def test_only_relations_that_a_person_may_draw_are_offered() -> None:
    link = single("child.linked", rules="relation_by_hand")
    start = given(happened(reported(), by="grid-1"), workflow=link, state="here")
    (offered,) = (field for field in _offers(start, "intake-1")["act"].fields if field.name == "relation")
    assert offered.choices == ("child", "penalty", "follow_up", "mediation")


def test_a_reporter_is_offered_what_is_his() -> None:
    start = given(happened(reported(reporter="resident-1"), by="intake-1"), state="reported")
    assert _offers(start, "resident-1")["withdraw"].allowed
    assert _offers(start, "resident-2")["withdraw"].code == "role_missing"


def _fields(fact: str, **more: object) -> dict[str, OfferedField]:
    made = move("here", "there", "staff", fact, **more)  # type: ignore[arg-type]
    return {field.name: field for field in offered_fields(made)}


def test_a_field_is_asked_for_by_name_kind_and_need() -> None:
    fields = _fields("case.declined")
    assert fields["reason"].kind == "choice"
    assert fields["reason"].choices[:2] == ("outside", "not_ours")
    assert fields["reason"].required
    assert fields["explanation"] == OfferedField(name="explanation", kind="text", required=True)
    assert not fields["route"].required
    assert fields["route"].choices == ("arbitration", "administrative", "court", "other_office", "police")
    assert fields["told"] == OfferedField(name="told", kind="yes_no", required=False)


def test_nobody_is_asked_for_what_is_fixed_or_follows() -> None:
    assert "title" not in _fields("case.reported")
    assert "chosen_by" not in _fields("case.dispatched", given={"chosen_by": "dispatcher"})
    assert "round" not in _fields("case.dispatched")
    assert _fields("case.signed_for") == {}


def test_what_is_filled_in_when_missing_need_not_be_given_unless_the_move_asks() -> None:
    assert not _fields("case.filed")["category"].required
    assert _fields("case.filed", requires=("category",))["category"].required
    assert _fields("case.filed")["condition"].required


def test_a_move_may_ask_for_more_than_its_fact() -> None:
    assert not _fields("case.reported")["parties"].required
    assert _fields("case.reported", min_items={"parties": 2})["parties"].required
    assert _fields("case.reported", requires=("place",))["place"].required


def test_what_a_rule_cannot_do_without_is_asked_for() -> None:
    assert not _fields("order.served")["party_id_no"].required
    assert _fields("order.served", rules="party_identified")["party_id_no"].required
    assert _fields("case.transferred", rules="receiver_receipt")["receipt_no"].required
    assert _fields("agreement.reached", rules="agreement_complete")["due_on"].required


def test_of_two_fields_of_which_one_will_do_neither_is_required_alone() -> None:
    fields = _fields("case.supplemented", requires=("text|files",))
    assert not fields["text"].required
    assert not fields["files"].required


def test_a_move_may_list_fewer_reasons() -> None:
    fields = _fields("approval.requested", reasons=("season", "funds"))
    assert fields["reason"].choices == ("season", "funds")
    assert len(fields["kind"].choices) == 6
    assert _fields("case.unmerged", reasons=("season",))["reason"].choices == ("season",)
    assert _fields("case.unmerged")["reason"].choices == ()


KINDS = {
    ("case.reported", "channel"): "choice",
    ("case.reported", "category"): "text",
    ("case.reported", "place"): "place",
    ("case.reported", "parties"): "texts",
    ("case.reported", "anonymous"): "yes_no",
    ("case.reported", "files"): "files",
    ("case.reported", "attributes"): "map",
    ("supplement.requested", "items"): "choices",
    ("assist.requested", "due_at"): "moment",
    ("work.noted", "quantity"): "decimal",
    ("case.suspended", "until"): "date",
    ("case.rated", "score"): "whole_number",
    ("agreement.reached", "due_on"): "dates",
    ("agreement.reached", "text"): "file",
    ("document.served", "receipt"): "file",
}


@pytest.mark.parametrize(("topic", "name"), sorted(KINDS))
def test_a_field_has_a_kind_a_form_can_show(topic: str, name: str) -> None:
    assert _fields(topic)[name].kind == KINDS[topic, name]


@pytest.mark.parametrize("fact", CASE_FACTS, ids=lambda fact: fact.TOPIC)
def test_every_field_anybody_gives_is_offered(fact: type[Fact]) -> None:
    plain = Move(sources=("here",), target=None, roles=(), fact=fact.TOPIC)
    offered = {field.name: field.kind for field in offered_fields(plain)}
    by_hand = [field for field in declared(fact) if not is_derived(fact.TOPIC, field.name, kind_of(plain))]
    assert offered.keys() == {field.name for field in by_hand if not field.by_name}
    asked = replace(plain, requires=tuple(field.name for field in by_hand if field.by_name))
    assert {field.name for field in offered_fields(asked)} == {field.name for field in by_hand}
    assert set(offered.values()) <= {*KINDS.values(), "degrees"}


def test_a_workflow_of_one_state_offers_its_moves() -> None:
    small = workflow({"here": "work"}, {"stay": move("here", None, "staff", "authority.notified")})
    offers = _offers(given(reported(), workflow=small), "auditor-1")
    assert offers["stay"].allowed
    assert offers["stay"].target == "here"
