"""Whatever was raised on the way, as one problem: the only place that knows both exceptions and answers."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import Any

import psycopg
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from psycopg_pool import PoolTimeout
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from api.asking import services_of, trace_of
from api.pages.problem_page import problem_page
from api.problems import Problem, field_errors, problem_response
from domain.errors import FieldMissing, Refused
from workflows.log.errors import LogError, LogUnavailable, Unstorable

LOG = logging.getLogger("bihuan.http")
Handler = Callable[[Request, Any], Awaitable[Response]]
BY_STATUS = {
    404: "not_found",
    405: "method_not_allowed",
    413: "body_too_large",
    415: "unsupported_media_type",
}
FORBIDDEN_INPUT = "malformed_form"


def as_problem(error: Exception) -> Problem:
    """The problem that an exception means; what nobody foresaw is `internal`."""
    if isinstance(error, Problem):
        return error
    for kind, made in _MADE:
        if isinstance(error, kind):
            return made(error)
    return Problem("internal")


def _refused(error: Refused) -> Problem:
    told = {name: _plain(value) for name, value in error.facts.items() if name in _TOLD}
    if "case" in error.facts and error.code == "already_reported":
        told["case"] = error.facts["case"]
    return Problem(error.code, **told)


_TOLD = frozenset(
    {"rule", "numbers", "roles", "move", "state", "allowed", "expected", "actual", "what", "workflow"}
)
"""What of a refusal is repeated: names and numbers of the definition and versions, never what somebody typed."""


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, (tuple, set, frozenset)) else value


def _fields(error: FieldMissing) -> Problem:
    return Problem(error.code, errors=field_errors(error.facts["problems"]))


def _away(error: LogUnavailable) -> Problem:
    return Problem("database_away", headers={"Retry-After": str(error.retry_after_s)})


def _status(error: HTTPException) -> Problem:
    code = BY_STATUS.get(error.status_code, FORBIDDEN_INPUT if error.status_code < 500 else "internal")
    return Problem(code, headers=error.headers)


def _parameters(error: RequestValidationError) -> Problem:
    """Only path parameters are left to the framework, and they are texts; kept for what it may add."""
    errors = [
        {"parameter": ".".join(map(str, found["loc"])), "problem": found["type"]} for found in error.errors()
    ]
    return Problem("bad_parameter", errors=errors)


def _unsafe(_: Exception) -> Problem:
    return Problem("unsafe_json", errors=[{"pointer": "", "problem": "unstorable"}])


_MADE: tuple[tuple[type[Exception] | tuple[type[Exception], ...], Callable[[Any], Problem]], ...] = (
    (FieldMissing, _fields),
    (Refused, _refused),
    (LogUnavailable, _away),
    ((psycopg.OperationalError, psycopg.InterfaceError, PoolTimeout), lambda _: Problem("database_away")),
    (psycopg.errors.UndefinedTable, lambda _: Problem("not_yet_visible")),
    (Unstorable, _unsafe),
    (RequestValidationError, _parameters),
    (HTTPException, _status),
)


async def handle(request: Request, error: Exception) -> Response:
    """Answer what was raised: as a page to a browser, as problem+json to everybody else."""
    problem = as_problem(error)
    if problem.code == "internal":
        LOG.error("unforeseen, trace %s", trace_of(request), exc_info=error)
    elif problem.code == "database_away":
        LOG.warning("%s Trace %s.", error, trace_of(request))
    if not request.url.path.startswith("/api/") and "text/html" in request.headers.get("accept", ""):
        return problem_page(request, problem)
    return problem_response(request, problem, services_of(request).labels())


def add_handlers(app: FastAPI) -> None:
    """Let every exception end in a problem."""
    for kind in (
        Problem,
        Refused,
        LogError,
        psycopg.Error,
        PoolTimeout,
        RequestValidationError,
        HTTPException,
    ):
        app.add_exception_handler(kind, handle)
    app.add_exception_handler(Exception, handle)
