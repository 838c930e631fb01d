"""What every page has: the language, who is signed in, the banner, and the templates."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from api.asking import Asked, asked, services_of
from api.language import CHINESE, ENGLISH, TAGS, language_of
from api.pages.texts import text_of

LANGUAGE = "bihuan_lang"
"""Cookie of the chosen language."""
YEAR_S = 365 * 24 * 3600
_API = Path(__file__).resolve().parents[1]
STATIC = _API / "static"


class Missing(dict[str, Any]):
    """What somebody typed so far; empty where nothing was."""

    def __missing__(self, key: str) -> str:
        return ""


def templates() -> Environment:
    """The templates: everything escaped, nothing undefined passed over."""
    return Environment(
        loader=FileSystemLoader(_API / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def page_language(request: Request) -> str:
    """The language of a page: asked for in the address, chosen before, else as the browser prefers."""
    for chosen in (request.query_params.get("lang"), request.cookies.get(LANGUAGE)):
        if chosen in (CHINESE, ENGLISH):
            return chosen
    return language_of(request.headers.get("accept-language"))


async def visitor(request: Request) -> Asked:
    """Who looks at a page, in the page's language. Raises Problem."""
    return await asked(request, language=page_language(request))


def render(
    request: Request,
    template: str,
    asked_by: Asked | None,
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    **content: Any,
) -> HTMLResponse:
    """A page in its frame."""
    language = asked_by.language if asked_by else page_language(request)
    page = request.app.state.templates.get_template(template)
    text = page.render(**_frame(request, asked_by, language), **content)
    response = HTMLResponse(text, status, {"Content-Language": TAGS[language], **(headers or {})})
    remember_language(request, response)
    return response


def _frame(request: Request, asked_by: Asked | None, language: str) -> dict[str, Any]:
    other = CHINESE if language == ENGLISH else ENGLISH
    return {
        "t": lambda key: text_of(key, language),
        "lang_tag": TAGS[language],
        "other_tag": TAGS[other],
        "language_url": _with(request, "lang", other),
        "now_url": _without(request, "at", "position", "basis"),
        "is_demo": services_of(request).is_demo,
        "you": asked_by.wording().person(asked_by.office, asked_by.person.id) if asked_by else "",
        "staff": bool(asked_by and asked_by.person.is_staff),
        "audits": bool(asked_by and "auditor" in asked_by.person.roles),
        "path": request.url.path,
    }


def remember_language(request: Request, response: Response) -> None:
    """Keep a language that was chosen in the address."""
    chosen = request.query_params.get("lang")
    if chosen in (CHINESE, ENGLISH):
        response.set_cookie(LANGUAGE, chosen, max_age=YEAR_S, samesite="lax", httponly=True, path="/")


def _with(request: Request, name: str, value: str) -> str:
    """This address with one parameter changed; the page of a form that was sent is that of the form."""
    path = request.url.path if request.method == "GET" else page_of_form(request.url.path)
    kept = [pair for pair in request.query_params.multi_items() if pair[0] != name]
    return f"{path}?{urlencode([*kept, (name, value)])}"


def _without(request: Request, *names: str) -> str:
    kept = [pair for pair in request.query_params.multi_items() if pair[0] not in names]
    return f"{request.url.path}?{urlencode(kept)}" if kept else request.url.path


def page_of_form(path: str) -> str:
    """The page a form stands on: that of its case."""
    return path.partition("/moves/")[0] if path.startswith("/cases/") else path
