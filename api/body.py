"""Reading what a client sent: a JSON object through the strict parser, and the names that belong to every request."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from starlette.requests import Request

from api.auth import is_actor
from api.problems import Problem
from api.strict_json import BadJson, parse_json
from domain.codec import FieldProblem
from domain.errors import FieldMissing
from domain.scalars import SCALARS

ENVELOPE = ("occurred_at", "on_behalf_of", "role")
"""Names beside the fact's own: when it happened, for whom, in which of one's roles."""


@dataclass(frozen=True, kw_only=True)
class Sent:
    """A body taken apart: the fact's fields, and what goes around them."""

    fields: Mapping[str, Any]
    occurred_at: datetime | None = None
    on_behalf_of: str | None = None
    role: str | None = None


async def read_object(request: Request) -> dict[str, Any]:
    """The JSON object of a request, empty for no body. Raises Problem."""
    raw = await request.body()
    if not raw:
        return {}
    _require_json(request.headers.get("content-type", ""))
    return as_object(raw)


def as_object(raw: bytes) -> dict[str, Any]:
    """Parse a body that must be an object. Raises Problem."""
    try:
        value = parse_json(raw)
    except BadJson as error:
        told = {"pointer": error.pointer, "problem": error.problem, "expected": error.expected}
        raise Problem(error.code, errors=[told]) from None
    if not isinstance(value, dict):
        raise FieldMissing((FieldProblem("", "wrong_type", "object"),))
    return value


def sent(body: Mapping[str, Any]) -> Sent:
    """Take a body apart. Raises FieldMissing naming what is wrong around the fact's fields."""
    problems: list[FieldProblem] = []
    occurred_at = body.get("occurred_at")
    if occurred_at is not None:
        read, expected = SCALARS[datetime]
        occurred_at = read(occurred_at)
        if occurred_at is None:
            problems.append(FieldProblem("/occurred_at", "wrong_type", expected))
    principal = body.get("on_behalf_of")
    if principal is not None and not (isinstance(principal, str) and is_actor(principal)):
        problems.append(FieldProblem("/on_behalf_of", "wrong_type", "id of a person"))
    role = body.get("role")
    if role is not None and not (isinstance(role, str) and len(role) <= 64):
        problems.append(FieldProblem("/role", "wrong_type", "text"))
    if problems:
        raise FieldMissing(tuple(problems))
    fields = {name: value for name, value in body.items() if name not in ENVELOPE}
    return Sent(fields=fields, occurred_at=occurred_at, on_behalf_of=principal, role=role)


def _require_json(content_type: str) -> None:
    kind, _, parameters = content_type.partition(";")
    kind = kind.strip().lower()
    charset = parameters.replace(" ", "").lower()
    is_json = kind == "application/json" or (kind.startswith("application/") and kind.endswith("+json"))
    if not is_json or ("charset=" in charset and "charset=utf-8" not in charset.replace('"', "")):
        raise Problem("unsupported_media_type")
