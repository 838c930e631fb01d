"""Whatever people do by legal moves, a judge of the record finds nothing to blame; what is changed in it, he finds."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.changing import replace
from domain.conformance import Breach, asked_again, judged_again
from domain.envelope import Event
from domain.fold import evolve
from tests.support.packaged import CATALOGUE, KEYS
from tests.support.walks import Walk, walk_of
from workflows.machine import compile_machine


def _breaches(walk: Walk, events: list[Event]) -> list[tuple[int, Breach]]:
    """What a judge says of each fact, who knows what was known then."""
    then = Walk(walk.workflow, walk.machine, walk.choose, case_id=walk.case_id)
    found: list[tuple[int, Breach]] = []
    for number, event in enumerate(events, 1):
        then.now = event.envelope.occurred_at
        again = asked_again(event)
        context = then.context_of(again.fields)
        judged = judged_again(then.case, event, again, walk.workflow, walk.machine, context)
        found.extend((number, breach) for breach in judged)
        then.case = evolve(then.case, event)
    return found


def _walk(key: str, seed: int) -> Walk:
    workflow = CATALOGUE.workflows[key].workflow
    return walk_of(workflow, compile_machine(workflow), Random(seed).randrange, steps=28)


@pytest.mark.parametrize("key", KEYS)
@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_a_legal_way_through_a_workflow_has_no_violation(key: str, seed: int) -> None:
    walk = _walk(key, seed)
    caused_by_nobody = "cause"  # a walk lets the system act whenever it may; nothing makes it
    assert [found for found in _breaches(walk, walk.events) if found[1].kind != caused_by_nobody] == []


@pytest.mark.parametrize("key", KEYS)
@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 2**32), which=st.integers(0, 10**6))
def test_a_step_taken_by_somebody_without_a_post_is_found(key: str, seed: int, which: int) -> None:
    walk = _walk(key, seed)
    number = which % len(walk.events)
    stranger = replace(walk.events[number].envelope, actor="stranger-1", on_behalf_of=None, role="steward")
    events = [*walk.events]
    events[number] = replace(events[number], envelope=stranger)

    assert (number + 1, "role") in [(at, breach.kind) for at, breach in _breaches(walk, events)]
