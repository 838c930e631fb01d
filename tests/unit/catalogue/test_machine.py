"""The compiled machine says what the definition says, to everybody at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import product

import pytest

from domain.definition import NEW, Workflow
from tests.support.packaged import KEYS
from workflows.loader import Catalogue, workflow_from_data, workflow_to_data
from workflows.machine import KEPT, CompiledMachine, compile_machine


@pytest.fixture(params=KEYS)
def workflow(request: pytest.FixtureRequest, catalogue: Catalogue) -> Workflow:
    return catalogue.workflows[request.param].workflow


def expected(workflow: Workflow, state: str, trigger: str) -> str | None:
    move = workflow.moves[trigger]
    return (move.target or state) if state in move.sources else None


def test_every_move_from_every_state(workflow: Workflow) -> None:
    machine = compile_machine(workflow)

    for state, trigger in product([NEW, *workflow.states], workflow.moves):
        assert machine.target(state, trigger) == expected(workflow, state, trigger)


def test_the_moves_from_a_state_are_those_that_lead_on(workflow: Workflow) -> None:
    machine = compile_machine(workflow)

    for state in (NEW, *workflow.states):
        leading = tuple(name for name in workflow.moves if machine.target(state, name) is not None)
        assert machine.triggers(state) == leading


@pytest.mark.parametrize(("state", "trigger"), [("nowhere", "file"), ("reported", "fly"), ("", "")])
def test_what_is_not_there_leads_nowhere(catalogue: Catalogue, state: str, trigger: str) -> None:
    machine = compile_machine(catalogue.workflows["city_case"].workflow)

    assert machine.target(state, trigger) is None
    assert machine.triggers("nowhere") == ()


def test_it_is_compiled_once_per_digest(catalogue: Catalogue) -> None:
    workflow = catalogue.workflows["city_case"].workflow
    again = workflow_from_data(workflow_to_data(workflow))

    assert compile_machine(workflow) is compile_machine(workflow)
    assert compile_machine(again) is compile_machine(workflow)


def test_a_definition_changed_by_hand_gets_its_own(catalogue: Catalogue) -> None:
    workflow = catalogue.workflows["city_case"].workflow
    changed = replace(workflow, moves={"file": workflow.moves["file"]})

    assert compile_machine(changed).triggers("reported") == ("file",)
    assert len(compile_machine(workflow).triggers("reported")) > 1


def test_only_so_many_are_kept(catalogue: Catalogue) -> None:
    workflow = catalogue.workflows["mediation"].workflow
    first = compile_machine(workflow)
    for number in range(KEPT):
        compile_machine(replace(workflow, moves={}, clocks={}, digest=f"test {number}"))

    assert compile_machine(workflow) is not first


def test_it_is_shared_by_threads(catalogue: Catalogue) -> None:
    workflow = catalogue.workflows["river_bank"].workflow
    machine = CompiledMachine(workflow)
    asked = list(product(workflow.states, workflow.moves)) * 3

    with ThreadPoolExecutor(8) as threads:
        told = list(threads.map(lambda pair: machine.target(*pair), asked))

    assert told == [expected(workflow, *pair) for pair in asked]
