"""Whose data a corrected text holds, so that it is erased with that person."""

from __future__ import annotations

from typing import Any

import pytest

from domain.changing import replace
from domain.facts.correcting import RecordCorrected
from domain.facts.enforcement import OrderServed
from domain.facts.schema import Fact
from tests.support.definitions import single
from tests.support.given import NOW, given
from tests.support.samples import FIELDS, reported

ORDER = OrderServed(
    order_no="责改7号",
    act="vending",
    party="party-1",
    party_name="当事人",
    officers=("officer-1",),
    term_due_at=NOW,
    items="-",
)


def _corrected(*facts: Fact, event: str, field: str) -> str | None:
    start = given(*facts, workflow=single("record.corrected"))
    sends = {**FIELDS["record.corrected"], "fact": event, "field": field}
    fact = start.when("act", by="steward-1", sends=sends).event.fact
    assert isinstance(fact, RecordCorrected)
    return fact.subject


@pytest.mark.parametrize(
    ("report", "field", "subject"),
    [
        ({"reporter": "resident-1", "reporter_phone": "0571-1"}, "reporter_phone", "resident-1"),
        ({"reporter_name": "诉求人"}, "reporter_name", "case-1/reporter"),
        ({"reporter": "resident-1", "reporter_phone": "0571-1"}, "narrative", None),
        ({"reporter": "resident-1"}, "reporter_phone", None),
    ],
)
def test_a_correction_is_about_whom_the_text_is_about(
    report: dict[str, Any], field: str, subject: str | None
) -> None:
    assert _corrected(reported(**report), event="event-1", field=field) == subject


def test_a_correction_of_an_order_is_about_its_party_also_when_there_is_a_later_one() -> None:
    orders = (ORDER, replace(ORDER, party="party-2"))
    assert _corrected(reported(), *orders, event="event-2", field="party_name") == "party-1"


def test_nobody_says_whom_a_correction_is_about() -> None:
    start = given(reported(), workflow=single("record.corrected"))
    sends = {**FIELDS["record.corrected"], "subject": "resident-9"}
    outcome = start.when("act", by="steward-1", sends=sends).then("field_missing")
    assert outcome.problems == {("/subject", "not_yours_to_give")}
