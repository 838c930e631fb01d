"""Facts of older schemas are brought to the present one; a chain that is not whole is refused at the start."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated, Any

import pytest

from domain.facts.schema import PUBLIC, Fact
from tests.support.log_events import event
from workflows.log import Undecodable, encode_event
from workflows.log.codec import Decoder
from workflows.log.errors import BadUpcasters
from workflows.log.upcasting import Upcaster, Upcasters


@dataclass(frozen=True, kw_only=True)
class RoleTakenNow(Fact):
    """The third schema of a fact: the person is a list, and there is a reason."""

    TOPIC = "role.taken"
    SCHEMA = 3
    persons: Annotated[tuple[str, ...], PUBLIC]
    role: Annotated[str, PUBLIC]
    unit: Annotated[str, PUBLIC]
    reason: Annotated[str, PUBLIC]


def many_persons(data: dict[str, Any]) -> dict[str, Any]:
    return {**data, "persons": [data["person"]]}


def with_reason(data: dict[str, Any]) -> dict[str, Any]:
    return {**data, "reason": "unknown"}


FIRST, SECOND = Upcaster("role.taken", 1, many_persons), Upcaster("role.taken", 2, with_reason)
FACTS: dict[str, type[Fact]] = {"role.taken": RoleTakenNow}


def test_an_old_fact_is_read_as_the_present_one() -> None:
    decode = Decoder(FACTS, Upcasters([SECOND, FIRST], FACTS))

    fact = decode(encode_event(event())).fact

    assert fact == RoleTakenNow(persons=("case-1/1",), role="r", unit="u", reason="unknown")


def test_one_in_between_takes_the_steps_that_are_left() -> None:
    decode = Decoder(FACTS, Upcasters([FIRST, SECOND], FACTS))
    row = encode_event(event())
    row = row._replace(
        data=b'{"persons":["a","b"],"role":"r","unit":"u"}',
        metadata=row.metadata.replace('"schema":1', '"schema":2'),
    )

    assert decode(row).fact == RoleTakenNow(persons=("a", "b"), role="r", unit="u", reason="unknown")


@pytest.mark.parametrize(
    ("steps", "told"),
    [
        ([FIRST], r"needs steps from \[1, 2\], has \[1\]"),
        ([SECOND], r"has \[2\]"),
        ([], r"has \[\]"),
        ([FIRST, SECOND, replace(SECOND, since=3)], r"has \[1, 2, 3\]"),
        ([FIRST, SECOND, FIRST], "Two upcasters are for role.taken from schema 1"),
        ([FIRST, SECOND, replace(FIRST, topic="no.such")], "no fact has"),
    ],
)
def test_a_chain_that_is_not_whole_is_refused(steps: list[Upcaster], told: str) -> None:
    with pytest.raises(BadUpcasters, match=told):
        Upcasters(steps, FACTS)


@pytest.mark.parametrize("schema", [0, 4])
def test_a_schema_that_is_not_known_makes_the_fact_undecodable(schema: int) -> None:
    decode = Decoder(FACTS, Upcasters([FIRST, SECOND], FACTS))
    row = encode_event(event())
    row = row._replace(metadata=row.metadata.replace('"schema":1', f'"schema":{schema}'))

    with pytest.raises(Undecodable, match="not known here"):
        decode(row)


def test_a_step_that_fails_names_the_fact() -> None:
    broken = replace(FIRST, change=lambda data: {"persons": data["nobody"]})
    decode = Decoder(FACTS, Upcasters([broken, SECOND], FACTS))

    with pytest.raises(Undecodable, match="nobody"):
        decode(encode_event(event()))
