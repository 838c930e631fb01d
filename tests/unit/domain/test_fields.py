"""What a command must carry: missing, wrong and foreign fields, each by its JSON Pointer, all at once."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from domain.errors import FieldMissing
from domain.facts.intake import CaseReported
from domain.values import Place
from tests.calendars import at
from tests.support.definitions import single
from tests.support.given import given, happened, started
from tests.support.samples import FIELDS, PAPER, moment, photo, reported, sent

ORDER = FIELDS["order.served"]


def _problems(topic: str, sends: dict[str, Any], by: str = "intake-1", **move: Any) -> set[tuple[str, str]]:
    opens = topic == "case.reported"
    start = given(*([] if opens else [reported()]), workflow=single(topic, opening=opens, **move))
    outcome = start.when("act", by=by, sends=sends).then("field_missing")
    assert isinstance(outcome.refusal, FieldMissing)
    return outcome.problems


def test_every_problem_is_told_at_once() -> None:
    sends = {"channel": "carrier_pigeon", "place": {"lat_deg": "north"}, "urgent": 1, "colour": "red"}
    assert _problems("case.reported", sends, requires=("narrative",)) == {
        ("/channel", "not_listed"),
        ("/place/lat_deg", "wrong_type"),
        ("/urgent", "wrong_type"),
        ("/colour", "unknown"),
        ("/narrative", "missing"),
    }


def test_a_field_the_fact_cannot_do_without_is_missing() -> None:
    assert _problems("case.declined", {}) == {("/reason", "missing"), ("/explanation", "missing")}


@pytest.mark.parametrize("blank", ["", "  ", "\t\n", "\u3000"], ids=repr)
def test_blanks_are_no_text(blank: str) -> None:
    sends = {**FIELDS["case.declined"], "explanation": blank}
    assert _problems("case.declined", sends) == {("/explanation", "missing")}
    sends = {**FIELDS["case.reported"], "place": {"address": blank, "object_id": blank}}
    assert _problems("case.reported", sends, requires=("place",)) == {("/place", "missing")}
    sends = {**FIELDS["case.reported"], "parties": ["party-1", blank]}
    assert _problems("case.reported", sends) == {("/parties/1", "missing")}


def test_a_listed_object_of_blanks_is_none() -> None:
    place = {"address": "莲花路口", "object_id": " "}
    sends = {**FIELDS["case.reported"], "place": place, "narrative": " "}
    outcome = given(workflow=single("case.reported", opening=True)).when("act", by="grid-1", sends=sends)
    assert isinstance(outcome.event.fact, CaseReported)
    assert outcome.event.fact.place == Place(address="莲花路口")
    assert outcome.event.fact.narrative == ""


@pytest.mark.parametrize("empty", [None, "", [], {}], ids=repr)
def test_a_field_the_move_asks_for_may_not_be_empty(empty: object) -> None:
    for name in ("items", "result"):
        sends = {**FIELDS["work.reported"], name: empty}
        assert (f"/{name}", "missing") in _problems("work.reported", sends, requires=(name,))


def test_a_place_that_says_nothing_is_missing() -> None:
    sends = {"channel": "grid", "place": {"crs": "EPSG:4490", "address": ""}}
    assert _problems("case.reported", sends, requires=("place",)) == {("/place", "missing")}


def test_a_place_that_says_one_thing_is_there() -> None:
    workflow = single("case.reported", opening=True, requires=("place",))
    for place in ({"address": "莲花路口"}, {"lat_deg": 30.3, "lon_deg": 120.1}):
        sends = {"channel": "grid", "place": place}
        assert given(workflow=workflow).when("act", by="grid-1", sends=sends).refusal is None


def test_an_answer_to_what_the_category_does_not_ask_is_refused() -> None:
    for topic in ("work.reported", "check.passed", "check.failed"):
        sends = {**FIELDS[topic], "items": {"cleared": True, "a/b~c": True}}
        assert _problems(topic, sends) == {("/items/a~1b~0c", "not_listed")}


def test_no_photo_is_taken_in_the_future() -> None:
    """A camera's clock may be five minutes ahead of ours."""
    workflow = single("work.reported")
    for when, fine in (("10:05", True), ("10:06", False)):
        files = sent(photo(taken=at("2026-03-03 09:00")), photo(taken=at(f"2026-03-03 {when}")))
        sends = {**FIELDS["work.reported"], "files": files}
        outcome = given(reported(), workflow=workflow).when(
            "act", by="intake-1", sends=sends, now=at("2026-03-03 10:00")
        )
        if fine:
            assert outcome.refusal is None
            continue
        assert isinstance(outcome.refusal, FieldMissing)
        assert outcome.problems == {("/files/1/taken_at", "in_the_future")}
    minutes = {**PAPER, "taken_at": moment("2027-03-03 10:00")}
    sends = {**FIELDS["decision.issued"], "text": minutes}
    assert _problems("decision.issued", sends) == {("/text/taken_at", "in_the_future")}


