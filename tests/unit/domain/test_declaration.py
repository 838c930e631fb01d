"""How facts declare their fields, and that every one of them says who may read it."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Annotated

import pytest

from domain.declaration import Declared, declared
from domain.facts import BY_TOPIC, CASE_FACTS, OFFICE_FACTS
from domain.facts.schema import INTERNAL, PERSONAL_OR_CONFIDENTIAL, PUBLIC, Fact, Limits, OneOf, one_of

ALL = sorted(BY_TOPIC.values(), key=lambda fact: fact.TOPIC)


@dataclass(frozen=True)
class Shapes:
    """Fields of every shape a declaration can have."""

    bare: int
    listed: Annotated[str, PUBLIC, one_of("a")]
    maybe: Annotated[str | None, INTERNAL, Limits(1, 2)] = None
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
        default=None,
    )
    assert (listed.base, listed.level, listed.listed, listed.limits) == (str, PUBLIC, OneOf(("a",)), None)
    assert listed.required
    assert (maybe.base, maybe.optional, maybe.required, maybe.default) == (str, True, False, None)
    assert (maybe.level, maybe.limits) == (INTERNAL, Limits(1, 2))
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


def test_what_is_personal_may_be_confidential_in_some_matters() -> None:
    assert PERSONAL_OR_CONFIDENTIAL.level == 2
    assert "mediation" in PERSONAL_OR_CONFIDENTIAL.confidential_in
    assert PUBLIC.confidential_in == ()
