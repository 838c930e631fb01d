"""Moves a second over HTTP: 32 connections, one worker; identity, policy, decision and durable commit in each.

A case is reported, filed, dispatched and signed for, then comes the next. The peers get the same requests with the same
bodies from the same client; their servers run in the same way.
"""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from bench import office
from bench.callers import Timed, tasks
from bench.ground import Ground
from bench.harness import OURS, Contestant, Figure
from bench.keyed import keyed_log
from bench.peers import web
from bench.serving import free_port, process, settings, wait_for

CALLERS = (1, 32)
WHAT = "POST a move"
MOVES = 4
"""Of the eight; those after them need photos that were sent before."""
Served = Callable[[], AbstractContextManager[int]]


class Connection:
    """One connection that is kept, and the case that is taken along on it."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._number, self._case = 0, ""

    async def open(self) -> None:
        """Connect."""
        self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port)

    async def once(self) -> None:
        """Take the next move."""
        move, actor, fields = office.STEPS[self._number]
        said = dict(fields())
        headers = {"X-Bihuan-Actor": actor}
        path = f"/api/v1/cases/{self._case}/moves/{move}"
        if self._number == 0:
            path, said = "/api/v1/cases", {"workflow": office.WORKFLOW, **said}
        else:
            headers["If-Match"] = f'"v{self._number}"'
        answer = await self._post(path, headers, json.dumps(said, ensure_ascii=False).encode())
        if self._number == 0:
            self._case = json.loads(answer)["id"]
        self._number = (self._number + 1) % MOVES

    async def _post(self, path: str, headers: Mapping[str, str], body: bytes) -> bytes:
        told = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        head = (
            f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\n{told}\r\n"
        )
        self._writer.write(head.encode() + body)
        answered = (await self._reader.readuntil(b"\r\n\r\n")).lower()
        length = int(answered.partition(b"content-length:")[2].split(b"\r\n", 1)[0])
        answer = await self._reader.readexactly(length)
        if not answered.startswith(b"http/1.1 20"):
            raise AssertionError(answer.decode())
        return answer

    def close(self) -> None:
        """Hang up."""
        self._writer.close()


@contextmanager
def contest(ground: Ground) -> Iterator[list[Contestant]]:
    """Ours and both peers, with one connection and with 32."""
    servers: dict[str, Served] = {
        OURS: lambda: _ours(ground),
        web.ECHO: lambda: _peer(""),
        web.INSERT: lambda: _peer(ground.database()),
    }
    yield [
        Contestant(who=who, writers=callers, run=_run(served, callers))
        for callers in CALLERS
        for who, served in servers.items()
    ]


def _run(served: Served, callers: int) -> Callable[[float], Iterable[Figure]]:
    def measured(seconds: float) -> list[Figure]:
        with served() as port:
            return list(asyncio.run(called(port, callers, seconds)).figures(WHAT))

    return measured


async def called(port: int, callers: int, seconds: float) -> Timed:
    """Take moves on so many connections."""
    lines = [Connection(port) for _ in range(callers)]
    await asyncio.gather(*(line.open() for line in lines))
    try:
        return await tasks(lambda number: lines[number].once(), callers, seconds)
    finally:
        for line in lines:
            line.close()


@contextmanager
def _ours(ground: Ground) -> Iterator[int]:
    dsn, port = ground.log_database(), free_port()
    asyncio.run(found(dsn))
    serve = ["-P", "-m", "api", "serve", "--port", str(port)]
    with (
        tempfile.TemporaryDirectory() as folder,
        process(serve, settings(dsn, Path(folder))),
    ):
        wait_for(port, "/livez")
        yield port


async def found(dsn: str) -> None:
    """Set the office up in an empty log."""
    async with keyed_log(dsn, office.office_file().code) as log:
        await office.found(office.engine_on(log))


@contextmanager
def _peer(dsn: str) -> Iterator[int]:
    port = free_port()
    with process(["-m", "bench.peers.web", str(port), dsn], {"PYTHONPATH": ":".join(sys.path)}):
        wait_for(port, "/", wanted=405)
        yield port