@pytest.mark.parametrize("zero", [0, False])
def test_zero_and_no_are_answers(zero: object) -> None:
    sends = {"doc": "other", "to": "party-1", "amount": zero} if zero is not False else {
        "subject": "resident-1", "purpose": "inform", "reached": zero}  # fmt: skip
    topic, name = ("document.served", "amount") if zero is not False else ("contact.made", "reached")
    outcome = given(reported(), workflow=single(topic, requires=(name,))).when(
        "act", by="intake-1", sends=sends
    )
    assert getattr(outcome.event.fact, name) == zero


def test_one_of_two_will_do_when_the_move_says_so() -> None:
    asks = single("case.supplemented", requires=("text|files",))
    start = given(reported(), workflow=asks)
    for sends in ({"text": "补充"}, {"files": [{"id": "f", "sha256": "0"}]}):
        assert start.when("act", by="intake-1", sends=sends).refusal is None
    outcome = start.when("act", by="intake-1", sends={"text": "", "files": []}).then("field_missing")
    assert outcome.problems == {("/text", "missing")}
    assert outcome.refusal is not None
    (problem,) = outcome.refusal.facts["problems"]
    assert problem.expected == "text or files"


def test_a_list_needs_as_many_as_the_move_says() -> None:
    assert _problems("supplement.requested", {"items": []}, min_items={"items": 1}) == {("/items", "too_few")}
    two = {**ORDER, "officers": ["officer-1"]}
    outcome = given(reported(), workflow=single("order.served", min_items={"officers": 2})).when(
        "act", by="officer-1", sends=two
    )
    assert outcome.problems == {("/officers", "too_few")}
    assert outcome.refusal is not None
    (problem,) = outcome.refusal.facts["problems"]
    assert problem.expected == "at least 2"
    enough = given(reported(), workflow=single("order.served", min_items={"officers": 2})).when(
        "act", by="officer-1", sends=ORDER
    )
    assert enough.refusal is None


@pytest.mark.parametrize("wrong", [5, True, 1.5, "officer-1"], ids=repr)
def test_what_is_no_list_is_told_as_such(wrong: object) -> None:
    sends = {**ORDER, "officers": wrong}
    assert ("/officers", "wrong_type") in _problems(
        "order.served", sends, "officer-1", min_items={"officers": 1}
    )


def test_a_list_that_is_missing_and_too_short_is_told_once() -> None:
    problems = _problems("supplement.requested", {}, min_items={"items": 1})
    assert problems == {("/items", "too_few")}


def test_nobody_types_what_the_move_fixes_or_what_follows_from_the_case() -> None:
    sends = {**FIELDS["check.failed"], "level": "street"}
    assert _problems("check.failed", sends, given={"level": "desk"}) == {("/level", "not_yours_to_give")}
    assert _problems("case.reported", {"channel": "grid", "title": "我的标题"}) == {
        ("/title", "not_yours_to_give")
    }
    by_hand = {"unit": "roads", "chosen_by": "rota"}
    assert _problems("case.dispatched", by_hand, given={"chosen_by": "dispatcher"}) == {
        ("/chosen_by", "not_yours_to_give")
    }
    assert ("/round", "not_yours_to_give") in _problems("case.dispatched", {"unit": "roads", "round": 7})


