"""The catalogue as published: which workflows there are, and all there is to know of one."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Depends, Request, Response
from starlette.responses import PlainTextResponse

from api.asking import Asked, answer, asked
from api.params import without_parameters
from api.problems import Problem
from api.wording import Wording, due_name
from domain.definition import ClockRule, Limit, Move, Workflow
from domain.rules import RULES
from workflows.render import mermaid

router = APIRouter(prefix="/workflows", tags=["workflows"], dependencies=[Depends(without_parameters)])


@router.get("", summary="Workflows in force")
async def list_workflows(request: Request) -> Response:
    """Key, version, digest and name of each."""
    ask = await asked(request)
    found = [await published(ask, key) for key in sorted(ask.office.published)]
    return answer(ask, {"workflows": [_head(workflow, ask.wording(workflow.key)) for workflow in found]})


@router.get("/{key}", summary="One workflow: states, moves, clocks, categories, labels")
async def show_workflow(request: Request, key: str) -> Response:
    """The version that cases opened now will follow."""
    ask = await asked(request)
    workflow = await published(ask, key)
    return answer(ask, _whole(workflow, ask.wording(key)))


@router.get(
    "/{key}/diagram.mmd", summary="The state diagram as Mermaid text", response_class=PlainTextResponse
)
async def diagram(request: Request, key: str) -> Response:
    """Drawn from the very definition the engine runs."""
    ask = await asked(request)
    workflow = await published(ask, key)
    text = mermaid(workflow, ask.services.labels(key), ask.language)
    return PlainTextResponse(text, media_type="text/vnd.mermaid; charset=utf-8")


@router.get("/{key}/diagram.svg", summary="The state diagram as a drawing (comes later)")
async def drawing(request: Request, key: str) -> Response:
    """Not there yet: the text is."""
    ask = await asked(request)
    await published(ask, key)
    raise Problem("not_drawn", text=f"/api/v1/workflows/{key}/diagram.mmd")


async def published(ask: Asked, key: str) -> Workflow:
    """The workflow in force under a key. Raises Problem not_found."""
    digest = ask.office.published.get(key)
    if digest is None:
        raise Problem("not_found", what="workflow")
    return await ask.services.engine.workflow(digest)


def _head(workflow: Workflow, wording: Wording) -> dict[str, Any]:
    return {
        "key": workflow.key,
        "label": wording.of("workflows", workflow.key),
        "version": workflow.version,
        "digest": workflow.digest,
    }


def _whole(workflow: Workflow, wording: Wording) -> dict[str, Any]:
    return {
        **_head(workflow, wording),
        "states": [
            {"state": name, "label": wording.of("states", name), "phase": state.phase}
            for name, state in workflow.states.items()
        ],
        "moves": [_move(name, move, workflow, wording) for name, move in workflow.moves.items()],
        "clocks": [_clock(name, rule, wording) for name, rule in workflow.clocks.items()],
        "categories": [_category(name, workflow, wording) for name in workflow.categories],
        "acts": [
            {
                "act": name,
                "label": wording.of("acts", name),
                "max_term": _limit(act.max_term, "term", wording),
            }
            for name, act in workflow.acts.items()
        ],
        "parameters": dict(workflow.parameters),
    }


def _move(name: str, move: Move, workflow: Workflow, wording: Wording) -> dict[str, Any]:
    return {
        "move": name,
        "label": wording.of("moves", name),
        "from": list(move.sources),
        "to": move.target,
        "roles": [{"role": role, "label": wording.of("roles", role)} for role in move.roles],
        "fact": move.fact,
        "requires": list(move.requires),
        "evidence": list(move.evidence),
        "rules": [
            {
                "rule": rule,
                "code": RULES[rule].code,
                "condition": wording.condition(RULES[rule].code, workflow.parameters),
            }
            for rule in move.rules
        ],
        "clocks": [
            {"clock": step.clock, "effect": step.effect, "condition": step.condition or None}
            for step in move.clocks
        ],
    }


def _clock(name: str, rule: ClockRule, wording: Wording) -> dict[str, Any]:
    return {
        "clock": name,
        "label": wording.of("clocks", name),
        "kind": rule.kind,
        "limit": _limit(rule.limit, rule.kind, wording),
        "urgent": _limit(rule.urgent, rule.kind, wording) if rule.urgent else None,
        "by_category": rule.by_category,
    }


def _category(name: str, workflow: Workflow, wording: Wording) -> dict[str, Any]:
    row = workflow.categories[name]

    def named(values: tuple[str, ...]) -> list[dict[str, str]]:
        return [{"condition": value, "label": wording.of("conditions", value)} for value in values]

    return {
        "category": name,
        "label": wording.of("categories", name),
        "code": row.code,
        "filing": named(row.filing),
        "closing": named(row.closing),
        "limits": {
            clock: _limit(limit, workflow.clocks[clock].kind, wording) for clock, limit in row.limits.items()
        },
        "decline_reasons": list(row.decline_reasons),
        "suspension_grounds": list(row.suspension_grounds),
        "flags": list(row.flags),
    }


def _limit(limit: Limit, kind: str, wording: Wording) -> dict[str, Any]:
    return {
        "amount": limit.amount,
        "unit": limit.unit,
        "label": f"{limit.amount} {wording.of('units', limit.unit)}",
        "basis": limit.basis,
        "cite": limit.cite,
        "called": due_name(limit.basis, kind, wording.language),
    }
