"""Definitions come back from storage exactly as they went in, whatever they say."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.definition import Act, Category, ClockRule, ClockStep, Limit, Move, State, Workflow
from workflows.differing import changes
from workflows.loader import digest_of, workflow_from_data, workflow_to_data

T = TypeVar("T")
names = st.from_regex(r"[a-z]{1,6}", fullmatch=True)
texts = st.text(max_size=8)
lists = st.lists(names, max_size=3, unique=True).map(tuple)
limits = st.builds(Limit, amount=st.integers(1, 99), unit=names, basis=st.sampled_from("LSAKD"), cite=texts)
steps = st.builds(ClockStep, clock=names, effect=names, condition=names | st.just(""))
moves = st.builds(
    Move,
    sources=lists,
    target=st.none() | names,
    roles=lists,
    fact=names,
    rules=lists,
    requires=lists,
    min_items=st.dictionaries(names, st.integers(1, 9), max_size=2),
    given=st.dictionaries(names, texts | st.booleans() | st.integers(-9, 9), max_size=2),
    clocks=st.lists(steps, max_size=3).map(tuple),
    evidence=lists,
    decides=lists,
    assignment=names | st.just(""),
    reasons=lists,
    optional=lists,
)
clocks = st.builds(
    ClockRule,
    kind=names,
    limit=limits,
    urgent=st.none() | limits,
    due_field=names | st.just(""),
    by_value=st.dictionaries(names, limits, max_size=2),
    by_category=st.booleans(),
    roll=st.booleans(),
    held_by=names | st.just(""),
    hours=names | st.just(""),
)
categories = st.builds(
    Category,
    code=texts,
    filing=lists,
    closing=lists,
    limits=st.dictionaries(names, limits, max_size=2),
    urgent_limits=st.dictionaries(names, limits, max_size=2),
    evidence=st.dictionaries(names, lists, max_size=2),
    items=st.dictionaries(names, lists, max_size=2),
    decline_reasons=lists,
    flags=lists,
    title=texts,
)


def some(values: st.SearchStrategy[T]) -> st.SearchStrategy[dict[str, T]]:
    return st.dictionaries(names, values, max_size=3)


workflows = st.builds(
    Workflow,
    key=names,
    version=st.integers(1, 99),
    states=some(st.builds(State, phase=names)),
    moves=some(moves),
    clocks=some(clocks),
    roles=some(lists),
    categories=some(categories),
    acts=some(st.builds(Act, max_term=limits, order_first=st.booleans(), cite=texts)),
    parameters=some(st.integers(1, 999)),
    sensitivity=names | st.just(""),
).map(lambda workflow: replace(workflow, digest=digest_of(workflow)))


def without_order(data: Any) -> Any:
    """What a JSON column makes of it: keys in an order of its own."""
    return json.loads(json.dumps(data, sort_keys=True))


def orders(workflow: Workflow) -> list[list[str]]:
    tables: tuple[Mapping[str, object], ...] = (
        workflow.states,
        workflow.moves,
        workflow.clocks,
        workflow.categories,
    )
    return [list(table) for table in tables]


@given(workflows)
def test_what_was_stored_is_what_comes_back(workflow: Workflow) -> None:
    back = workflow_from_data(without_order(workflow_to_data(workflow)))

    assert back == workflow
    assert orders(back) == orders(workflow)
    assert back.digest == workflow.digest


@given(workflows, workflows)
def test_a_digest_stands_for_one_definition(one: Workflow, other: Workflow) -> None:
    same = workflow_to_data(one) == workflow_to_data(other)

    assert (one.digest == other.digest) == same


@given(workflows, workflows)
def test_versions_without_a_change_have_one_digest(one: Workflow, other: Workflow) -> None:
    assert (changes(one, other) == ()) == (one.digest == other.digest)
    assert changes(one, one) == ()


@given(workflows, st.integers(100, 999))
def test_a_number_changed_is_another_digest(workflow: Workflow, version: int) -> None:
    assert digest_of(replace(workflow, version=version)) != workflow.digest


def test_data_of_another_format_is_refused() -> None:
    with pytest.raises(ValueError, match="format 2"):
        workflow_from_data({"format": 2})
