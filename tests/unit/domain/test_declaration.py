"""How facts declare their fields, and that every one of them says who may read it."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Annotated

import pytest

from domain.declaration import Declared, declared
from domain.facts import BY_TOPIC, CASE_FACTS, OFFICE_FACTS
from domain.facts.schema import (
    INTERNAL,
    PERSONAL_OR_CONFIDENTIAL,
    PUBLIC,
    UNIT,
    Fact,
    Limits,
    OneOf,
    one_of,
)

ALL = sorted(BY_TOPIC.values(), key=lambda fact: fact.TOPIC)


AS_WRITTEN = frozenset(
    {
        "area", "calendar", "case_no", "digest", "doc_no", "entry", "formula", "from_digest", "grid", "legal_review",
        "kids", "name_en", "name_zh", "order_no", "post_en", "post_zh", "public_reason", "public_summary",
        "receipt_no", "request", "source_no", "stop", "timezone", "title", "to_digest", "unit", "workflow", "duties",
    }
)  # fmt: skip
"""Texts anybody may read that are shown as they are: numbers of papers, codes, digests, what somebody wrote."""


@dataclass(frozen=True)
class Shapes:
    """Fields of every shape a declaration can have."""

    bare: int
    listed: Annotated[str, PUBLIC, one_of("a")]
    maybe: Annotated[str | None, INTERNAL, UNIT, Limits(1, 2)] = None
    either: int | str | None = None
    members: tuple[str, ...] = ()
    made: dict[str, str] = dataclasses.field(default_factory=dict)


def test_a_declaration_is_read_in_order() -> None:
    bare, listed, maybe, either, members, made = declared(Shapes)
    assert bare == Declared(
        name="bare",
        base=int,
        optional=False,
        required=True,
        level=None,
        listed=None,
        limits=None,
        names=None,
        concerns=None,
        default=None,
    )
    assert (listed.base, listed.level, listed.listed, listed.limits) == (str, PUBLIC, OneOf(("a",)), None)
    assert listed.required
    assert (maybe.base, maybe.optional, maybe.required, maybe.default) == (str, True, False, None)
    assert (maybe.level, maybe.limits, maybe.names) == (INTERNAL, Limits(1, 2), UNIT)
    assert (either.base, either.optional) == (int | str, True)
    assert (members.base, members.optional, members.default) == (tuple[str, ...], False, ())
    assert not made.required


def test_topics_are_told_apart() -> None:
    assert len(BY_TOPIC) == len(CASE_FACTS) + len(OFFICE_FACTS)
    assert all(topic == BY_TOPIC[topic].TOPIC for topic in BY_TOPIC)


@pytest.mark.parametrize("fact", ALL, ids=lambda fact: fact.TOPIC)
def test_every_field_of_every_fact_has_a_class(fact: type[Fact]) -> None:
    for field in declared(fact):
        assert field.level is not None, field.name
        assert field.level.level in range(4)


@pytest.mark.parametrize("fact", ALL, ids=lambda fact: fact.TOPIC)
def test_whatever_has_a_bound_has_an_upper_one(fact: type[Fact]) -> None:
    """Otherwise what is worked out, and so never read from what somebody sent, could be more than the log can hold."""
    for field in declared(fact):
        assert field.limits is None or field.limits.most is not None, field.name


@pytest.mark.parametrize("fact", ALL, ids=lambda fact: fact.TOPIC)
def test_every_text_that_is_no_prose_lists_its_values_or_says_what_it_names(fact: type[Fact]) -> None:
    """Otherwise a page would show an id or a key where its reader expects a name."""
    for field in declared(fact):
        is_prose = field.level is not None and field.level.level >= 2
        if "str" in str(field.base) and not is_prose and field.name not in AS_WRITTEN:
            assert field.names or field.listed, field.name


def test_what_is_personal_may_be_confidential_in_some_matters() -> None:
    assert PERSONAL_OR_CONFIDENTIAL.level == 2
    assert "mediation" in PERSONAL_OR_CONFIDENTIAL.confidential_in
    assert PUBLIC.confidential_in == ()
