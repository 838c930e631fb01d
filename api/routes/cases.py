"""A case: opened, read now or as it was, its history, its deadlines."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Depends, Request, Response

from api.asking import Asked, act_on, answer, asked
from api.body import read_object, sent
from api.case_reading import view_of
from api.case_view import View, case_body, history_body, is_reported
from api.cuts import NAMES, cut_of
from api.deadline_view import deadlines_body
from api.openapi import component, headers, json_body, query
from api.opening import opening_of
from api.params import Params, without_parameters
from api.pause_causes import says_why
from api.preconditions import key_of
from api.revealing import Only, all_of
from api.taking import Wish, done_body, done_headers, etag, take
from workflows.engine import Done

router = APIRouter(prefix="/cases", tags=["cases"])


@router.post(
    "",
    status_code=201,
    summary="Report: open a case",
    dependencies=[Depends(without_parameters)],
    openapi_extra={**json_body(component("Report")), **headers("Idempotency-Key")},
)
async def open_case(request: Request) -> Response:
    """Takes the workflow's move from `new`; name the workflow, or a category that belongs to one."""
    ask = await asked(request, remembered=True)
    body, key = await read_object(request), key_of(request)
    done = await act_on(ask, lambda known: _opened(known, body, key))
    said = {"Location": f"/api/v1/cases/{done.case_id}", **done_headers(done)}
    return answer(ask, done_body(done), 201, said)


@router.get("/{case_id}", summary="One case, now or as it was", openapi_extra=query(*NAMES))
async def show_case(request: Request, case_id: str) -> Response:
    """By id or case number. With `at` or `position` as it was; `basis` says by which time."""
    ask, view = await _viewed(request, case_id, is_reported)
    headers_ = {"X-Position": str(view.position)}
    if not _looks_back(request):
        headers_["ETag"] = etag(view.case.version)
    return answer(ask, case_body(view), headers=headers_)


@router.get("/{case_id}/history", summary="Its facts in order", openapi_extra=query(*NAMES))
async def show_history(request: Request, case_id: str) -> Response:
    """Every fact with who, when, by which move, under which rules, and what it did to the clocks."""
    ask, view = await _viewed(request, case_id)
    return answer(
        ask, _with_id(view, "facts", history_body(view)), headers={"X-Position": str(view.position)}
    )


@router.get("/{case_id}/deadlines", summary="Why each deadline is when it is", openapi_extra=query(*NAMES))
async def show_deadlines(request: Request, case_id: str) -> Response:
    """Rule, basis, calendar version, pauses and every step that moved it; only basis L is a statutory limit.

    `why` tells it in sentences, step by step; `changes` has old moments and what changed them. `estimated`: a year it
    reaches into is not announced yet, so that it may still move.
    """
    ask, view = await _viewed(request, case_id, says_why)
    return answer(ask, _with_id(view, "deadlines", deadlines_body(view)))


async def _opened(asked: Asked, body: Mapping[str, Any], key: str) -> Done:
    opening = await opening_of(asked, body)
    wish = Wish(move=opening.move, sent=sent(opening.fields), workflow=opening.workflow, key=key)
    return await take(asked, wish)


def _with_id(view: View, name: str, found: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "id": view.case.id,
        "case_no": view.case.case_no,
        "version": view.case.version,
        "position": view.position,
        name: found,
    }


async def _viewed(request: Request, case_id: str, only: Only = all_of) -> tuple[Asked, View]:
    ask = await asked(request)
    cut = await cut_of(Params(request.query_params, NAMES), ask.services)
    return ask, await view_of(ask, case_id, cut, only=only)


def _looks_back(request: Request) -> bool:
    return any(name in request.query_params for name in ("at", "position"))
