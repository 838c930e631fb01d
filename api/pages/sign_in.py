"""Choosing who one is, in demo mode: a list of posts, or an id of one's own for somebody from outside."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from starlette.responses import RedirectResponse

from api.asking import asked, services_of
from api.auth import ACTOR, is_actor, require_local, require_same_site
from api.pages.frame import page_language, render
from api.pages.texts import text_of
from api.problems import words_of
from api.routes.people import people
from api.wording import Wording
from domain.office import Office

router = APIRouter(include_in_schema=False)
HOME = "/"


@router.get("/sign-in")
async def form(request: Request) -> Response:
    """The form."""
    require_local(request)
    return await _form(request, request.query_params.get("next", HOME), "")


@router.post("/sign-in")
async def enter(request: Request) -> Response:
    """Remember who it is, for as long as the browser is open."""
    require_local(request)
    require_same_site(request)
    async with request.form(max_files=0, max_fields=4) as sent:
        actor = str(sent.get("outsider") or "").strip() or str(sent.get("actor") or "")
        back = str(sent.get("next") or HOME)
    if not is_actor(actor):
        title, _ = words_of("no_actor", page_language(request), services_of(request).labels())
        return await _form(request, back, title)
    response = RedirectResponse(_own(back), 303)
    response.set_cookie(ACTOR, actor, httponly=True, samesite="strict", path="/")
    return response


@router.post("/sign-out")
async def leave(request: Request) -> Response:
    """Forget who it was."""
    require_local(request)
    require_same_site(request)
    response = RedirectResponse("/sign-in", 303)
    response.delete_cookie(ACTOR, httponly=True, samesite="strict", path="/")
    return response


def _own(back: str) -> str:
    """Only ever a page of ours: an address of another site would make this a trap."""
    is_ours = back.startswith("/") and not back.startswith(("//", "/\\")) and back.isprintable()
    return back if is_ours and "\\" not in back else HOME


async def _form(request: Request, back: str, told: str) -> Response:
    services = services_of(request)
    language, office = page_language(request), await services.engine.office()
    groups = _grouped(office, Wording(services.labels(), language))
    chosen = request.cookies.get(ACTOR, "")
    shown = await asked(request, language=language, actor=chosen) if is_actor(chosen) else None
    if told == "" and not groups:
        told = text_of("none_found", language)
    return render(
        request,
        "sign_in.html",
        shown,
        status=422 if told else 200,
        next=_own(back),
        groups=groups,
        chosen=chosen,
        told=told,
    )


def _grouped(office: Office, wording: Wording) -> list[tuple[str, list[tuple[str, str]]]]:
    """Everybody with a post, by unit."""
    found: dict[str, list[tuple[str, str]]] = {}
    for person in people(office):
        posts = office.posts[person]
        roles = " / ".join(dict.fromkeys(wording.of("roles", post.role) for post in posts))
        opening, closing = (text_of(sign, wording.language) for sign in ("open_bracket", "close_bracket"))
        name = f"{wording.post(office, posts[0])}{opening}{roles}{closing}"
        found.setdefault(wording.unit(office, posts[0].unit), []).append((person, name))
    return sorted(found.items())
