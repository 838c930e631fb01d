"""Facts to plain data and back: what is left out, what is refused, what an old log may still hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Annotated, Any

import pytest

from domain.codec import LIST_LIMIT, TEXT_LIMIT, FieldProblem, Unreadable, from_data, parse, to_data
from domain.facts import CASE_FACTS
from domain.facts.dispatch import ContactMade
from domain.facts.intake import CaseReported, SupplementRequested
from domain.facts.schema import INTERNAL, PUBLIC, Fact, Limits, one_of
from domain.facts.work import CaseRated, WorkNoted
from domain.values import File, Place
from tests.support.samples import FIELDS


@dataclass(frozen=True, kw_only=True)
class Inner:
    """A value inside of a fact."""

    name: str
    size: int = 3


@dataclass(frozen=True, kw_only=True)
class Everything(Fact):
    """A fact with a field of every kind."""

    TOPIC = "test.everything"
    text: Annotated[str, PUBLIC, Limits(1, 5)]
    choice: Annotated[str, PUBLIC, one_of("a", "b")] = "a"
    choices: Annotated[tuple[str, ...], PUBLIC, one_of("a", "b"), Limits(0, 2)] = ()
    number: Annotated[int | None, INTERNAL, Limits(1, None)] = None
    most: Annotated[int | None, INTERNAL, Limits(None, 9)] = None
    inner: Annotated[Inner | None, INTERNAL] = None
    inners: Annotated[tuple[Inner, ...], INTERNAL] = ()
    amount: Annotated[Decimal | None, INTERNAL] = None
    day: Annotated[date | None, INTERNAL] = None
    at: Annotated[datetime | None, INTERNAL] = None
    yes: Annotated[bool, INTERNAL] = True
    more: Annotated[Mapping[str, str | int | bool] | None, INTERNAL] = None


def _problems(data: Any, cls: type = Everything) -> set[tuple[str, str, str]]:
    with pytest.raises(Unreadable) as caught:
        parse(cls, data)
    return {(one.pointer, one.problem, one.expected) for one in caught.value.problems}


def test_what_is_empty_by_default_is_left_out_and_every_other_default_is_written() -> None:
    assert to_data(Everything(text="x")) == {"text": "x", "choice": "a", "yes": True}
    assert to_data(Everything(text="", yes=False)) == {"text": "", "choice": "a", "yes": False}
    assert to_data(Inner(name="")) == {"name": "", "size": 3}


def test_what_is_empty_but_not_by_default_is_written() -> None:
    assert to_data(Everything(text="x", choice=""))["choice"] == ""
    assert to_data(Everything(text="x", more={}))["more"] == {}


def test_values_become_plain_data() -> None:
    moment = datetime(2026, 9, 30, 16, 30, 0, 5, tzinfo=timezone(timedelta(hours=8)))
    fact = Everything(
        text="x",
        choices=("b",),
        number=0,
        inner=Inner(name="n"),
        inners=(Inner(name="m", size=1),),
        amount=Decimal("1E+2"),
        day=date(2026, 9, 30),
        at=moment,
        more={"k": True},
    )
    assert to_data(fact) == {
        "text": "x",
        "choice": "a",
        "choices": ["b"],
        "number": 0,
        "inner": {"name": "n", "size": 3},
        "inners": [{"name": "m", "size": 1}],
        "amount": "100",
        "day": "2026-09-30",
        "at": "2026-09-30T08:30:00.000005Z",
        "yes": True,
        "more": {"k": True},
    }
    assert from_data(Everything, to_data(fact)) == fact
    assert parse(Everything, {**to_data(fact), "number": 1}).at == moment
    assert to_data(frozenset({"a"})) == ["a"]
    assert to_data({1: [Decimal(2)]}) == {"1": ["2"]}
    assert to_data(Everything) is Everything


@pytest.mark.parametrize("fact", CASE_FACTS, ids=lambda fact: fact.TOPIC)
def test_every_fact_comes_back_as_it_was_said(fact: type[Fact]) -> None:
    known = {**FIELDS[fact.TOPIC]}
    for name, value in REST.get(fact.TOPIC, {}).items():
        known.setdefault(name, value)
    said = parse(fact, known)
    assert from_data(fact, to_data(said)) == said
    assert parse(fact, to_data(said)) == said


REST: dict[str, dict[str, Any]] = {
    "case.supplemented": {"by": "reporter"},
    "case.filed": {"case_no": "XF-1", "limit_profile": "standard"},
    "deadline.passed": {"kind": "duty", "due_at": "2026-03-02T09:00:00+08:00"},
    "ledger.posted": {"account": "resident-1", "entry": "subsidy", "amount": 800, "day": "2026-03-03"},
    "case.migrated": {"from_digest": "digest-by-hand"},
    "task.opened": {"since": "2026-02-25", "until": "2026-03-03"},
    "plan.approved": {"since": "2026-03-04", "version": 1},
    "case.reclassified": {"old": "litter"},
    "case.unmerged": {"master": "case-2"},
    "case.dispatched": {"round": 1},
    "case.reassigned": {"from_unit": "roads"},
    "case.signed_for": {"unit": "roads", "person": "roads-1"},
    "case.returned": {"unit": "roads", "nth": 1},
    "assist.requested": {"assist": "assist-1"},
    "case.escalated": {"from_level": "desk"},
    "supervision.started": {"due_at": "2026-03-03T09:30:00Z"},
    "approval.refused": {"kind": "return"},
    "extension.granted": {"old_due_at": "2026-03-03T09:30:00Z", "nth": 1},
    "deadline.changed": {
        "old_due_at": "2026-03-03T09:30:00Z",
        "new_due_at": "2026-03-04T09:30:00Z",
        "calendar": "cn-2026.2",
    },
    "check.assigned": {"unit": "desk", "level": "street"},
    "check.passed": {"level": "street", "distance": "12.5"},
    "check.failed": {"level": "street"},
    "case.reopened": {"round": 2},
    "case.evaluated": {"indicators": {"reworks": 1}, "formula": "case.v1"},
    "checklist.recorded": {"list": "litter", "version": 1},
    "people.freed": {"trapped": 40},
    "correction.confirmed": {"order_no": "责改1号"},
    "correction.missed": {"order_no": "责改1号"},
    "alarm.observed": {"device": "gateway-1", "count": 2},
    "case.self_corrected": {"after": 30},
}


def test_what_is_missing_wrong_or_unknown_is_told_where() -> None:
    assert _problems({}) == {("/text", "missing", "")}
    assert _problems({"text": None}) == {("/text", "missing", "")}
    assert _problems({"text": 1, "odd": 1}) == {("/text", "wrong_type", "text"), ("/odd", "unknown", "")}
    assert _problems([]) == {("", "wrong_type", "object")}
    assert _problems({"text": "x", "inner": "n"}) == {("/inner", "wrong_type", "object")}
    assert _problems({"text": "x", "inner": {"size": 1}}) == {("/inner/name", "missing", "")}
    assert _problems({"text": "x", "inners": [{"name": "a"}, {"name": 1}, 7]}) == {
        ("/inners/1/name", "wrong_type", "text"),
        ("/inners/2", "wrong_type", "object"),
    }
    assert _problems({"text": "x", "inner": {"name": "n", "a/b~": 1}}) == {("/inner/a~1b~0", "unknown", "")}


def test_nothing_given_for_what_has_a_default_is_the_default() -> None:
    said = parse(Everything, {"text": "x", "choice": None, "yes": None, "inners": None, "inner": None})
    assert said == Everything(text="x")


@pytest.mark.parametrize(
    ("name", "value", "problem", "expected"),
    [
        ("choice", "c", "not_listed", "a | b"),
        ("choices", ["a", "c"], "not_listed", "a | b"),
        ("choices", ["a", "b", "a"], "out_of_range", "0..2"),
        ("choices", "a", "wrong_type", "list of at most 500"),
        ("choices", {"a": "b"}, "wrong_type", "list of at most 500"),
        ("choices", [1], "wrong_type", "text"),
        ("number", 0, "out_of_range", "1..None"),
        ("most", 10, "out_of_range", "None..9"),
        ("number", True, "wrong_type", "whole number"),
        ("yes", 1, "wrong_type", "true or false"),
        ("more", [], "wrong_type", "object"),
        ("more", {"a": 2**53}, "wrong_type", "text, whole number or true/false"),
        ("amount", "many", "wrong_type", "decimal number as text"),
        ("day", "30.9.2026", "wrong_type", "date, such as 2026-09-30"),
        ("at", "2026-09-30", "wrong_type", "moment with offset, such as 2026-09-30T16:30:00+08:00"),
    ],
)
def test_a_wrong_value_is_told_with_what_would_be_right(
    name: str, value: object, problem: str, expected: str
) -> None:
    told = _problems({"text": "x", name: value})
    assert {(pointer.split("/")[1], what, right) for pointer, what, right in told} == {
        (name, problem, expected)
    }


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("text", "12345"),
        ("text", "1"),
        ("choices", ["a", "b"]),
        ("number", 1),
        ("number", 10**9),
        ("most", 9),
    ],
)
def test_a_bound_is_within(name: str, value: object) -> None:
    assert to_data(parse(Everything, {"text": "x", name: value}))[name] == value


@pytest.mark.parametrize("text", ["", "123456"])
def test_a_text_has_a_length(text: str) -> None:
    assert _problems({"text": text}) == {("/text", "out_of_range", "1..5")}


def test_a_value_of_the_wrong_kind_is_not_measured_as_well() -> None:
    assert _problems({"text": 5}) == {("/text", "wrong_type", "text")}
    assert _problems({"text": "x", "choices": [1, "c"]}) == {("/choices/0", "wrong_type", "text")}


def test_one_wrong_field_does_not_hide_that_another_is_measured() -> None:
    assert _problems({"text": 5, "choice": "c"}) == {
        ("/text", "wrong_type", "text"),
        ("/choice", "not_listed", "a | b"),
    }


def test_texts_and_lists_have_an_end() -> None:
    told = {"channel": "app", "narrative": "长" * TEXT_LIMIT}
    assert parse(CaseReported, told).narrative == "长" * TEXT_LIMIT
    assert _problems({**told, "narrative": "长" * (TEXT_LIMIT + 1)}, CaseReported) == {
        ("/narrative", "too_long", "at most 10000 characters")
    }
    many = {"channel": "app", "parties": ["p"] * LIST_LIMIT}
    assert len(parse(CaseReported, many).parties) == LIST_LIMIT
    assert _problems({**many, "parties": ["p"] * (LIST_LIMIT + 1)}, CaseReported) == {
        ("/parties", "wrong_type", "list of at most 500")
    }
    keys = {f"k{n}": 1 for n in range(LIST_LIMIT)}
    assert parse(CaseReported, {"channel": "app", "attributes": keys}).attributes == keys
    assert _problems({"channel": "app", "attributes": {**keys, "one": 1}}, CaseReported) == {
        ("/attributes", "wrong_type", "object")
    }


def test_attributes_are_texts_whole_numbers_and_answers() -> None:
    fine = {"a": "长" * TEXT_LIMIT, "b": 7, "c": False}
    assert parse(CaseReported, {"channel": "app", "attributes": fine}).attributes == fine
    bad = {"a": "长" * (TEXT_LIMIT + 1), "b": 1.5, "c/d~": None, "e": [], "f": "x"}
    assert _problems({"channel": "app", "attributes": bad}, CaseReported) == {
        (f"/attributes/{key}", "wrong_type", "text, whole number or true/false")
        for key in ("a", "b", "c~1d~0", "e")
    }


@pytest.mark.parametrize(
    "amount", ["1E+40", "1E-40", "1E+999999", "1E-999999", "1E+30", "12E-29", "0." + "0" * 27 + "12"]
)
def test_an_amount_that_could_not_be_read_back_is_none(amount: str) -> None:
    assert _problems({"step": "progress", "quantity": amount}, WorkNoted) == {
        ("/quantity", "wrong_type", "decimal number as text")
    }


@pytest.mark.parametrize(
    "amount", ["1E+20", "1E+29", "1E-28", "0E+9", "-0.5", "12", "123456789012345678901234567890", " 7 "]
)
def test_an_amount_that_is_accepted_is_read_back(amount: str) -> None:
    said = parse(WorkNoted, {"step": "progress", "quantity": amount})
    assert said.quantity == Decimal(amount)
    assert from_data(WorkNoted, to_data(said)) == said


def test_an_old_log_may_hold_what_nobody_may_send_any_more() -> None:
    told = from_data(ContactMade, {"subject": "s", "purpose": "sing", "reached": True, "since": "1.2"})
    assert told.purpose == "sing"
    assert from_data(CaseRated, {"score": 9, "solved": "yes"}).score == 9
    long = from_data(CaseReported, {"channel": "app", "narrative": "长" * (TEXT_LIMIT + 1)})
    assert len(long.narrative) == TEXT_LIMIT + 1
    place = from_data(Place, {"address": "a", "floor": 3})
    assert place == Place(address="a")


def test_an_old_log_must_hold_what_the_fact_cannot_do_without() -> None:
    with pytest.raises(Unreadable) as caught:
        from_data(ContactMade, {"subject": "s", "purpose": "inform"})
    assert caught.value.problems == (FieldProblem("/reached", "missing"),)
    with pytest.raises(Unreadable):
        from_data(ContactMade, {"subject": 1, "purpose": "inform", "reached": True})


def test_the_message_names_every_problem() -> None:
    with pytest.raises(Unreadable) as caught:
        parse(SupplementRequested, {"told_by": "smoke"})
    assert str(caught.value) == "/items: missing; /told_by: not_listed phone | sms | visit | web | letter"


def test_a_file_says_where_and_when() -> None:
    data = {
        "id": "f",
        "sha256": "0" * 64,
        "taken_at": "2026-03-02T15:00:00+08:00",
        "place": {"lat_deg": 30, "lon_deg": 120.5},
    }
    file = parse(File, data)
    assert file.taken_at == datetime(2026, 3, 2, 7, tzinfo=UTC)
    assert file.place == Place(lat_deg=30.0, lon_deg=120.5)


@dataclass(frozen=True)
class Made:
    """A record whose default is made anew each time."""

    members: Mapping[str, str] = field(default_factory=dict)


def test_a_default_that_is_made_is_no_required_field() -> None:
    assert parse(Made, {}) == Made()
    assert to_data(Made()) == {"members": {}}