def test_what_follows_from_the_case_is_not_asked_of_anybody() -> None:
    start = given(reported(), workflow=single("case.signed_for", requires=("unit", "person")))
    assert start.when("act", by="roads-1").refusal is None


def test_pointers_lead_into_lists_and_through_odd_names() -> None:
    sends = {
        "channel": "grid",
        "files": [{"id": "f", "sha256": "0"}, {"id": "g", "sha256": "0", "a/b~c": 1}],
        "attributes": {"x/y": 1.5},
    }
    assert _problems("case.reported", sends) == {
        ("/files/1/a~1b~0c", "unknown"),
        ("/attributes/x~1y", "wrong_type"),
    }


BAD_PLACES: list[dict[str, Any]] = [
    {"lat_deg": float("inf"), "lon_deg": 120.0},
    {"lat_deg": 10**400, "lon_deg": 120.0},
    {"lat_deg": float("nan"), "lon_deg": 120.0},
    {"lat_deg": 30.0, "lon_deg": float("-inf")},
    {"lat_deg": 30.0, "lon_deg": "120"},
    {"lat_deg": 181, "lon_deg": 0},
]


@pytest.mark.parametrize("place", BAD_PLACES, ids=lambda place: repr(place)[:40])
def test_a_place_that_is_none_is_a_wrong_field_also_where_its_distance_is_measured(
    place: dict[str, Any],
) -> None:
    problems = _problems("check.passed", {"items": {"cleared": 1}, "place": place}, "checker-1")
    assert {pointer for pointer, _ in problems} <= {"/place/lat_deg", "/place/lon_deg"}


def test_a_time_outside_of_this_century_is_no_time() -> None:
    due = {**FIELDS["assist.requested"], "due_at": "1999-12-31T00:00:00Z"}
    assert _problems("assist.requested", due) == {("/due_at", "wrong_type")}
    until = {"ground": "appraisal", "until": "2150-01-01"}
    assert _problems("case.suspended", until) == {("/until", "wrong_type")}
    assert _problems("case.suspended", {**until, "until": "9999-12-31"}) == {("/until", "wrong_type")}


def test_a_category_nobody_knows_is_not_listed() -> None:
    assert _problems("case.reported", {"channel": "grid", "category": "dragons"}) == {
        ("/category", "not_listed")
    }
    for no_text in (5, ["litter"]):
        assert _problems("case.reported", {"channel": "grid", "category": no_text}) == {
            ("/category", "wrong_type")
        }
    assert _problems("case.reclassified", {"new": "dragons", "reason": "-"}) == {("/new", "not_listed")}


def test_a_clock_that_does_not_run_cannot_be_extended() -> None:
    sends = FIELDS["extension.granted"]
    running = happened(reported(), clocks=[started("mediate", at("2026-04-01 24:00"))])
    workflow = single("extension.granted")
    assert given(running, workflow=workflow).when("act", by="mediator-1", sends=sends).refusal is None
    outcome = given(reported(), workflow=workflow).when("act", by="mediator-1", sends=sends)
    assert outcome.then("field_missing").problems == {("/old_due_at", "missing")}
    other = {**sends, "clock": "perform", "new_due_at": moment("2026-05-01 12:00")}
    assert given(running, workflow=workflow).when("act", by="mediator-1", sends=other).problems == {
        ("/old_due_at", "missing")
    }


def test_no_category_is_none_and_a_workflow_without_categories_takes_any() -> None:
    workflow = single("case.reported", opening=True)
    sends = {"channel": "grid", "category": ""}
    assert given(workflow=workflow).when("act", by="grid-1", sends=sends).refusal is None
    listless = replace(workflow, categories={})
    sends = {"channel": "grid", "category": "dragons"}
    assert given(workflow=listless).when("act", by="grid-1", sends=sends).refusal is None
