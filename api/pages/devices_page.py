"""The pages of devices: all of them, one with its readings, the alarms, and what these asked for."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response
from starlette.datastructures import QueryParams
from starlette.responses import RedirectResponse

from api.asking import Asked
from api.auth import require_same_site
from api.devices import lists, view
from api.devices.deciding import MODE_SETTER, SNOOZER, set_mode, snooze
from api.devices.words import WORDS, said, word
from api.pages.forms import clean, text
from api.pages.frame import render, visitor
from api.pages.moments import local_value, shown_moment
from api.pages.rates_page import filled
from api.pages.refusals import told_of
from api.params import Params
from api.problem_handlers import as_problem
from api.problems import Problem
from domain.codec import to_data
from domain.errors import Refused
from domain.facts.devices import SERVICE_MODES
from domain.facts.sensing import DeviceChanged

router = APIRouter(include_in_schema=False)
Choices = list[tuple[str, str]]
SHOWN = (
    "heard_at",
    "measured_at",
    "received_at",
    "silent_since_at",
    "raised_since_at",
    "snoozed_until_at",
    "at",
)


@router.get("/devices")
async def show_devices(request: Request) -> Response:
    """Every device in service with its state."""
    ask, params = await _asked(request, lists.DEVICE_FILTERS)
    kinds = ask.services.catalogue.sensing.kinds
    content: dict[str, Any] = {
        "devices": [_shown(ask, view.device_body(ask, row)) for row in await lists.devices(ask, params)],
        "options": {
            "kind": [(kind.id, said(ask, (kind.zh, kind.en))) for kind in kinds.values()],
            "state": _words(ask, "device_state"),
        },
        "asked": {name: params.texts(name) for name in lists.DEVICE_FILTERS},
        "table_url": _table("/api/v1/devices", request, lists.DEVICE_FILTERS),
    }
    return render(request, "devices.html", ask, **content)


@router.get("/devices/{device}")
async def show_device(request: Request, device: str) -> Response:
    """One device: its alarms and its readings, the latest first."""
    return await _device(request, device)


@router.post("/devices/{device}/alarms/{alarm}/snooze")
async def snooze_alarm(request: Request, device: str, alarm: str) -> Response:
    """Snooze an alarm; a refusal comes back in words."""
    require_same_site(request)
    ask = await visitor(request)
    async with request.form(max_files=0, max_fields=10) as form:
        clean(form)
        said_ = {"until": _moment(ask, text(form, "until")), "reason": text(form, "reason")}
    try:
        await snooze(ask, device, alarm, said_, "")
    except (Refused, Problem) as error:
        return await _device(request, device, told_of(ask, as_problem(error), alarm))
    return RedirectResponse(f"/devices/{device}", 303)


@router.post("/devices/{device}/alarms/{alarm}/mode")
async def set_alarm_mode(request: Request, device: str, alarm: str) -> Response:
    """Set the mode of an alarm of this device; a refusal comes back in words."""
    require_same_site(request)
    ask = await visitor(request)
    async with request.form(max_files=0, max_fields=10) as form:
        clean(form)
        said_ = {"mode": text(form, "mode"), "reason": text(form, "reason"), "device": device}
    try:
        await set_mode(ask, alarm, said_, "")
    except (Refused, Problem) as error:
        return await _device(request, device, told_of(ask, as_problem(error), alarm))
    return RedirectResponse(f"/devices/{device}", 303)


@router.get("/alarms")
async def show_alarms(request: Request) -> Response:
    """Alarms as they stand, and what they asked for, the newest first."""
    filters = (*lists.ACT_FILTERS, "state")
    ask, params = await _asked(request, (*filters, "cursor", "limit"))
    rows = await lists.alarms(ask, params)
    found, cursor = await lists.acts(ask, params)
    definitions = ask.services.catalogue.sensing.alarms.values()
    since, until = params.window(ask.services.zone)
    content: dict[str, Any] = {
        "alarms": [_shown(ask, view.alarm_body(ask, row)) for row in rows],
        "acts": [_shown(ask, view.act_body(ask, one)) for one in found],
        "options": {
            "alarm": [(one.id, said(ask, (one.zh, one.en))) for one in definitions],
            "state": _words(ask, "alarm_state"),
            "act": _words(ask, "act"),
            "route": _words(ask, "route"),
            "outcome": _words(ask, "outcome"),
        },
        "asked": {name: params.texts(name) for name in ("alarm", "state", "act", "route", "outcome")},
        "device": params.text("device"),
        "since_value": local_value(since, ask.services.zone),
        "until_value": local_value(until, ask.services.zone),
        "next_url": _next(request, cursor),
        "table_url": _table("/api/v1/alarms/acts", request, lists.ACT_FILTERS),
    }
    return render(request, "alarms.html", ask, **content)


async def _device(request: Request, device: str, refusal: Any = None) -> Response:
    ask = await visitor(request)
    ask.require_staff()
    params = Params(filled(request.query_params), (*lists.READING_FILTERS, "cursor", "limit", "lang"))
    known = lists.device_named(ask, device)
    found, cursor = await lists.readings(ask, known, params)
    since, until = params.window(ask.services.zone)
    content: dict[str, Any] = {
        **await _standing(ask, known),
        "readings": [_shown(ask, view.reading_body(ask, known, one)) for one in found],
        "options": _options(ask, known.kind),
        "asked": {name: params.texts(name) for name in lists.READING_FILTERS[:4]},
        "since_value": local_value(since, ask.services.zone),
        "until_value": local_value(until, ask.services.zone),
        "next_url": _next(request, cursor),
        "table_url": _table(f"/api/v1/devices/{device}/readings", request, lists.READING_FILTERS),
        "may_snooze": SNOOZER in ask.person.roles,
        "may_set_mode": MODE_SETTER in ask.person.roles,
        "refusal": refusal,
    }
    status = refusal.status if refusal else 200
    return render(request, "device.html", ask, status=status, **content)


async def _standing(ask: Asked, known: DeviceChanged) -> dict[str, Any]:
    """The device and its alarms, as they stand."""
    rows = await lists.alarms(ask, Params(QueryParams({"device": known.device}), lists.ALARM_FILTERS))
    return {
        "device": _shown(ask, view.device_body(ask, await lists.device_row(ask, known))),
        "alarms": [_shown(ask, view.alarm_body(ask, row)) for row in rows],
    }


def _options(ask: Asked, kind: str) -> dict[str, Choices]:
    return {
        "factor": _factors(ask, kind),
        "mode": [(mode, ask.wording().value("mode", mode)) for mode in SERVICE_MODES],
        "late": _words(ask, "late"),
        "alarm_mode": _words(ask, "mode"),
    }


def _factors(ask: Asked, kind: str) -> Choices:
    sensing = ask.services.catalogue.sensing
    standard = sensing.standard_of(kind)
    names = dict.fromkeys([*(standard.factors if standard else ()), *sensing.kinds[kind].factors])
    return [(name, said(ask, sensing.factor_of(kind, name)[:2])) for name in names]


async def _asked(request: Request, names: Iterable[str]) -> tuple[Asked, Params]:
    ask = await visitor(request)
    ask.require_staff()
    return ask, Params(filled(request.query_params), (*names, "lang"))


def _words(ask: Asked, section: str) -> Choices:
    return [(key, word(ask, section, key)) for key in WORDS[section]]


def _shown(ask: Asked, body: dict[str, Any]) -> dict[str, Any]:
    """A body with its moments as people read them."""
    moments = {
        name: shown_moment(datetime.fromisoformat(body[name]), ask.services.zone) if body[name] else ""
        for name in SHOWN
        if name in body
    }
    return {**body, **moments}


def _moment(ask: Asked, sent: str) -> Any:
    """What an input of kind datetime-local holds, as a moment of the office's time; else as it was sent."""
    try:
        return to_data(datetime.fromisoformat(sent).replace(tzinfo=ask.services.zone))
    except ValueError:
        return sent


def _table(path: str, request: Request, names: Iterable[str]) -> str:
    kept = [pair for pair in filled(request.query_params).multi_items() if pair[0] in names]
    return f"{path}?{urlencode([*kept, ('format', lists.CSV)])}"


def _next(request: Request, cursor: str | None) -> str:
    kept = [pair for pair in filled(request.query_params).multi_items() if pair[0] != "cursor"]
    return f"{request.url.path}?{urlencode([*kept, ('cursor', cursor)])}" if cursor else ""
