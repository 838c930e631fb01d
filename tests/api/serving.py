"""A real server on a real socket, with a worker behind it, in threads of the test; its clock is the test's to move."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2

from api.app import create_app
from api.bootstrap import build, read_catalogue
from api.listening import listen, server_of
from api.read_models import READ_MODELS
from api.services import Services
from api.settings import Settings
from projections.books import Books
from projections.connecting import connect
from projections.rebuild import bring_up
from projections.runner import Runner, live_model
from tests.api import office
from tests.support.until import until
from workflows.log import LogReader, channel

START = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
"""A Tuesday, nine in the morning at the office."""


@dataclass
class Clock:
    """The moment the server believes it is."""

    now: datetime = START

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **time: float) -> None:
        self.now += timedelta(**time)


@dataclass
class Door:
    """A served office."""

    url: str
    dsn: str
    clock: Clock
    services: Services
    settings: Settings
    loop: asyncio.AbstractEventLoop
    """The loop it is served on: what belongs to the services is asked there."""
    _clients: list[httpx2.Client] = field(default_factory=list)

    def as_(self, actor: str | None, **headers: str) -> httpx2.Client:
        """A client that acts as this person."""
        named = {"X-Bihuan-Actor": actor} if actor else {}
        client = httpx2.Client(base_url=self.url, headers={**named, **headers}, timeout=60, trust_env=False)
        self._clients.append(client)
        return client

    def close(self) -> None:
        for client in self._clients:
            client.close()


@contextmanager
def served(
    dsn: str, folder: Path, *, worker: bool = True, made: str = "", now: datetime = START
) -> Iterator[Door]:
    """Set up the office in a fresh database and serve it; or serve the one that was made there, by its code."""
    settings = Settings(data_dir=folder, database_url=dsn, office=made or office.CODE)
    clock = Clock(now)
    with (
        _server(settings, clock, set_up=not made) as (url, services, loop),
        _worker(dsn, settings.office, run=worker),
    ):
        door = Door(url, dsn, clock, services, settings, loop)
        try:
            yield door
        finally:
            door.close()


@contextmanager
def _server(
    settings: Settings, clock: Clock, *, set_up: bool
) -> Iterator[tuple[str, Services, asyncio.AbstractEventLoop]]:
    listening = listen("127.0.0.1", 0)
    found: dict[str, Any] = {}

    async def run() -> None:
        async with build(settings, clock=clock, catalogue=read_catalogue(settings)) as services:
            if set_up:
                await _set_up(services, clock)
            loop = asyncio.get_running_loop()
            found.update(services=services, server=server_of(create_app(services)), loop=loop)
            await found["server"].serve(sockets=[listening])

    def keep() -> None:
        try:
            asyncio.run(run())
        except BaseException as error:
            found["error"] = error
            raise

    thread = threading.Thread(target=keep, daemon=True)
    thread.start()
    until(lambda: found.get("error") or (found.get("server") and found["server"].started))
    assert "error" not in found, found["error"]
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}", found["services"], found["loop"]
    finally:
        found["server"].should_exit = True
        thread.join(30)
        listening.close()


async def _set_up(services: Services, clock: Clock) -> None:
    await services.engine.tell_office(office.facts(), "init", clock())
    for loaded in services.catalogue.workflows.values():
        await services.engine.publish(loaded.workflow, "init", clock())
    await services.engine.publish_formulas(services.catalogue.formulas.values(), "init", clock())


@contextmanager
def _worker(dsn: str, code: str, *, run: bool) -> Iterator[None]:
    books, stop = Books(code), threading.Event()
    with connect(dsn) as connection, LogReader.open(dsn, code) as log:
        bring_up(connection, books, log, READ_MODELS, owner="tests")
    if not run:
        yield
        return
    consumers = [live_model(books, model) for model in READ_MODELS]
    runner = Runner(
        dsn,
        books,
        lambda: LogReader.open(dsn, code),
        consumers,
        owner="tests",
        bell=channel(code),
    )
    thread = threading.Thread(target=runner.run, args=(stop,), daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(30)
