"""Looks that two persons allow: ask to read one case, and open it to somebody else."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Depends, Request, Response

from api.asking import Asked, answer, asked
from api.body import read_object
from api.grant_view import grants_body
from api.grants import PARAMETERS, ask, keep_closed, open_it, requests_asked
from api.openapi import json_body, query
from api.params import Params, without_parameters
from domain.envelope import Event
from domain.facts.privacy import ASKED_FOR, LONGEST_H

router = APIRouter(tags=["privacy"])
TEXT = {"type": "string", "minLength": 1, "maxLength": 10_000}
ASKING: dict[str, Any] = {
    "type": "object",
    "required": ["purpose", "hours", "reason"],
    "additionalProperties": False,
    "properties": {
        "purpose": {"enum": list(ASKED_FOR)},
        "hours": {"type": "integer", "minimum": 1, "maximum": LONGEST_H},
        "reason": TEXT,
    },
}
REFUSAL: dict[str, Any] = {
    "type": "object",
    "required": ["reason"],
    "additionalProperties": False,
    "properties": {"reason": TEXT},
}


@router.get("/grants", summary="Requests to read a case, newest first", openapi_extra=query(*PARAMETERS))
async def list_grants(request: Request) -> Response:
    """Your own; every one for those who decide on them and for auditors."""
    ask_ = await asked(request)
    ask_.require_staff()
    found = await requests_asked(ask_, Params(request.query_params, PARAMETERS))
    return answer(ask_, {"grants": await grants_body(ask_, found)})


@router.post(
    "/cases/{case_id}/grants",
    status_code=201,
    summary="Ask to read all of a case for some hours",
    dependencies=[Depends(without_parameters)],
    openapi_extra=json_body(ASKING),
)
async def ask_for(request: Request, case_id: str) -> Response:
    """A member of staff says what for and why; another person of rank decides within 72 hours."""
    ask_ = await asked(request)
    ask_.require_staff()
    return _told(ask_, await ask(ask_, case_id, await read_object(request)))


@router.post(
    "/grants/{grant}/opening",
    status_code=201,
    summary="Open the case to who asked (deputy or leader, another person)",
    dependencies=[Depends(without_parameters)],
)
async def open_to(request: Request, grant: str) -> Response:
    """From now on for as long as was asked. Who asked cannot, nor somebody who acts for him in that case."""
    ask_ = await asked(request)
    ask_.require_staff()
    return _told(ask_, await open_it(ask_, grant))


@router.post(
    "/grants/{grant}/refusal",
    status_code=201,
    summary="Keep it closed (deputy or leader, another person)",
    dependencies=[Depends(without_parameters)],
    openapi_extra=json_body(REFUSAL),
)
async def refuse_to(request: Request, grant: str) -> Response:
    """With a reason. A request that nobody decides on lapses."""
    ask_ = await asked(request)
    ask_.require_staff()
    return _told(ask_, await keep_closed(ask_, grant, await read_object(request)))


def _told(ask_: Asked, event: Event) -> Response:
    fact, position = event.fact, event.envelope.position
    body = {"id": getattr(fact, "request", ""), "fact": fact.TOPIC, "position": position}
    return answer(ask_, body, 201, {"X-Position": str(position)})
