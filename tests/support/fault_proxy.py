"""A proxy between a client and PostgreSQL that breaks the connection at a chosen moment of the protocol."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from psycopg.conninfo import conninfo_to_dict, make_conninfo

# The server says this after the commit: whoever loses it cannot know whether there was one.
READY_FOR_QUERY = b"Z\x00\x00\x00\x05"


@dataclass
class _Line:
    """What is to happen to one connection."""

    losing_answer: bool = False
    silent_after_answer: bool = False
    silent: bool = False


class FaultProxy:
    """Listens on a socket of its own, in front of the server of `dsn`; use it as an async context manager."""

    def __init__(self, dsn: str) -> None:
        self._target = conninfo_to_dict(dsn)
        self._dsn = dsn
        self._folder = Path(tempfile.mkdtemp(prefix="bihuan-proxy-"))
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.StreamWriter] = set()
        self._pumps: set[asyncio.Task[None]] = set()
        self.losing_answer_to: bytes | None = None
        """The answer to the next request that holds these bytes is lost, and the connection with it."""
        self.losing_request: bytes | None = None
        """The next request that holds these bytes is lost before the server sees it."""
        self.silencing: bytes | None = None
        """The connection of the next request that holds these bytes gets its answer, then nothing any more: it stays
        open, and neither side hears of the other."""
        self.flowing = asyncio.Event()
        """While it is not set, nothing gets through."""
        self.flowing.set()
        self.cuts = self.silenced = 0

    @property
    def dsn(self) -> str:
        """Connection string through the proxy."""
        return make_conninfo(self._dsn, host=str(self._folder), port=5432)

    async def start(self) -> None:
        """Take connections."""
        self._server = await asyncio.start_unix_server(self._serve, self._folder / ".s.PGSQL.5432")

    async def stop(self) -> None:
        """Refuse new connections and break those there are, as a server does that dies."""
        if self._server is not None:
            self._server.close()
            (self._folder / ".s.PGSQL.5432").unlink(missing_ok=True)
            self._server = None
        self.flowing.set()
        for writer in list(self._open):
            writer.transport.abort()
        await asyncio.gather(*self._pumps, return_exceptions=True)

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()
        shutil.rmtree(self._folder, ignore_errors=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        target = f"{self._target['host']}/.s.PGSQL.{self._target['port']}"
        server_reader, server_writer = await asyncio.open_unix_connection(target)
        pair = (writer, server_writer)
        self._open.update(pair)
        task = asyncio.ensure_future(self._both(reader, server_reader, *pair))
        self._pumps.add(task)
        task.add_done_callback(self._pumps.discard)

    async def _both(
        self,
        client_reader: asyncio.StreamReader,
        server_reader: asyncio.StreamReader,
        client: asyncio.StreamWriter,
        server: asyncio.StreamWriter,
    ) -> None:
        line = _Line()
        up = asyncio.ensure_future(self._requests(client_reader, server, line))
        down = asyncio.ensure_future(self._answers(server_reader, client, line))
        with contextlib.suppress(ConnectionError):
            await asyncio.wait((up, down), return_when=asyncio.FIRST_COMPLETED)
        for writer in (client, server):
            writer.transport.abort()
            self._open.discard(writer)
        await asyncio.gather(up, down, return_exceptions=True)

    async def _requests(
        self, reader: asyncio.StreamReader, server: asyncio.StreamWriter, line: _Line
    ) -> None:
        while chunk := await reader.read(65536):
            await self.flowing.wait()
            if self.losing_request is not None and self.losing_request in chunk:
                self.losing_request = None
                self.cuts += 1
                return
            if self.losing_answer_to is not None and self.losing_answer_to in chunk:
                self.losing_answer_to = None
                line.losing_answer = True
            if self.silencing is not None and self.silencing in chunk:
                self.silencing = None
                line.silent_after_answer = True
            if not line.silent:
                server.write(chunk)
                await server.drain()

    async def _answers(self, reader: asyncio.StreamReader, client: asyncio.StreamWriter, line: _Line) -> None:
        while chunk := await reader.read(65536):
            await self.flowing.wait()
            answered = READY_FOR_QUERY in chunk
            if line.losing_answer and answered:
                self.cuts += 1
                return
            if not line.silent:
                client.write(chunk)
                await client.drain()
            if line.silent_after_answer and answered:
                line.silent_after_answer, line.silent = False, True
                self.silenced += 1
