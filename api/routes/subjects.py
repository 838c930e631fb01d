"""Requests of people about data of their own: for the steward who carries them out, and auditors who look on."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Depends, Request, Response

from api.asking import Asked, answer, asked
from api.body import read_object
from api.openapi import json_body, query
from api.params import Params, without_parameters
from api.problems import bad_parameter
from api.subjects import (
    LONGEST_ID,
    Carrier,
    carry_out,
    done_body,
    found_by,
    require_reader,
    require_steward,
    subject_body,
    wish_of,
)
from domain.codec import FieldProblem
from domain.errors import FieldMissing
from domain.subjects import ERASE, RELEASE, RESTRICT

router = APIRouter(prefix="/subjects", tags=["privacy"])
ID = {"type": "string", "maxLength": LONGEST_ID, "description": "id of the person, as a case has it"}
REQUEST: dict[str, Any] = {
    "type": "object",
    "required": ["subject", "reason"],
    "additionalProperties": False,
    "properties": {"subject": ID, "reason": {"type": "string", "minLength": 1, "maxLength": 10_000}},
}
SOUGHT: dict[str, Any] = {
    "type": "object",
    "required": ["phone"],
    "additionalProperties": False,
    "properties": {"phone": {"type": "string", "maxLength": 64}},
}


@router.get("", summary="How data about somebody stand (steward, auditor)", openapi_extra=query("subject"))
async def show(request: Request) -> Response:
    """Whether anything is kept, restricted or was erased, and what was asked for; never the data themselves."""
    ask = await asked(request)
    require_reader(ask.person)
    subject = Params(request.query_params, ("subject",)).text("subject")
    if not subject:
        raise bad_parameter("subject", "wrong_type", ("个人编号", "the id of a person"))
    return answer(ask, await subject_body(ask.services, subject, ask.person))


@router.post(
    "/search",
    summary="Whose id a phone number came in under (steward)",
    dependencies=[Depends(without_parameters)],
    openapi_extra=json_body(SOUGHT),
)
async def search(request: Request) -> Response:
    """The number is sent in the body, so that it stands in no address and no server's log."""
    ask = await asked(request)
    require_steward(ask.person)
    body = await read_object(request)
    phone = body.get("phone")
    if not isinstance(phone, str) or not phone.strip() or body.keys() != {"phone"}:
        raise FieldMissing((FieldProblem("/phone", "missing", "text"),))
    return answer(ask, {"subjects": await found_by(ask.services, phone)})


@router.post(
    "/restriction",
    status_code=201,
    summary="Keep data about somebody and show them to nobody (steward)",
    dependencies=[Depends(without_parameters)],
    openapi_extra=json_body(REQUEST),
)
async def restrict(request: Request) -> Response:
    """For data that have to be kept; a release takes it back. Two persons can open one case in spite of it."""
    return await _carried_out(request, RESTRICT)


@router.post(
    "/release",
    status_code=201,
    summary="Show restricted data again (steward)",
    dependencies=[Depends(without_parameters)],
    openapi_extra=json_body(REQUEST),
)
async def release(request: Request) -> Response:
    """To those who may read them."""
    return await _carried_out(request, RELEASE)


@router.post(
    "/erasure",
    status_code=201,
    summary="Destroy the keys of data about somebody, for ever (steward)",
    dependencies=[Depends(without_parameters)],
    openapi_extra=json_body(REQUEST),
)
async def erase(request: Request) -> Response:
    """Nobody reads them again, from no backup either; facts and proofs stay as they are."""
    return await _carried_out(request, ERASE)


async def _carried_out(request: Request, action: str) -> Response:
    ask = await asked(request)
    require_steward(ask.person)
    wish = wish_of(action, await read_object(request))
    event = await carry_out(ask.services, wish, _carrier(ask))
    return answer(ask, done_body(event), 201, {"X-Position": str(event.envelope.position)})


def _carrier(ask: Asked) -> Carrier:
    return Carrier(person=ask.person, door="http", now=ask.now, trace=ask.trace_id)
