"""No read model holds a field of class 2 or 3: marks are planted in all of them and looked for in every row."""

from __future__ import annotations

import dataclasses
import typing
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from domain.declaration import Declared, declared
from domain.envelope import Envelope, Event
from domain.facts import BY_TOPIC, CASE_FACTS
from domain.facts.schema import Fact
from domain.facts.work import CaseClosed
from projections.accesses import ACCESSES
from projections.board import BOARD
from projections.closed_loop import CLOSED_LOOP
from projections.columns import writer
from projections.disputes import DISPUTES
from projections.projection import Projection
from projections.rates import RATES
from projections.timeline import TIMELINE
from tests.support.histories import BEGIN

MODELS: tuple[Projection[Any], ...] = (BOARD, TIMELINE, CLOSED_LOOP, RATES, DISPUTES, ACCESSES)
PERSONAL = 2
MARK = "机密"
MARKED_NUMBER = 987_654_321
PLAIN: dict[Any, Any] = {
    str: "open",
    bool: True,
    int: 3,
    float: 30.5,
    Decimal: Decimal(3),
    type(BEGIN): BEGIN,
    date: BEGIN.date(),
}
MARKED: dict[Any, Any] = {
    **PLAIN,
    str: MARK,
    int: MARKED_NUMBER,
    float: float(MARKED_NUMBER),
    Decimal: Decimal(MARKED_NUMBER),
}


def value(base: Any, scalars: Mapping[Any, Any]) -> Any:
    if dataclasses.is_dataclass(base):
        return typing.cast("type[Any]", base)(
            **{f.name: value(f.base, scalars) for f in declared(typing.cast("type[Any]", base))}
        )
    origin = typing.get_origin(base)
    if origin is tuple:
        return (value(typing.get_args(base)[0], scalars),)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return {scalars[str]: scalars[str]}
    return scalars[base]


def field_value(field: Declared) -> Any:
    """A mark where the field is personal or confidential, in some workflow or in all."""
    assert field.level is not None, f"{field.name} declares no class"
    personal = field.level.level >= PERSONAL or bool(field.level.confidential_in)
    if personal:
        return value(field.base, MARKED)
    return field.listed.values[0] if field.listed and field.base is str else value(field.base, PLAIN)


def planted(cls: type[Fact]) -> Fact:
    return cls(**{field.name: field_value(field) for field in declared(cls)})


def event(fact: Fact, version: int) -> Event:
    return Event(
        fact=fact,
        envelope=Envelope(
            event_id=str(version), schema=1, case_id="case-1", version=version, workflow="mediation", digest="d",
            trigger="t", source="s", target="open", phase="work", actor="a", role="r", unit="u", on_behalf_of="b",
            door="http", occurred_at=BEGIN, recorded_at=BEGIN, command_id="c", position=version,
        ),
    )  # fmt: skip


def marks(text: str) -> bool:
    return MARK in text or str(MARKED_NUMBER) in text


def test_the_marks_are_planted() -> None:
    plain = [cls for cls in BY_TOPIC.values() if not marks(repr(planted(cls)))]
    personal = [
        f for cls in BY_TOPIC.values() for f in declared(cls) if f.level and f.level.level >= PERSONAL
    ]
    assert len(personal) > 40
    assert {cls.TOPIC for cls in plain}.isdisjoint(
        {"case.reported", "case.closed", "work.reported", "order.served"}
    )


@pytest.mark.parametrize("model", MODELS, ids=lambda model: str(model.name))
def test_no_fact_leaves_a_mark_in_any_row(model: Projection[Any]) -> None:
    """Every fact alone, and all of them after each other, so that nothing kept from one comes out with the next."""
    write, row = writer(model.row), None
    for version, cls in enumerate((*BY_TOPIC.values(), *reversed(CASE_FACTS)), 1):
        happened = event(planted(cls), version)
        alone = model.evolve(None, happened)
        row = model.evolve(row, happened)
        for found in filter(None, (alone, row)):
            assert not marks(repr(found)), cls.TOPIC
            assert not marks(repr(write(found))), cls.TOPIC


def test_a_model_that_took_one_would_be_found() -> None:
    def evolve(row: Any, happened: Event) -> Any:
        made = BOARD.evolve(row, happened)
        summary = happened.fact.summary if isinstance(happened.fact, CaseClosed) else ""
        return dataclasses.replace(made, title=summary)  # type: ignore[type-var]

    assert marks(repr(evolve(None, event(planted(CaseClosed), 1))))
