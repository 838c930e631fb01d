"""Random ways through every workflow: something always runs, something can always be done, every case can end.

The loader proves the same along all ways at once; here clocks are counted step by step, as unkindly as possible:
what is started under a condition does not start, what is stopped under one stops.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.definition import NEW, Workflow
from tests.support.packaged import CATALOGUE, KEYS
from workflows.machine import compile_machine


def tick(workflow: Workflow, name: str, source: str, target: str, running: set[str]) -> set[str]:
    """The clocks that run after a move, counted unkindly."""
    move, left = workflow.moves[name], set(running)
    if workflow.is_open(source) and not workflow.is_open(target):
        left = set()
    for step in move.clocks:
        if step.effect in ("stopped", "paused"):
            left -= {step.clock}
        elif not step.condition:
            left |= {step.clock}
    return left


@pytest.mark.parametrize("key", KEYS)
@given(choices=st.lists(st.integers(0, 10**6), min_size=1, max_size=60))
def test_no_open_case_is_ever_without_a_clock_or_a_move(key: str, choices: list[int]) -> None:
    workflow = CATALOGUE.workflows[key].workflow
    machine = compile_machine(workflow)
    state, running = NEW, set[str]()
    for choice in choices:
        triggers = machine.triggers(state)
        assert triggers, f"nothing can be done in {state}"
        name = triggers[choice % len(triggers)]
        target = machine.target(state, name)
        assert target is not None
        running = tick(workflow, name, state, target, running)
        state = target
        if workflow.is_open(state):
            assert any(workflow.clocks[clock].kind != "right" for clock in running), state


@pytest.mark.parametrize("key", KEYS)
def test_every_case_can_end_from_wherever_it_is(key: str) -> None:
    workflow = CATALOGUE.workflows[key].workflow
    ending = {state for state in workflow.states if not workflow.is_open(state)}
    while True:
        before = len(ending)
        ending |= {
            source for move in workflow.moves.values() for source in move.sources if move.target in ending
        }
        if len(ending) == before:
            break

    assert set(workflow.states) <= ending
