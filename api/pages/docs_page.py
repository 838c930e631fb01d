"""The interface as a page made here, without a script or style from elsewhere; and what the codes mean."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response
from starlette.responses import JSONResponse

from api.asking import services_of
from api.language import TAGS, language_of
from api.pages.frame import page_language, render
from api.problem_texts import TEXTS
from api.problems import Problem, status_of, words_of
from domain.errors import FieldMissing, MoveNotAllowed, NotFound, RoleMissing, StaleVersion
from domain.rules import RULES

router = APIRouter(include_in_schema=False)
BESIDE_RULES = ("may_not_stand_in", "case_no_taken")
"""Refusals of the domain that are neither a rule's nor a class of their own."""


@router.get("/docs")
async def docs(request: Request) -> Response:
    """Every operation, from the very document that machines read."""
    document = request.app.openapi()
    language, words = page_language(request), services_of(request).labels()
    codes = [(code, status_of(code), words_of(code, language, words)[0]) for code in known_codes()]
    return render(request, "docs.html", None, groups=_grouped(document), codes=codes)


@router.get("/problems/{code}")
async def problem(request: Request, code: str) -> Response:
    """What a code means: where the `type` of a problem leads to."""
    if code not in known_codes():
        raise Problem("not_found", what="problem")
    language, words = language_of(request.headers.get("accept-language")), services_of(request).labels()
    title, detail = words_of(code, language, words)
    body = {"code": code, "status": status_of(code), "title": title, "detail": detail}
    return JSONResponse(body, headers={"Content-Language": TAGS[language], "Vary": "Accept-Language"})


def known_codes() -> tuple[str, ...]:
    """Every code an answer can carry."""
    generic = (kind.code for kind in (MoveNotAllowed, RoleMissing, FieldMissing, StaleVersion, NotFound))
    rules = (rule.code for rule in RULES.values())
    return tuple(dict.fromkeys(sorted({*TEXTS, *generic, *rules, *BESIDE_RULES})))


def _grouped(document: dict[str, Any]) -> list[tuple[str, list[dict[str, Any]]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            tag = (operation.get("tags") or ["other"])[0]
            parameters = [one for one in operation.get("parameters", ()) if one["in"] != "path"]
            row = {
                "method": method.upper(),
                "path": path,
                "summary": operation.get("summary", ""),
                "description": operation.get("description", ""),
                "parameters": [(one["name"], one.get("description", "")) for one in parameters],
            }
            found.setdefault(tag, []).append(row)
    return list(found.items())
