"""Facts that name cases: which, and what is left of a fact's fields for whom some of these are not there."""

from __future__ import annotations

from datetime import date

import pytest

from api.named_cases import NOT_THERE, cases_named, without
from domain.codec import to_data
from domain.declaration import declared
from domain.facts import BY_TOPIC
from domain.facts.dispatch import ChildLinked
from domain.facts.intake import CaseMerged, CaseReported
from domain.facts.schema import CASE, Fact
from domain.facts.tasks import TaskOpened

MERGED = CaseMerged(master="case-1", ground="same_place")
DAY = date(2026, 3, 2)
TASK = TaskOpened(kind="root_cause", rule="same_place", since=DAY, until=DAY, cases=("case-1", "case-2"))
LINKED = ChildLinked(child="case-3", relation="child")
PLAIN = CaseReported(channel="hotline", title="case-1")


def test_every_case_that_is_named() -> None:
    assert list(cases_named([MERGED, TASK, LINKED, PLAIN])) == ["case-1", "case-1", "case-2", "case-3"]


@pytest.mark.parametrize(
    ("fact", "left"),
    [
        (MERGED, {"master": NOT_THERE}),
        (TASK, {"cases": ["case-2"]}),
        (LINKED, {"child": "case-3"}),
        (PLAIN, {"title": "case-1"}),
    ],
)
def test_what_is_not_there_is_left_out_of_several_and_hidden_where_it_stands_alone(
    fact: Fact, left: dict[str, object]
) -> None:
    fields = to_data(fact)
    assert without(frozenset({"case-1"}), fact, fields) == {**fields, **left}
    assert without(frozenset(), fact, fields) == fields


def test_what_is_hidden_already_stays_so() -> None:
    assert without(frozenset({"case-1"}), MERGED, {"master": NOT_THERE}) == {"master": NOT_THERE}


def test_a_case_is_named_by_a_text_or_a_list_of_texts() -> None:
    """Nothing else could be left out."""
    fields = [field for fact in BY_TOPIC.values() for field in declared(fact) if field.names == CASE]
    assert len(fields) > 10
    assert {str(field.base) for field in fields} == {"<class 'str'>", "tuple[str, ...]"}
