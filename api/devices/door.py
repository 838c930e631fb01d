"""Readings coming in: who sends, what is well formed, what became of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request

from api.asking import services_of
from api.body import read_object
from api.devices.tokens import proof_of
from api.problems import Problem, field_errors
from api.services import Services
from domain.codec import FieldProblem, Unreadable, parse
from domain.errors import FieldMissing
from domain.facts.sensing import DeviceChanged
from domain.sensing.reading import Reading
from workflows.devices.intake import KEPT, VERDICTS, take
from workflows.devices.tokens import device_of

MOST = 500
"""Readings in one request."""
REFUSED = "refused"
NO_DEVICE = {"WWW-Authenticate": "Bearer"}


@dataclass(frozen=True, kw_only=True)
class Sender:
    """A device that proved itself."""

    services: Services
    device: DeviceChanged
    lateness_s: int


async def sender_of(request: Request) -> Sender:
    """The device that sends. Raises Problem no_device, device_not_active."""
    services, proof = services_of(request), proof_of(request.headers.get("authorization", ""))
    named = await device_of(services.log, *proof) if proof else None
    if named is None:
        raise Problem("no_device", headers=NO_DEVICE)
    device = (await services.engine.office()).devices.get(named)
    kinds = services.catalogue.sensing.kinds
    if device is None or not device.active or device.kind not in kinds:
        raise Problem("device_not_active")
    return Sender(services=services, device=device, lateness_s=kinds[device.kind].lateness_s)


async def take_in(request: Request, sender: Sender) -> dict[str, Any]:
    """Take a batch; a reading that is wrong stops no other. Raises Problem, FieldMissing, LogUnavailable."""
    sent = _batch(await read_object(request))
    judged = [_read(one, nth) for nth, one in enumerate(sent)]
    good = [one for one in judged if isinstance(one, Reading)]
    now = sender.services.clock()
    log, device = sender.services.log, sender.device.device
    verdicts = iter(await take(log, device, sender.lateness_s, good, now) if good else ())
    told = [
        _told(one, next(verdicts)) if isinstance(one, Reading) else _refused(raw, one)
        for raw, one in zip(sent, judged, strict=True)
    ]
    counts = {
        verdict: sum(one["verdict"] == verdict for one in told)
        for verdict in (*VERDICTS, REFUSED)
        if any(one["verdict"] == verdict for one in told)
    }
    return {"device": device, "readings": told, "counts": counts}


def _batch(body: Mapping[str, Any]) -> Sequence[Any]:
    unknown = [FieldProblem(f"/{name}", "unknown") for name in body if name != "readings"]
    sent = body.get("readings")
    if not isinstance(sent, list) or not 0 < len(sent) <= MOST:
        unknown.append(FieldProblem("/readings", "wrong_type", f"list of 1 to {MOST}"))
        raise FieldMissing(tuple(unknown))
    if unknown:
        raise FieldMissing(tuple(unknown))
    return sent


def _read(raw: Any, nth: int) -> Reading | tuple[FieldProblem, ...]:
    try:
        return parse(Reading, raw)
    except Unreadable as error:
        return tuple(
            FieldProblem(f"/readings/{nth}{one.pointer}", one.problem, one.expected) for one in error.problems
        )


def _told(reading: Reading, verdict: str) -> dict[str, Any]:
    return {"sequence": reading.sequence, "verdict": verdict, "kept": verdict in KEPT}


def _refused(raw: Any, problems: tuple[FieldProblem, ...]) -> dict[str, Any]:
    sequence = raw.get("sequence") if isinstance(raw, Mapping) else None
    known = sequence if isinstance(sequence, int) and not isinstance(sequence, bool) else None
    return {"sequence": known, "verdict": REFUSED, "kept": False, "errors": field_errors(problems)}
