"""Devices: readings in, and lists of devices, readings, alarms and what these asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request, Response
from starlette.responses import JSONResponse

from api.asking import Asked, answer, asked
from api.body import read_object
from api.devices import lists, view
from api.devices.deciding import set_mode, snooze
from api.devices.door import MOST, sender_of, take_in
from api.openapi import headers, json_body, query
from api.params import Params, without_parameters
from api.preconditions import key_of
from api.spreadsheet import spreadsheet
from domain.facts.devices import SERVICE_MODES
from domain.sensing.definition import ALARM_MODES

router = APIRouter(tags=["devices"])
TEXT = {"type": "string", "maxLength": 10_000}
NUMBER = {"type": "string", "pattern": r"^-?\d+(\.\d+)?$"}
MEASURED = {
    "type": "object",
    "required": ["factor", "value"],
    "properties": {"factor": TEXT, "value": NUMBER, "flag": {"type": "string", "default": "N"}},
}
READING = {
    "type": "object",
    "required": ["sequence", "measured_at"],
    "properties": {
        "sequence": {"type": "integer", "minimum": 0},
        "measured_at": {"type": "string", "format": "date-time"},
        "values": {"type": "array", "items": MEASURED, "maxItems": 50},
        "faults": {"type": "array", "items": {"type": "string"}, "maxItems": 20},
        "mode": {"enum": list(SERVICE_MODES)},
    },
}
READINGS = {
    "type": "object",
    "required": ["readings"],
    "properties": {"readings": {"type": "array", "items": READING, "minItems": 1, "maxItems": MOST}},
}
SNOOZE = {
    "type": "object",
    "required": ["until", "reason"],
    "additionalProperties": False,
    "properties": {"until": {"type": "string", "format": "date-time"}, "reason": TEXT},
}
MODE = {
    "type": "object",
    "required": ["mode", "reason"],
    "additionalProperties": False,
    "properties": {"mode": {"enum": list(ALARM_MODES)}, "device": {"type": "string"}, "reason": TEXT},
}
READING_PARAMETERS = (*lists.READING_FILTERS, *lists.PAGING)
ALARM_PARAMETERS = (*lists.ALARM_FILTERS, "format")
ACT_PARAMETERS = (*lists.ACT_FILTERS, *lists.PAGING)
DEVICE_PARAMETERS = (*lists.DEVICE_FILTERS, "format")


@router.post(
    "/readings",
    summary="Readings of a device, a verdict for each",
    dependencies=[Depends(without_parameters)],
    openapi_extra=json_body(READINGS),
)
async def post_readings(request: Request) -> Response:
    """The device proves itself by its token (`Authorization: Bearer`). Each sequence is taken once, however often sent.

    Verdicts: stored; late (kept, its time had been judged); duplicate; conflict (the sequence is another reading's);
    clock_ahead; too_old; refused (with what is wrong). What is `kept` need not be sent again.
    """
    sender = await sender_of(request)
    return JSONResponse(await take_in(request, sender), headers={"Vary": "Authorization"})


@router.get("/devices", summary="Devices and when they were heard", openapi_extra=query(*DEVICE_PARAMETERS))
async def list_devices(request: Request) -> Response:
    """Every device in service; state: silent, raised, normal, never_heard. `format=csv` gives a table."""
    ask, params = await _staff(request, DEVICE_PARAMETERS)
    rows = [view.device_body(ask, row) for row in await lists.devices(ask, params)]
    return _whole(ask, params, "devices", rows, view.DEVICE_COLUMNS)


@router.get(
    "/devices/{device}/readings", summary="Readings of a device", openapi_extra=query(*READING_PARAMETERS)
)
async def list_readings(request: Request, device: str) -> Response:
    """The latest measured first, each value with its flag; `format=csv` gives one row for each value."""
    ask, params = await _staff(request, READING_PARAMETERS)
    known = lists.device_named(ask, device)
    found, cursor = await lists.readings(ask, known, params)
    headers_ = _next(request, cursor)
    if params.text("format") == lists.CSV:
        rows = [row for one in found for row in view.reading_rows(ask, known, one)]
        return spreadsheet(view.READING_COLUMNS, rows, "readings", headers_, ask.services.zone)
    body = {"device": known.device, "readings": [view.reading_body(ask, known, one) for one in found]}
    return answer(ask, {**body, "next": _link(request, cursor)}, headers=headers_)


@router.get("/alarms", summary="Alarms of devices as they stand", openapi_extra=query(*ALARM_PARAMETERS))
async def list_alarms(request: Request) -> Response:
    """Raised or normal, snoozed until when, in which mode, by which definition on which basis."""
    ask, params = await _staff(request, ALARM_PARAMETERS)
    rows = [view.alarm_body(ask, row) for row in await lists.alarms(ask, params)]
    return _whole(ask, params, "alarms", rows, view.ALARM_COLUMNS)


@router.get("/alarms/acts", summary="What alarms asked for", openapi_extra=query(*ACT_PARAMETERS))
async def list_acts(request: Request) -> Response:
    """The newest first: leads opened, joined and cleared; what shadow mode would have opened; what was kept."""
    ask, params = await _staff(request, ACT_PARAMETERS)
    found, cursor = await lists.acts(ask, params)
    rows = [view.act_body(ask, one) for one in found]
    headers_ = _next(request, cursor)
    if params.text("format") == lists.CSV:
        table = [view.table_row(row, view.ACT_COLUMNS) for row in rows]
        return spreadsheet(view.ACT_COLUMNS, table, "alarm-acts", headers_, ask.services.zone)
    return answer(ask, {"acts": rows, "next": _link(request, cursor)}, headers=headers_)


@router.post(
    "/devices/{device}/alarms/{alarm}/snooze",
    status_code=201,
    summary="Snooze an alarm until a moment (shift leader)",
    dependencies=[Depends(without_parameters)],
    openapi_extra={**json_body(SNOOZE), **headers("Idempotency-Key")},
)
async def snooze_alarm(request: Request, device: str, alarm: str) -> Response:
    """At most seven days; until now wakes it. What is raised meanwhile is noted and told when the snooze is over."""
    return await _decided(request, lambda ask, body, key: snooze(ask, device, alarm, body, key))


@router.post(
    "/alarms/{alarm}/mode",
    status_code=201,
    summary="Set the mode of an alarm (steward)",
    dependencies=[Depends(without_parameters)],
    openapi_extra={**json_body(MODE), **headers("Idempotency-Key")},
)
async def set_alarm_mode(request: Request, alarm: str) -> Response:
    """Active opens leads, shadow notes what it would have opened, off is not judged; of one device or of all."""
    return await _decided(request, lambda ask, body, key: set_mode(ask, alarm, body, key))


async def _decided(request: Request, decide: Callable[[Asked, dict[str, Any], str], Any]) -> Response:
    ask = await asked(request)
    position = await decide(ask, await read_object(request), key_of(request))
    return answer(ask, {"position": position}, 201, {"X-Position": str(position)})


async def _staff(request: Request, parameters: Sequence[str]) -> tuple[Asked, Params]:
    ask = await asked(request)
    ask.require_staff()
    return ask, Params(request.query_params, parameters)


def _whole(
    ask: Asked, params: Params, name: str, rows: Iterable[dict[str, Any]], columns: tuple[str, ...]
) -> Response:
    if params.one_of("format", ("json", lists.CSV), "json") == lists.CSV:
        table = [view.table_row(row, columns) for row in rows]
        return spreadsheet(columns, table, name, {}, ask.services.zone)
    return answer(ask, {name: list(rows)})


def _link(request: Request, cursor: str | None) -> str | None:
    if cursor is None:
        return None
    kept = [pair for pair in request.query_params.multi_items() if pair[0] != "cursor"]
    return f"{request.url.path}?{urlencode([*kept, ('cursor', cursor)])}"


def _next(request: Request, cursor: str | None) -> dict[str, str]:
    following = _link(request, cursor)
    return {"Link": f'<{following}>; rel="next"'} if following else {}
