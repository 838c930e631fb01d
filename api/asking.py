"""Everything a route starts from: who asks, in which language, at which moment, and the services behind.

One call per request authenticates; a route that does not make it is open to everybody, and there are five of them:
health, metrics, the list of actors, the documentation, the signed head of the transparency log with its key.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeVar

from starlette.requests import Request
from starlette.responses import JSONResponse

from api.auth import actor_of
from api.language import TAGS, language_of
from api.problems import Problem
from api.services import Services
from api.wording import Wording
from domain.calendar import WorkCalendar
from domain.errors import Refused
from domain.office import Office, Person
from projections.audience import Audience

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A request by somebody."""

    services: Services
    request: Request
    person: Person
    office: Office
    language: str
    now: datetime
    remembered: bool = False
    """Whether the office is the one known from before: good to act by, since what is stored is judged by the log."""

    @property
    def trace_id(self) -> str:
        """The trace this request belongs to."""
        return trace_of(self.request)

    def calendar(self, at: datetime | None = None) -> WorkCalendar:
        """The calendar the office counts by, or counted by at a moment that is over."""
        return self.services.engine.calendar_of(self.office, None if at == self.now else at)

    async def anew(self) -> Asked:
        """The same request, on the office as it is now."""
        office = await self.services.engine.office()
        return replace(self, person=office.person(self.person.id), office=office, remembered=False)

    def wording(self, workflow: str = "") -> Wording:
        """Words of a workflow in the reader's language; without one those that all share."""
        return Wording(self.services.labels(workflow), self.language)

    @property
    def audience(self) -> Audience:
        """For whom lists and figures are made; without it none can be asked for."""
        return Audience.of(self.person)

    def require_staff(self) -> None:
        """Lists and figures are for members of staff. Raises Problem staff_only."""
        if not self.person.is_staff:
            raise Problem("staff_only")


def services_of(request: Request) -> Services:
    """The services of the application that got this request."""
    services: Services = request.app.state.services
    return services


def trace_of(request: Request) -> str:
    """The trace a request belongs to."""
    return str(request.scope.get("state", {}).get("trace_id", ""))


async def asked(request: Request, *, language: str = "", actor: str = "", remembered: bool = False) -> Asked:
    """Who asks what; who will only `act_on` it may take the office as remembered.

    Raises Problem no_actor and what else the sign-in refuses.
    """
    services = services_of(request)
    actor = actor or actor_of(request)
    known = services.engine.known_office() if remembered else None
    office = known or await services.engine.office()
    return Asked(
        services=services,
        request=request,
        person=office.person(actor),
        office=office,
        language=language or language_of(request.headers.get("accept-language")),
        now=services.clock(),
        remembered=known is not None,
    )


async def act_on(asked: Asked, act: Callable[[Asked], Awaitable[T]]) -> T:
    """Do something on what is remembered, where it is; a refusal is only made on what was read for it."""
    try:
        return await act(asked)
    except (Refused, Problem):
        if not asked.remembered:
            raise
    return await act(await asked.anew())


def answer(
    asked: Asked, body: Any, status: int = 200, headers: Mapping[str, str] | None = None
) -> JSONResponse:
    """A body in the reader's language."""
    said = {"Content-Language": TAGS[asked.language], "Vary": "Accept-Language, Cookie, X-Bihuan-Actor"}
    return JSONResponse(body, status, {**said, **(headers or {})})
