"""What the system names where a person would choose, and that nobody else is helped so."""

from __future__ import annotations

from typing import Any

import pytest

from domain.facts.dispatch import CaseDispatched
from domain.values import Place
from tests.support.definitions import single
from tests.support.given import given, happened
from tests.support.samples import FIELDS, HERE, reported
from tests.support.small_office import EAST


def _sent(topic: str, left_out: str) -> dict[str, Any]:
    return {name: value for name, value in FIELDS[topic].items() if name != left_out}


@pytest.mark.parametrize(
    ("report", "subject"),
    [
        ({"parties": ("shop-1", "shop-2")}, "shop-1"),
        ({"place": Place(object_id="kitchen-7")}, "kitchen-7"),
        ({"channel": "device", "device": "meter-3"}, "meter-3"),
    ],
)
def test_it_writes_to_the_party_the_object_or_whoever_the_device_belongs_to(
    report: dict[str, Any], subject: str
) -> None:
    start = given(reported(**report), workflow=single("contact.made"))
    fact = start.when("act", by="system", sends=_sent("contact.made", "subject")).event.fact
    assert getattr(fact, "subject", "") == subject


def test_it_gives_a_case_to_the_first_unit_on_the_duty_list() -> None:
    start = given(reported(), workflow=single("case.dispatched"))
    fact = start.when("act", by="system", sends=_sent("case.dispatched", "unit")).event.fact
    assert isinstance(fact, CaseDispatched)
    assert fact.unit == EAST, "of those with the duty, the first by id"


def test_it_sends_the_community_the_case_lies_in() -> None:
    roads = happened(CaseDispatched(unit="roads", round=1))
    start = given(reported(place=HERE), roads, workflow=single("case.reassigned"))
    assert (
        getattr(start.when("act", by="system", sends={"reason": "duty_changed"}).event.fact, "unit", "")
        == EAST
    )


@pytest.mark.parametrize(("topic", "field"), [("contact.made", "subject"), ("case.dispatched", "unit")])
def test_a_person_names_it_himself(topic: str, field: str) -> None:
    start = given(reported(parties=("shop-1",)), workflow=single(topic))
    outcome = start.when("act", by="intake-1", sends=_sent(topic, field))
    assert outcome.then("field_missing").problems == {(f"/{field}", "missing")}


def test_what_nothing_follows_from_is_missing_for_the_system_too() -> None:
    start = given(reported(place=None), workflow=single("contact.made"))
    outcome = start.when("act", by="system", sends=_sent("contact.made", "subject"))
    assert outcome.then("field_missing").problems == {("/subject", "missing")}
