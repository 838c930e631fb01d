"""The page of the assessment ledger: points by unit, the entries of one, objections and their decisions as forms."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response
from starlette.responses import RedirectResponse

from api.asking import Asked
from api.auth import require_same_site
from api.figure_view import label_of
from api.ledger import ASKER, DECIDER, Entry, decide, dispute, disputed, disputes_of, entries, totals
from api.ledger_view import dispute_body, ledger_body
from api.objections import Words, words_of
from api.pages.forms import clean, text
from api.pages.frame import render, visitor
from api.pages.moments import shown_moment
from api.pages.rates_page import filled, frame_of, shown_row
from api.pages.refusals import told_of
from api.params import Params
from api.problem_handlers import as_problem
from api.problems import Problem
from api.rate_view import spoken
from api.rates import RateAsk, ask_of
from api.routes.ledger import DISPUTE, MODELS, PARAMETERS
from domain.errors import Refused
from projections.disputes import ASKED, DisputeRow

router = APIRouter(include_in_schema=False)
GROUNDS = DISPUTE["properties"]["ground"]["enum"]  # type: ignore[index]


@router.get("/ledger")
async def show(request: Request) -> Response:
    """Points of every unit; with a unit chosen, every entry of it."""
    return await _page(request, await visitor(request))


@router.post("/ledger/{entry}/{step}")
async def act(request: Request, entry: str, step: str) -> Response:
    """Object to an entry, or decide on an objection; a refusal comes back in words."""
    require_same_site(request)
    ask = await visitor(request)
    ask.require_staff()
    question = await ask_of(ask, Params(request.query_params, ()), MODELS)
    async with request.form(max_files=0, max_fields=20) as form:
        clean(form)
        try:
            if step == "dispute":
                said: dict[str, Any] = {"ground": text(form, "ground"), "text": text(form, "text")}
                position = await dispute(ask, question, entry, said)
            elif step == "decision":
                said = {"upheld": text(form, "upheld") == "yes", "reason": text(form, "reason")}
                position = await decide(ask, question, entry, said)
            else:
                raise Problem("not_found", what="step")
        except (Refused, Problem) as error:
            problem = as_problem(error)
            return await _page(request, ask, told_of(ask, problem, entry))
        unit = text(form, "unit")
    return RedirectResponse(f"/ledger?unit={unit}&min_position={position}", 303)


async def _page(request: Request, ask: Asked, refusal: Any = None) -> Response:
    ask.require_staff()
    params = Params(filled(request.query_params), (*PARAMETERS, "lang"))
    question = await ask_of(ask, params, MODELS)
    found = await entries(ask, question)
    shown = found if question.filter.unit else []
    disputes = (await disputes_of(ask, question)).values()
    words = await words_of(ask, disputed(shown))
    content = {
        **ledger_body(ask, question, totals(found), (), {}),
        "entries": [_entry(ask, question, one, words) for one in shown],
        "grounds": [(ground, ask.wording().value("ground", ground)) for ground in GROUNDS],
        "waiting": [_waiting(ask, row) for row in disputes if row.state == ASKED],
        "refusal": refusal,
    }
    status = refusal.status if refusal else 200
    return render(request, "ledger.html", ask, status=status, **(content | frame_of(ask, question, params)))


def _entry(ask: Asked, question: RateAsk, entry: Entry, words: Words) -> dict[str, Any]:
    person, dispute_, is_now = ask.person, entry.dispute, question.cut is None
    own = any((post.role, post.unit) == (ASKER, entry.row.unit) for post in person.posts)
    decides = DECIDER in person.roles and entry.row.unit not in person.units
    return {
        **shown_row(ask, question, entry.row),
        "entry": entry.id,
        "unit": entry.row.unit,
        "rule": spoken(ask, (entry.rule.zh, entry.rule.en)),
        "points": f"{entry.rule.points:+d}",
        "counts": f"{entry.points:+d}",
        "dispute": _dispute(ask, dispute_, words) if dispute_ else None,
        "may_dispute": is_now and own and dispute_ is None,
        "may_decide": is_now and decides and dispute_ is not None and dispute_.state == ASKED,
    }


def _dispute(ask: Asked, row: DisputeRow, words: Words) -> dict[str, Any]:
    """An objection with the posts of who objected and who decided."""
    name = ask.wording()
    who = {"asked_by": name.person(ask.office, row.asked_by)}
    return dispute_body(ask, row, words) | who | {"decided_by": name.person(ask.office, row.decided_by or "")}


def _waiting(ask: Asked, row: DisputeRow) -> dict[str, str]:
    return {
        "url": f"/ledger?unit={row.unit}",
        "unit": label_of(ask, "unit", row.unit),
        "at": shown_moment(row.asked_at, ask.services.zone),
    }
