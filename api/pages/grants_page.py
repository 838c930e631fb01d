"""The page of requests to read a case: ask, open, refuse, and what became of each."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse

from api.asking import Asked
from api.auth import require_same_site
from api.grant_view import grants_body
from api.grants import PARAMETERS, ask, keep_closed, may_decide, open_it, requests_asked
from api.pages.forms import clean, text
from api.pages.frame import render, visitor
from api.pages.moments import shown_moment
from api.pages.rates_page import filled
from api.pages.refusals import Told, told_of
from api.pages.texts import text_of
from api.params import Params
from api.problem_handlers import as_problem
from api.problems import Problem
from domain.errors import Refused
from domain.facts.privacy import ASKED_FOR, LONGEST_H
from domain.grants import Asking

router = APIRouter(include_in_schema=False)


@router.get("/grants")
async def show(request: Request) -> Response:
    """The newest first; with a case named, a form to ask for it."""
    ask_ = await visitor(request)
    return await _page(request, ask_, _case_in(request))


@router.post("/grants")
async def ask_for(request: Request) -> Response:
    """Ask for the case that the form names."""
    require_same_site(request)
    ask_ = await visitor(request)
    ask_.require_staff()
    async with request.form(max_files=0, max_fields=20) as form:
        clean(form)
        case = text(form, "case")
        try:
            await ask(ask_, case, _asked_for(form))
        except (Refused, Problem) as error:
            return await _page(request, ask_, case, _refusal(ask_, error, "ask_to_read"))
    return RedirectResponse(f"/grants?case={case}", 303)


@router.post("/grants/{grant}/{step}")
async def decide(request: Request, grant: str, step: str) -> Response:
    """Open the case, or refuse; a refusal of either comes back in words."""
    require_same_site(request)
    ask_ = await visitor(request)
    ask_.require_staff()
    async with request.form(max_files=0, max_fields=20) as form:
        clean(form)
        try:
            if step == "opening":
                await open_it(ask_, grant)
            elif step == "refusal":
                await keep_closed(ask_, grant, {"reason": text(form, "reason")})
            else:
                raise Problem("not_found", what="step")
        except (Refused, Problem) as error:
            word = "refuse_it" if step == "refusal" else "grant_it"
            return await _page(request, ask_, "", _refusal(ask_, error, word))
    return RedirectResponse(f"/grants#{grant}", 303)


def _asked_for(form: FormData) -> dict[str, Any]:
    hours = text(form, "hours")
    whole = int(hours) if hours.isascii() and hours.isdigit() and len(hours) < 4 else hours
    return {"purpose": text(form, "purpose"), "hours": whole, "reason": text(form, "reason")}


def _case_in(request: Request) -> str:
    return Params(filled(request.query_params), (*PARAMETERS, "lang")).text("case")


def _refusal(ask_: Asked, error: Exception, word: str) -> Told:
    return told_of(ask_, as_problem(error), text_of(word, ask_.language))


async def _page(request: Request, ask_: Asked, case: str, refusal: Told | None = None) -> Response:
    ask_.require_staff()
    sent = Params(filled(request.query_params), (*PARAMETERS, "lang"))
    found = await requests_asked(ask_, sent)
    bodies = await grants_body(ask_, found)
    wording = ask_.wording()
    return render(
        request,
        "grants.html",
        ask_,
        status=refusal.status if refusal else 200,
        refusal=refusal,
        case=case,
        longest=LONGEST_H,
        purposes=[(purpose, wording.value("purpose", purpose)) for purpose in ASKED_FOR],
        rows=[_row(ask_, one, body) for one, body in zip(found, bodies, strict=True)],
    )


def _row(ask_: Asked, one: Asking, body: dict[str, Any]) -> dict[str, Any]:
    zone = ask_.services.zone
    return {
        **body,
        "number": body["case"]["case_no"] or one.case,
        "url": f"/cases/{one.case}",
        "asked_at": shown_moment(one.asked_at, zone),
        "until": shown_moment(one.until, zone),
        "may_decide": may_decide(ask_, one),
    }
