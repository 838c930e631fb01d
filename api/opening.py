"""Which workflow a report opens a case of, and by which move."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from api.asking import Asked
from api.problems import Problem
from domain.codec import FieldProblem
from domain.definition import NEW, Workflow
from domain.errors import FieldMissing
from workflows.machine import compile_machine

ROUTING = ("workflow", "move")


@dataclass(frozen=True, kw_only=True)
class Opening:
    """The workflow in force, its move from `new`, and the body without what only led here."""

    workflow: Workflow
    move: str
    fields: Mapping[str, Any]


async def opening_of(asked: Asked, body: Mapping[str, Any]) -> Opening:
    """Read which case is to be opened. Raises FieldMissing, Problem unknown_workflow."""
    for name in (*ROUTING, "category"):
        if body.get(name) is not None and not isinstance(body[name], str):
            raise FieldMissing((FieldProblem(f"/{name}", "wrong_type", "text"),))
    key, category = body.get("workflow") or "", body.get("category") or ""
    if not key and not category:
        missing = ("/workflow", "/category")
        raise FieldMissing(
            tuple(FieldProblem(pointer, "missing", "workflow or category") for pointer in missing)
        )
    workflow = await _published(asked, key or await _workflow_of(asked, category))
    move = body.get("move") or _moves(asked, workflow)[0]
    fields = {name: value for name, value in body.items() if name not in ROUTING}
    return Opening(workflow=workflow, move=move, fields=fields)


async def _published(asked: Asked, key: str) -> Workflow:
    digest = asked.office.published.get(key)
    if digest is None:
        raise Problem("unknown_workflow", errors=[{"pointer": "/workflow", "problem": "not_listed"}])
    return await asked.services.engine.workflow(digest)


async def _workflow_of(asked: Asked, category: str) -> str:
    """The workflow a category was written for; else, of those in force that have it, the one with the fewest."""
    named = asked.services.catalogue.workflow_of(category)
    if named in asked.office.published:
        return str(named)
    having = []
    for key, digest in asked.office.published.items():
        workflow = await asked.services.engine.workflow(digest)
        if category in workflow.categories:
            having.append((len(workflow.categories), key))
    if not having:
        raise Problem("unknown_workflow", errors=[{"pointer": "/category", "problem": "not_listed"}])
    return min(having)[1]


def _moves(asked: Asked, workflow: Workflow) -> tuple[str, ...]:
    """The moves from `new`: those of the actor's own roles first."""
    found = compile_machine(workflow).triggers(NEW)
    roles = asked.person.roles

    def is_foreign(name: str) -> bool:
        wanted = workflow.moves[name].roles
        held = {role for want in wanted for role in workflow.roles.get(want, (want,))}
        return not roles & held

    return tuple(sorted(found, key=is_foreign))
