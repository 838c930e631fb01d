"""Whether a mapping fits workflow and office, seen before the first row: moves, roles, fields, all at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import get_args, get_origin

from api.importing.cells import BadMapping
from api.importing.fitting import NotTaken
from api.importing.history.mapping import HistoryMapping, StepMapping
from domain.declaration import Declared, declared
from domain.definition import NEW, Workflow
from domain.derive import is_typed
from domain.facts import BY_TOPIC
from domain.facts.deadlines import DeadlinePassed
from domain.facts.migrating import CaseMigrated
from domain.facts.recomputing import DeadlineChanged
from domain.facts.schema import CASE
from domain.facts.tasks import TaskOpened
from workflows.engine import Engine
from workflows.loader.problems import instead
from workflows.loader.source import Problems

PLAIN = (str, int, bool, Decimal, date, datetime)
OUR_OWN = (DeadlinePassed.TOPIC, DeadlineChanged.TOPIC, CaseMigrated.TOPIC, TaskOpened.TOPIC)
"""Facts about our clocks, versions and tasks: no other system has them to tell."""


async def fitted(
    engine: Engine, mapping: HistoryMapping, roles: Collection[str]
) -> tuple[Workflow, dict[str, str]]:
    """The workflow, and the fact that each activity records. Raises NotTaken, BadMapping with all that does not fit."""
    office = await engine.office()
    digest = office.published.get(mapping.workflow)
    if digest is None:
        there = ", ".join(sorted(office.published)) or "none"
        raise NotTaken(
            f'{mapping.path}: the office has no workflow "{mapping.workflow}" (it has {there}): correct [case].'
        )
    workflow = await engine.workflow(digest)
    problems, topics = Problems(), dict[str, str]()
    for activity, step in mapping.steps.items():
        for code, message in _wrong(step, workflow, roles):
            problems.add(step.spot, code, message)
        for move in step.moves:
            if move in workflow.moves:
                topics[activity] = workflow.moves[move].fact
    if problems.found:
        raise BadMapping(problems.listed())
    if not any(_opens(workflow, move) for step in mapping.steps.values() for move in step.moves):
        first = ", ".join(name for name in workflow.moves if _opens(workflow, name))
        raise NotTaken(f"{mapping.path}: no activity opens a case: map the first one to {first}.")
    return workflow, topics


def _opens(workflow: Workflow, move: str) -> bool:
    return NEW in workflow.moves[move].sources


def _wrong(step: StepMapping, workflow: Workflow, roles: Collection[str]) -> Iterator[tuple[str, str]]:
    unknown = [move for move in step.moves if move not in workflow.moves]
    for move in unknown:
        yield (
            "unknown_move",
            f'{workflow.key} has no move "{move}"; {instead(move, workflow.moves)} [steps … moves]',
        )
    if step.role and step.role not in roles:
        yield "unknown_role", f'there is no role "{step.role}"; {instead(step.role, roles)}'
    if unknown or not step.moves:
        return
    facts = {workflow.moves[move].fact for move in step.moves}
    if len(facts) > 1:
        yield (
            "several_facts",
            f"its moves record {' and '.join(sorted(facts))}; name moves that record the same",
        )
        return
    (topic,) = facts
    if topic in OUR_OWN:
        yield (
            "our_own",
            f"{topic} is recorded by this office alone; map the activity with skip, or to another move",
        )
    yield from _wrong_fields(step, workflow, topic)


def _wrong_fields(step: StepMapping, workflow: Workflow, topic: str) -> Iterator[tuple[str, str]]:
    known = {field.name: field for field in declared(BY_TOPIC[topic])}
    typed = {
        name
        for name, field in known.items()
        if all(is_typed(workflow.moves[move], name) for move in step.moves) and _can_be_told(field)
    }
    for name in step.fields:
        if name not in typed:
            yield "unknown_field", f'{topic} takes no "{name}" from a file here; {instead(name, typed)}'
    for table, told in (("place", step.place), ("attributes", step.attributes)):
        if told and table not in known:
            yield "unknown_field", f"{topic} has no {table}; leave [steps … {table}] out"
    yield from _not_listed(step, known, workflow)


def _can_be_told(field: Declared) -> bool:
    """Words, numbers, moments; no files, and no other case, whose id here the file cannot know."""
    several = get_origin(field.base) is tuple and get_args(field.base)[0] is str
    return (several or field.base in PLAIN) and field.names != CASE and field.name != "source_no"


def _not_listed(
    step: StepMapping, known: dict[str, Declared], workflow: Workflow
) -> Iterator[tuple[str, str]]:
    """Words the mapping itself gives to fields that list theirs."""
    for name, cell in step.fields.items():
        field = known.get(name)
        listed: Iterable[str] = field.listed.values if field and field.listed else ()
        if name == "category":
            listed = workflow.categories
        for word in filter(None, (*cell.values.values(), cell.default)):
            if listed and word not in listed:
                yield "not_listed", f'[… fields.{name}] gives "{word}"; {instead(word, listed)}'
