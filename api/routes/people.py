"""Who somebody is to this office, and in demo mode who can be chosen."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Depends, Request, Response
from starlette.responses import JSONResponse

from api.asking import answer, asked, services_of
from api.auth import require_local
from api.language import TAGS, language_of
from api.params import without_parameters
from api.wording import Wording
from domain.office import Office, Person

router = APIRouter(tags=["people"], dependencies=[Depends(without_parameters)])
actors = APIRouter(tags=["people"], dependencies=[Depends(without_parameters)])


@router.get("/me", summary="Who I am here")
async def me(request: Request) -> Response:
    """Posts, roles and units of the actor now."""
    ask = await asked(request)
    return answer(
        ask, {"outside": not ask.person.posts, **person_body(ask.person, ask.office, ask.wording())}
    )


@actors.get("/actors", summary="Whom one can be in demo mode")
async def list_actors(request: Request) -> Response:
    """Everybody with a post; any other id is somebody from outside, such as a resident."""
    require_local(request)
    services = services_of(request)
    office = await services.engine.office()
    language = language_of(request.headers.get("accept-language"))
    wording = Wording(services.labels(), language)
    found = [person_body(office.person(person), office, wording) for person in people(office)]
    headers = {"Content-Language": TAGS[language], "Vary": "Accept-Language"}
    return JSONResponse({"actors": found, "demo": services.is_demo}, headers=headers)


def people(office: Office) -> list[str]:
    """Everybody who holds a post now."""
    return sorted(person for person, posts in office.posts.items() if posts)


def person_body(person: Person, office: Office, wording: Wording) -> dict[str, Any]:
    """A person by posts; no names are kept."""
    return {
        "id": person.id,
        "label": wording.person(office, person.id),
        "posts": [
            {
                "role": post.role,
                "role_label": wording.of("roles", post.role),
                "unit": post.unit,
                "unit_label": wording.unit(office, post.unit),
                "title": wording.post(office, post),
                "certified": post.certified,
            }
            for post in person.posts
        ],
    }
