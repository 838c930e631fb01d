"""The assessment ledger of the units, objections to it, and their decisions."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from api.asking import answer, asked
from api.body import read_object
from api.cuts import NAMES
from api.ledger import decide, dispute, disputed, entries, totals
from api.ledger_view import ledger_body
from api.objections import words_of
from api.openapi import json_body, query
from api.params import Params
from api.rates import ask_of
from projections.disputes import DISPUTES
from projections.rates import RATES

router = APIRouter(prefix="/ledger", tags=["rates"])
PARAMETERS = (*NAMES, "unit", "workflow", "community", "category", "since", "until", "min_position")
MODELS = (RATES.name, DISPUTES.name)
TEXT = {"type": "string", "maxLength": 10_000}
DISPUTE = {
    "type": "object",
    "required": ["ground", "text"],
    "additionalProperties": False,
    "properties": {
        "ground": {"enum": ["not_our_duty", "wrong_deadline", "beyond_control", "wrong_record", "other"]},
        "text": TEXT,
    },
}
DECISION = {
    "type": "object",
    "required": ["upheld", "reason"],
    "additionalProperties": False,
    "properties": {"upheld": {"type": "boolean"}, "reason": TEXT},
}


@router.get("", summary="Points won and lost by unit", openapi_extra=query(*PARAMETERS))
async def show_ledger(request: Request) -> Response:
    """With `unit`, every entry of it: rule, fact behind it, objection and decision."""
    ask = await asked(request)
    ask.require_staff()
    question = await ask_of(ask, Params(request.query_params, PARAMETERS), MODELS)
    found = await entries(ask, question)
    shown = found if question.filter.unit else []
    words = await words_of(ask, disputed(shown))
    return answer(ask, ledger_body(ask, question, totals(found), shown, words))


@router.post(
    "/{entry}/dispute",
    status_code=201,
    summary="Object to an entry (head of its unit)",
    openapi_extra=json_body(DISPUTE),
)
async def object_to(request: Request, entry: str) -> Response:
    """Once per entry; a supervisor who did not ask and is not of the unit decides."""
    ask = await asked(request)
    ask.require_staff()
    question = await ask_of(ask, Params(request.query_params, ()), MODELS)
    position = await dispute(ask, question, entry, await read_object(request))
    return answer(ask, {"entry": entry, "position": position}, 201, {"X-Position": str(position)})


@router.post(
    "/{entry}/decision",
    status_code=201,
    summary="Decide on an objection (supervisor, another person)",
    openapi_extra=json_body(DECISION),
)
async def decide_on(request: Request, entry: str) -> Response:
    """Upheld, the points no longer count from here on; the past keeps them."""
    ask = await asked(request)
    ask.require_staff()
    question = await ask_of(ask, Params(request.query_params, ()), MODELS)
    position = await decide(ask, question, entry, await read_object(request))
    return answer(ask, {"entry": entry, "position": position}, 201, {"X-Position": str(position)})
