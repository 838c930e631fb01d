"""How anything that goes wrong is answered: one table from code to status, one body (RFC 9457), two languages.

A code is stable and says what is not so; the title says it in words, the detail what to do about it. `errors` name
fields by JSON Pointer or parameters by name, and never repeat what was sent.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from starlette.requests import Request
from starlette.responses import JSONResponse

from api.language import ENGLISH, TAGS, language_of
from api.parameter_words import NAMED, Expected, sentence, spoken
from api.problem_texts import TEXTS, Told
from domain.codec import FieldProblem

MEDIA_TYPE = "application/problem+json"
GENERIC: Mapping[str, int] = {
    "role_missing": 403,
    "field_missing": 422,
    "stale_version": 412,
    "not_found": 404,
}
"""Refusals of the domain that are not a conflict with what the case is."""
CONFLICT = 409
RETRY_SECONDS = 5
AWAY = 503
BAD_PARAMETER = "bad_parameter"
NO_NUMBERS: Mapping[str, int] = {}


class Words(Protocol):
    """Where the words of the domain's refusals come from."""

    def refusal(self, code: str, language: str = "zh", numbers: Mapping[str, int] = NO_NUMBERS) -> str:
        """What must hold, and who may."""
        ...

    def condition(self, code: str, language: str = "zh", numbers: Mapping[str, int] = NO_NUMBERS) -> str:
        """What must hold, with these numbers of the workflow."""
        ...


class Problem(Exception):
    """A request that is answered with a problem. `more` goes into the body as it is."""

    def __init__(self, code: str, *, headers: Mapping[str, str] | None = None, **more: Any) -> None:
        super().__init__(code)
        self.code = code
        self.more = more
        self.headers = dict(headers or {})


def bad_parameter(name: str, problem: str, expected: Expected, named: str = "") -> Problem:
    """A query parameter or header that is not as it must be.

    `named` is said to people in place of `expected` where that has ids: names in the reader's language.
    """
    errors = [{"parameter": name, "problem": problem, "expected": expected, NAMED: named}]
    return Problem(BAD_PARAMETER, errors=errors)


def field_errors(problems: tuple[FieldProblem, ...]) -> list[dict[str, str]]:
    """The wrong fields of a body, as answers carry them."""
    return [
        {"pointer": found.pointer, "problem": found.problem}
        | ({"expected": found.expected} if found.expected else {})
        for found in problems
    ]


def status_of(code: str) -> int:
    """The HTTP status of a code; every refusal of a rule is a conflict."""
    told = TEXTS.get(code)
    return told.status if told else GENERIC.get(code, CONFLICT)


def words_of(
    code: str, language: str, words: Words, numbers: Mapping[str, int] = NO_NUMBERS
) -> tuple[str, str]:
    """Title and detail of a code. A refusal's words are the catalogue's, with who may when that helps."""
    told = TEXTS.get(code)
    if told is not None:
        return _own_words(told, language)
    return words.condition(code, language, numbers), words.refusal(code, language, numbers)


def problem_body(
    code: str, language: str, words: Words, trace_id: str, more: Mapping[str, Any]
) -> dict[str, Any]:
    """The body of a problem."""
    title, detail = words_of(code, language, words, more.get("numbers", NO_NUMBERS))
    told = spoken(more, language)
    if code == BAD_PARAMETER:
        detail = sentence(more["errors"], language) or detail
    return {
        "type": f"/problems/{code}",
        "title": title,
        "status": status_of(code),
        "detail": detail,
        "code": code,
        "trace_id": trace_id,
        **told,
    }


def problem_response(request: Request, problem: Problem, words: Words) -> JSONResponse:
    """The answer to a request that went wrong, in the language it asks for."""
    language = language_of(request.headers.get("accept-language"))
    trace_id = request.scope.get("state", {}).get("trace_id", "")
    body = problem_body(problem.code, language, words, trace_id, problem.more)
    headers = {"Content-Language": TAGS[language], "Vary": "Accept-Language", **problem.headers}
    if body["status"] == AWAY:
        headers.setdefault("Retry-After", str(RETRY_SECONDS))
    return JSONResponse(body, body["status"], headers, MEDIA_TYPE)


def _own_words(told: Told, language: str) -> tuple[str, str]:
    if language == ENGLISH:
        return told.title_en, told.advice_en
    return told.title_zh, told.advice_zh
