"""Whether a mapping fits the office it brings reports into, seen before the first row: workflow, actor, words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from api.importing.cells import Cell
from api.importing.mapping import ReportMapping
from domain.channels import channels_of
from domain.definition import NEW, Workflow
from workflows.engine import Engine
from workflows.loader.problems import FEW, instead


class NotTaken(Exception):
    """Nothing of this file can be taken in; the message says why and what to do."""


async def opening_move(engine: Engine, mapping: ReportMapping) -> tuple[Workflow, str]:
    """The workflow and the move by which a report opens a case of it. Raises NotTaken."""
    office = await engine.office()
    digest = office.published.get(mapping.workflow)
    if digest is None:
        there = ", ".join(sorted(office.published)) or "none"
        raise NotTaken(
            f'{mapping.path}: the office has no workflow "{mapping.workflow}" (it has {there}): correct [case].'
        )
    workflow = await engine.workflow(digest)
    move = next((name for name, move in workflow.moves.items() if NEW in move.sources), "")
    roles, allowed = office.person(mapping.actor).roles, workflow.moves[move].roles
    if not roles & set(allowed):
        raise NotTaken(
            f"{mapping.path}: {mapping.actor} may not bring in reports; name in [case] an actor who is "
            f"{' or '.join(allowed)} here."
        )
    _require(mapping, "category", workflow.categories)
    if "channel_of_role" in workflow.moves[move].rules:
        _require(mapping, "channel", channels_of(roles))
    return workflow, move


def _require(mapping: ReportMapping, name: str, known: Iterable[str]) -> None:
    """Every word the mapping itself gives to a field is known; what stands in the file alone is judged row by row."""
    cell, listed = mapping.fields.get(name), tuple(known)
    for word in _own_words(cell) if cell and listed else ():
        if word not in listed:
            raise NotTaken(f'{mapping.path}: [fields.{name}] gives "{word}": {accepted(word, listed)}.')


def _own_words(cell: Cell) -> Iterator[str]:
    yield from filter(None, (*cell.values.values(), cell.default))
    if not cell.columns and not cell.values:
        yield from cell.patterns


def accepted(word: str, known: Iterable[str]) -> str:
    """What to write in place of a word: the nearest known one, else the known ones, the first of them when many."""
    listed = sorted(known)
    told = instead(word, listed)
    if len(listed) <= FEW or told.startswith("did"):
        return told
    return f"write one of {', '.join(listed[:FEW])} or {len(listed) - FEW} more (GET /api/v1/workflows lists them)"
