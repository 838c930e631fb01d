"""Reporting: the move from `new` of a chosen workflow, as a form."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse

from api.asking import Asked
from api.auth import require_same_site
from api.body import sent
from api.figure_view import label_of
from api.offering import desk_of
from api.opening import opening_of
from api.pages.forms import around_of, clean, fields_of, text
from api.pages.frame import render, visitor
from api.pages.move_form import Typed, move_forms
from api.pages.refusals import Told, told_of
from api.problem_handlers import as_problem
from api.problems import Problem
from api.taking import Wish, take
from api.uploads import form_of
from domain.definition import NEW
from domain.errors import Refused
from domain.offers import offered_fields

router = APIRouter(include_in_schema=False)
BASE = "city_case"


@router.get("/report")
async def form(request: Request) -> Response:
    """The form of the chosen workflow."""
    ask = await visitor(request)
    return await _page(request, ask, _chosen(ask, request.query_params.get("workflow", "")))


@router.post("/report/{workflow}/{move}")
async def report(request: Request, workflow: str, move: str) -> Response:
    """Open the case; a refusal comes back with what was typed."""
    require_same_site(request)
    ask = await visitor(request)
    opening = await opening_of(ask, {"workflow": workflow, "move": move})
    async with form_of(request, max_files=50, max_fields=500) as typed:
        clean(typed)
        try:
            done = await take(ask, await _wish(ask, opening, typed))
        except (Refused, Problem) as error:
            label = ask.wording(workflow).of("moves", move)
            told = told_of(ask, as_problem(error), label)
            kept = Typed(move=move, form=typed, key=text(typed, "key"), errors=told.by_field)
            return await _page(request, ask, workflow, kept, told)
    return RedirectResponse(f"/cases/{done.case_id}?done={move}", 303)


async def _wish(ask: Asked, opening: Any, typed: FormData) -> Wish:
    found = opening.workflow.moves.get(opening.move)
    fields = await fields_of(ask, typed, offered_fields(found)) if found else {}
    said, key = sent({**fields, **around_of(ask, typed)}), text(typed, "key")[:64]
    return Wish(move=opening.move, sent=said, workflow=opening.workflow, key=key)


def _chosen(ask: Asked, named: str) -> str:
    known = sorted(ask.office.published)
    return named if named in known else BASE if BASE in known else next(iter(known), "")


async def _page(
    request: Request, ask: Asked, key: str, typed: Typed | None = None, told: Told | None = None
) -> Response:
    forms: list[dict[str, Any]] = []
    refused: list[Any] = []
    if key:
        workflow = (await opening_of(ask, {"workflow": key})).workflow
        desk, offers = await desk_of(ask, workflow, None)
        from_new = [offer for offer in offers if NEW in workflow.moves[offer.move].sources]
        forms, refused = move_forms(ask, desk, from_new, typed or Typed(), f"/report/{key}/{{move}}")
    for shown in forms:
        shown["open"] = True
    return render(
        request,
        "report.html",
        ask,
        status=told.status if told else 200,
        workflows=[(name, label_of(ask, "workflow", name)) for name in sorted(ask.office.published)],
        chosen=key,
        form=forms[0] if forms else None,
        refused=refused[0] if refused and not forms else None,
        refusal=told,
    )
