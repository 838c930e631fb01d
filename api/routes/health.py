"""Whether it lives, whether it is fit to serve, and how it does: for supervisors and monitoring."""

from __future__ import annotations

from typing import Any

import psycopg
from fastapi import APIRouter, Request
from psycopg_pool import PoolTimeout
from starlette.responses import JSONResponse, PlainTextResponse

from api.asking import services_of
from api.live_tables import ask_live
from api.services import Services
from projections.lag import Lag, lag
from projections.transparency.store import UNSEALED
from workflows.log import AppendCounts
from workflows.log.errors import LogError
from workflows.log.messages import late_timers

router = APIRouter(tags=["health"])
MOST_BEHIND = 1_000
MOST_SILENT_S = 30.0
"""A follower that is not heard of for so long is not followed by any worker."""
AWAY = (psycopg.Error, PoolTimeout, LogError, OSError)


@router.get("/livez", summary="The process answers")
async def livez() -> JSONResponse:
    """Says nothing about the database."""
    return JSONResponse({"live": True})


@router.get("/readyz", summary="Fit to serve")
async def readyz(request: Request) -> JSONResponse:
    """The databases answer, lists are not far behind, what people asked for was done to the keys.

    Parked cases, late timers and sealing are shown only.
    """
    try:
        head, lags = await _measured(services_of(request))
        due, oldest_s = await late_timers(services_of(request).log, services_of(request).clock())
        sealed, unsealed_s = await _sealed(services_of(request))
        waiting = len(await services_of(request).privacy.requests.waiting())
    except AWAY as error:
        body = {"ready": False, "database": "away", "reason": type(error).__name__}
        return JSONResponse(body, 503, {"Retry-After": "5"})
    late = [found.name for found in lags if is_late(found)]
    body = {
        "ready": not late and not waiting,
        "database": "reachable",
        "position": head,
        "late": late,
        "followers": [_follower(found) for found in lags],
        "parked": sum(found.parked for found in lags),
        "timers": {"due": due, "oldest_s": round(oldest_s, 1)},
        "audit": {"sealed": sealed, "unsealed_s": round(unsealed_s, 1)},
        "requests_of_people": {"not_done": waiting},
    }
    ready = bool(body["ready"])
    return JSONResponse(body, 200 if ready else 503, {} if ready else {"Retry-After": "5"})


def is_late(found: Lag) -> bool:
    """Whether lists show too old a state to work by."""
    return found.behind > MOST_BEHIND or (found.behind > 0 and found.silent_s > MOST_SILENT_S)


async def _measured(services: Services) -> tuple[int, tuple[Lag, ...]]:
    head = await services.log.head()
    return head, await ask_live(services.reads, lag(services.books, head), free_s=3.0)


async def _sealed(services: Services) -> tuple[int, float]:
    """How many facts stand under the last checkpoint, and for how many seconds the first one after it has waited."""
    place = services.jurisdiction
    ((size, waited_s),) = await services.log.ask(UNSEALED, [place, place])
    return int(size), max(0.0, float(waited_s))


def _follower(found: Lag) -> dict[str, Any]:
    return {
        "name": found.name,
        "model": found.model,
        "position": found.position,
        "behind": found.behind,
        "silent_s": round(found.silent_s, 1),
        "parked": found.parked,
    }


@router.get("/metrics", summary="Prometheus text", response_class=PlainTextResponse)
async def metrics(request: Request) -> PlainTextResponse:
    """Requests by status, and how far the lists are; no personal data, no case."""
    services = services_of(request)
    lines = [
        "# HELP bihuan_requests_total Requests answered, by status.",
        "# TYPE bihuan_requests_total counter",
        *(f'bihuan_requests_total{{status="{status}"}} {n}' for status, n in sorted(services.tally.items())),
        *_appended(services.log.append_counts),
        "# HELP bihuan_up Whether the database answers.",
        "# TYPE bihuan_up gauge",
    ]
    try:
        head, lags = await _measured(services)
        due, oldest_s = await late_timers(services.log, services.clock())
        sealed, unsealed_s = await _sealed(services)
    except AWAY:
        lines.append("bihuan_up 0")
    else:
        lines += ["bihuan_up 1", *_gauges(head, lags), *_timers(due, oldest_s), *_audit(sealed, unsealed_s)]
    return PlainTextResponse("\n".join(lines) + "\n", media_type="text/plain; version=0.0.4; charset=utf-8")


APPENDED = (
    (
        "bihuan_append_calls_total",
        "counter",
        "Calls that stored commands, each for all that waited.",
        "batches",
    ),
    ("bihuan_append_commands_total", "counter", "Commands sent with them.", "commands"),
    ("bihuan_append_splits_total", "counter", "Calls sent again in halves for a refused command.", "splits"),
    ("bihuan_append_turned_away_total", "counter", "Commands that had waited too long.", "turned_away"),
    ("bihuan_append_waiting", "gauge", "Commands that wait to be sent.", "waiting"),
)


def _appended(counts: AppendCounts) -> list[str]:
    lines = []
    for name, kind, text, field in APPENDED:
        lines += [f"# HELP {name} {text}", f"# TYPE {name} {kind}", f"{name} {getattr(counts, field)}"]
    return lines


def _timers(due: int, oldest_s: float) -> list[str]:
    return [
        "# HELP bihuan_timers_due Timers that are due and that no worker has looked at.",
        "# TYPE bihuan_timers_due gauge",
        f"bihuan_timers_due {due}",
        "# HELP bihuan_timers_oldest_seconds How late the oldest of them is.",
        "# TYPE bihuan_timers_oldest_seconds gauge",
        f"bihuan_timers_oldest_seconds {oldest_s:.3f}",
    ]


def _audit(sealed: int, unsealed_s: float) -> list[str]:
    return [
        "# HELP bihuan_audit_sealed_facts Facts under the last signed checkpoint.",
        "# TYPE bihuan_audit_sealed_facts gauge",
        f"bihuan_audit_sealed_facts {sealed}",
        "# HELP bihuan_audit_unsealed_seconds How long the oldest fact that is not sealed has waited.",
        "# TYPE bihuan_audit_unsealed_seconds gauge",
        f"bihuan_audit_unsealed_seconds {unsealed_s:.3f}",
    ]


def _gauges(head: int, lags: tuple[Lag, ...]) -> list[str]:
    told = (
        ("bihuan_follower_behind", "Events a follower has not seen.", "behind"),
        ("bihuan_follower_parked", "Cases a follower could not take.", "parked"),
    )
    lines = [
        "# HELP bihuan_log_position Last position of the log.",
        "# TYPE bihuan_log_position gauge",
        f"bihuan_log_position {head}",
    ]
    for name, text, field in told:
        lines += [f"# HELP {name} {text}", f"# TYPE {name} gauge"]
        lines += [f'{name}{{follower="{found.name}"}} {getattr(found, field)}' for found in lags]
    return lines
