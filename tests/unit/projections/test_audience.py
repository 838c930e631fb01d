"""Whom a case accuses: kept by every model that lists cases, asked by every filter, the same as the case says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from api.exporting.choosing import Choice
from api.read_models import READ_MODELS
from domain.disclosure import is_accused
from domain.envelope import Envelope, Event
from domain.facts.intake import CaseFiled, CaseReported
from domain.facts.schema import Fact
from domain.facts.tasks import TaskOpened
from domain.fold import fold
from domain.office import Person, Post
from projections.audience import COLUMNS, EVERYBODY, Audience
from projections.board_query import BoardFilter
from projections.closed_loop_query import LoopFilter
from projections.columns import columns_of
from projections.conditions import holds
from projections.rate_parts import RateFilter
from tests.support.histories import BEGIN

READ_BY_NOBODY = {
    "recurrences": "the reactions of the office look for what comes back; nobody is shown its rows"
}
MODELS = [
    model for model in READ_MODELS if model.key_column == "case_id" and model.name not in READ_BY_NOBODY
]
HEAD = Person(id="head-1", posts=(Post(role="unit_head", unit="roads"), Post(role="deputy", unit="")))
OTHER = Person(id="intake-1", posts=(Post(role="intake", unit="desk"),))
NOBODY = Person(id="", posts=())


def told(first: Fact) -> list[Event]:
    """A case that begins like this and goes on."""
    filed = CaseFiled(case_no="1", category="c", condition="x", limit_profile="usual")
    return [_event(first, 1), _event(filed, 2)]


def _event(fact: Fact, version: int) -> Event:
    envelope = Envelope(
        event_id=f"fact-{version}", schema=1, case_id="case-1", version=version, workflow="city_case", digest="d",
        trigger="t", source="s", target="open", phase="intake", actor="a", role="intake", unit="desk",
        on_behalf_of=None, door="http", occurred_at=BEGIN, recorded_at=BEGIN, command_id="c", position=version,
    )  # fmt: skip
    return Event(fact=fact, envelope=envelope)


def reported(**attributes: str) -> Fact:
    return CaseReported(channel="hotline", attributes=attributes or None)


def opened(**attributes: str) -> Fact:
    day = BEGIN.date()
    return TaskOpened(kind="periodic", rule="plan", since=day, until=day, attributes=attributes or None)


FIRSTS: Mapping[str, Fact] = {
    "nobody": reported(),
    "his unit": reported(accused_unit="roads"),
    "himself": reported(accused_person="head-1"),
    "another": reported(accused_unit="parks", accused_person="head-2"),
    "another of his unit": reported(accused_unit="roads", accused_person="head-2"),
    "a task": opened(accused_unit="roads"),
    "a task about nothing": opened(),
    "something else": reported(builder_unit="roads"),
}


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
@pytest.mark.parametrize("first", FIRSTS.values(), ids=FIRSTS)
@pytest.mark.parametrize("person", [HEAD, OTHER, NOBODY], ids=lambda person: person.id or "nobody")
def test_a_row_is_there_for_whom_the_case_is(model: Any, first: Fact, person: Person) -> None:
    events, row = told(first), None
    for event in events:
        row = model.evolve(row, event)
    case = fold(events)
    assert case is not None

    there = not is_accused(person, case)
    assert holds(Audience.of(person).conditions, row) == there
    assert Audience.of(person).is_told(first) == there
    assert holds(EVERYBODY.conditions, row)


def test_there_are_cases_of_all_kinds() -> None:
    """Or the agreement would prove nothing."""
    seen = {name: Audience.of(HEAD).is_told(first) for name, first in FIRSTS.items()}
    assert [name for name, there in seen.items() if not there] == [
        "his unit", "himself", "another of his unit", "a task"
    ]  # fmt: skip
    assert not Audience.of(NOBODY).conditions


@pytest.mark.parametrize("model", READ_MODELS, ids=lambda model: model.name)
def test_every_model_of_cases_knows_whom_they_accuse(model: Any) -> None:
    """Whoever adds a list of cases has its rows hidden from the accused, or says why nobody reads them."""
    if model.key_column == "case_id":
        knows = {column.name for column in columns_of(model.row)} >= set(COLUMNS)
        assert knows != (model.name in READ_BY_NOBODY)


@pytest.mark.parametrize("asked", [BoardFilter, LoopFilter, RateFilter, Choice])
def test_no_filter_of_cases_goes_without_an_audience(asked: Any) -> None:
    with pytest.raises(TypeError, match="audience"):
        asked()
