"""A real server on a real socket, put together by the composition root with the clock that is held here.

The socket is opened once for a run; behind it stands the application of the scenario's office. What the worker does
is done after every move, since there is no worker beside it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from api.app import create_app
from api.listening import listen, server_of
from api.services import Services
from domain.codec import to_data
from domain.facts.calendar import CalendarPublished
from domain.facts.office import PlanAdopted
from domain.facts.schema import Fact
from domain.values import Place
from features.answers import Answer
from features.driver import CaseSeen, CorrectionSeen, DeadlineSeen, FactSeen, Request, RestSeen
from features.drivers.catalogue import Catalogue
from features.drivers.domain import FOUNDING
from features.drivers.door import Door as DoorOfServer
from features.drivers.http_bodies import case_in, fact_in
from features.drivers.http_client import HttpClient, Reply
from features.drivers.offices import HeldClock, Offices, offices
from features.drivers.record import Record
from features.drivers.seen import corrections_in, deadline_in, rests_in
from features.drivers.worker import catch_up, let_pass, react, turns_of

READER = "intake-1"
"""Who looks at cases for the specification: the intake clerk may read them all."""
EVERYBODY = "auditor-1"
LARGEST_PAGE = "500"
NOT_UPLOADED = ""


class HttpDriver:
    """One office behind the socket."""

    def __init__(self, stage: Offices, services: Services, clock: HeldClock, client: HttpClient) -> None:
        self.catalogue = stage.catalogue
        self._stage, self._services, self._clock, self._client = stage, services, clock, client
        self._photos: dict[str, Mapping[str, Any]] = {}
        self.door = DoorOfServer(services, client)

    @property
    def now(self) -> datetime:
        return self._clock.now

    @now.setter
    def now(self, moment: datetime) -> None:
        let_pass(self._services, self._stage.loop, self._clock, moment)

    def found(self, facts: Sequence[Fact]) -> None:
        self._stage.found(self._services, facts, self.now)

    def take(self, request: Request) -> Answer:
        if request.elsewhere is not None:
            return self._stage.tell(self._services, request, self.now)
        body = {**self._attached(request.fields, request.actor), "on_behalf_of": request.on_behalf_of}
        if request.case:
            seen = self._client.get(f"/cases/{request.case}", READER)
            seen.expected()
            path = f"/cases/{request.case}/moves/{request.move}"
            reply = self._client.post(path, request.actor, body, seen.etag)
        else:
            opening = {**body, "workflow": request.workflow, "move": request.move}
            reply = self._client.post("/cases", request.actor, opening)
        return self._answer(request, reply)

    def publish(self, calendar: CalendarPublished) -> None:
        self._stage.publish(self._services, calendar, self.now)

    def adopt(self, plan: PlanAdopted) -> None:
        self._stage.adopt(self._services, plan, self.now)
        let_pass(self._services, self._stage.loop, self._clock, self.now)

    def turns(self, plan: str) -> Sequence[str]:
        return turns_of(self._services, self._stage.loop, plan)

    def case(self, case_id: str, at: datetime | None = None) -> CaseSeen | None:
        moment = {"at": at.isoformat()} if at else {}
        reply = self._client.get(f"/cases/{case_id}", READER, **moment)
        return None if reply.problem == "not_found" else case_in(reply.expected())

    def history(self, case_id: str) -> Sequence[FactSeen]:
        return tuple(map(fact_in, self._client.get(f"/cases/{case_id}/history", READER).expected()["facts"]))

    def moves(self, case_id: str, actor: str) -> Mapping[str, str]:
        found = self._client.get(f"/cases/{case_id}/moves", actor).expected()
        allowed = {move["move"]: "" for move in found["allowed"]}
        return {**allowed, **{move["move"]: move["code"] for move in found["refused"]}}

    def evidence(self, slot: str, taken_at: datetime, place: Place | None) -> Mapping[str, Any]:
        return {"id": NOT_UPLOADED, "slot": slot, "taken_at": taken_at.isoformat(), "place": to_data(place)}

    def worklist(self, actor: str, state: str) -> Sequence[str]:
        catch_up(self._services)
        found = self._client.get("/cases", actor, state=state, limit=LARGEST_PAGE).expected()
        return [row["id"] for row in found["cases"]]

    def figures(self) -> Mapping[str, int | None]:
        catch_up(self._services)
        bodies = [self._client.get("/closed-loop", EVERYBODY, tag).expected() for tag in ("zh-CN", "en")]
        figures = [figure for body in bodies for group in body["groups"] for figure in group["figures"]]
        return {figure[name]: figure["value"] for figure in figures for name in ("id", "label")}

    def rate(self, name: str, at: datetime | None = None) -> Mapping[str, int]:
        catch_up(self._services)
        when = {"at": to_data(at)} if at else {}
        bodies = [self._client.get("/rates", EVERYBODY, tag, **when).expected() for tag in ("zh-CN", "en")]
        figures = [figure for body in bodies for group in body["groups"] for figure in group["figures"]]
        known = {figure["id"] for figure in figures if name in (figure["id"], figure["label"])}
        chosen = [figure for figure in figures if figure["id"] in known]
        return {part["label"]: part["count"] for figure in chosen for part in figure["parts"]}

    def rests(self, case_id: str, actor: str, clock: str) -> Sequence[RestSeen]:
        body = self._client.get(f"/cases/{case_id}/deadlines", actor).expected()
        return rests_in(body["deadlines"], clock)

    def deadline(self, case_id: str, actor: str, clock: str) -> DeadlineSeen | None:
        body = self._client.get(f"/cases/{case_id}/deadlines", actor).expected()
        return deadline_in(body["deadlines"], clock)

    def violations(self, kind: str) -> Sequence[str]:
        dsn, office = self._services.dsn, self._services.jurisdiction
        return Record(dsn, office, self.catalogue.loaded, self.catalogue.calendar).violations(kind)

    def corrections(self, case_id: str, actor: str) -> Sequence[CorrectionSeen]:
        return corrections_in(self._client.get(f"/cases/{case_id}/history", actor).expected()["facts"])

    def readable(self, case_id: str, actor: str, field: str) -> bool:
        reply = self._client.get(f"/cases/{case_id}", actor)
        shown = None if reply.problem else reply.body["report"].get(field)
        return shown is not None and not isinstance(shown, Mapping)

    def _answer(self, request: Request, reply: Reply) -> Answer:
        if reply.problem:
            return Answer(case=request.case, code=reply.problem, told=str(reply.body.get("detail", "")))
        react(self._services, self._stage.loop)
        return Answer(case=reply.body["id"])

    def _attached(self, value: Any, actor: str) -> Any:
        """The fields with every file handed in by who acts: nobody may attach what another handed in."""
        if isinstance(value, Mapping):
            inner = {name: self._attached(item, actor) for name, item in value.items()}
            is_file = "slot" in inner and inner.get("id") == NOT_UPLOADED
            return {**inner, "id": self._photo(actor)["id"]} if is_file else inner
        return [self._attached(item, actor) for item in value] if isinstance(value, (list, tuple)) else value

    def _photo(self, actor: str) -> Mapping[str, Any]:
        if actor not in self._photos:
            self._photos[actor] = self._client.upload(actor)
        return self._photos[actor]


class Door:
    """An ASGI application that passes everything to the one of the scenario that is played."""

    def __init__(self) -> None:
        self.behind: Any = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        await self.behind(scope, receive, send)


@dataclass(frozen=True)
class HttpStage:
    """A run on a socket."""

    offices: Offices
    door: Door
    port: int

    @contextmanager
    def driver(self) -> Iterator[HttpDriver]:
        clock, client = HeldClock(FOUNDING), HttpClient(self.port)
        with self.offices.opened(clock) as services:
            self.door.behind = create_app(services)
            try:
                yield HttpDriver(self.offices, services, clock, client)
            finally:
                client.close()


@contextmanager
def stage(catalogue: Catalogue, folder: Path) -> Iterator[HttpStage]:
    """The stage with a server in front of the engine."""
    with offices(catalogue, folder) as running:
        door = Door()
        with _served(running, door) as port:
            yield HttpStage(running, door, port)


@contextmanager
def _served(running: Offices, door: Door) -> Iterator[int]:
    """Serve on a free port of this machine; the port. It listens from the start, so nobody has to wait for it."""
    listening = listen("127.0.0.1", 0)
    port: int = listening.getsockname()[1]
    server = server_of(door)
    serving = running.loop.run(_begun(server.serve(sockets=[listening])))
    try:
        yield port
    finally:
        server.should_exit = True
        running.loop.run(_ended(serving))


async def _begun(serving: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
    return asyncio.create_task(serving)


async def _ended(serving: asyncio.Task[None]) -> None:
    await serving
