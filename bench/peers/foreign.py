"""Peers that `bench/peers/fetch` brings: Message DB on the same server, Emmett on it from Node, UmaDB by itself."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import partial
from importlib import import_module
from pathlib import Path
from queue import SimpleQueue
from typing import Any
from urllib.parse import quote

import psycopg
from psycopg.conninfo import conninfo_to_dict

from bench.callers import Timed, threads
from bench.ground import Ground
from bench.workload import BODY, NOTE, new_uuid

FETCHED = Path(__file__).resolve().parents[2] / ".cache" / "peers"
MODULES = FETCHED / "node_modules"
HOW = "bench/peers/fetch brings it"
Run = Callable[[int, float], Timed]
WRITE = "SELECT message_store.write_message(%s, %s, 'Dispatched', %s::jsonb, NULL, -1)"


def present(ground: Ground) -> Iterator[tuple[str, Run]]:
    """Those that are here, each with what runs it; the others are noted as skipped."""
    if not ground.peers:
        return
    for name, needs, run in (
        ("message-db", MODULES / "@eventide" / "message-db", _message_db),
        ("emmett", MODULES / "@event-driven-io" / "emmett-postgresql", _emmett),
        ("umadb", FETCHED / "python" / "umadb", _umadb),
    ):
        if not needs.is_dir():
            ground.skip(name, HOW)
        elif name == "emmett" and shutil.which("node") is None:
            ground.skip(name, "it needs node")
        else:
            yield name, partial(run, ground)


def _message_db(ground: Ground, callers: int, seconds: float) -> Timed:
    dsn = ground.database()
    _install_message_db(dsn)
    free: SimpleQueue[psycopg.Connection[Any]] = SimpleQueue()
    for _ in range(callers):
        free.put(psycopg.connect(dsn, autocommit=True, prepare_threshold=0))

    def append(_: int) -> None:
        connection = free.get()
        connection.execute(WRITE, [str(new_uuid()), f"case-{new_uuid()}", BODY.decode()])
        free.put(connection)

    try:
        return threads(append, callers, seconds)
    finally:
        while not free.empty():
            free.get().close()


def _install_message_db(dsn: str) -> None:
    """As its install.sh does, without pgcrypto, whose only function it needs every server now has."""
    folder = MODULES / "@eventide" / "message-db" / "database"
    files = [folder / "schema" / "message-store.sql", *sorted((folder / "types").glob("*.sql"))]
    files += [folder / "tables" / "messages.sql", *sorted((folder / "functions").glob("*.sql"))]
    files += sorted((folder / "indexes").glob("*.sql"))
    with psycopg.connect(dsn, autocommit=True) as owner:
        owner.execute("SET client_min_messages = error; SET check_function_bodies = off")
        if owner.execute("SELECT FROM pg_roles WHERE rolname = 'message_store'").fetchone() is None:
            owner.execute("CREATE ROLE message_store")
        for file in files:
            owner.execute(file.read_text().encode())
        owner.execute(f"ALTER DATABASE {owner.info.dbname} SET search_path = message_store, public".encode())


def _emmett(ground: Ground, callers: int, seconds: float) -> Timed:
    found = conninfo_to_dict(ground.database())
    address = f"postgresql://{found['user']}@/{found['dbname']}?host={quote(str(found['host']), safe='')}"
    script = Path(__file__).with_name("emmett.mjs")
    command = ["node", str(script), str(FETCHED), address, str(callers), str(seconds), NOTE * 2]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    told = json.loads(said.splitlines()[-1])
    return Timed(told["answers"], told["elapsed"])


def _umadb(_: Ground, callers: int, seconds: float) -> Timed:
    with _umadb_server() as address:
        umadb = import_module("umadb")
        client = umadb.Client(address)

        def append(_: int) -> None:
            tag = f"case-{new_uuid()}"
            event = umadb.Event(event_type="Dispatched", data=BODY, tags=[tag])
            absent = umadb.AppendCondition(umadb.Query([umadb.QueryItem(tags=[tag])]), None)
            client.append([event], condition=absent)

        return threads(append, callers, seconds)


@contextmanager
def _umadb_server() -> Iterator[str]:
    """A server with its data on the same disk as PostgreSQL's."""
    place = str(FETCHED / "python")
    if place not in sys.path:
        sys.path.append(place)
    with closing(socket.socket()) as found:
        found.bind(("127.0.0.1", 0))
        listen = f"127.0.0.1:{found.getsockname()[1]}"
    start = "import sys, umadb; umadb.run_server_from_args(sys.argv)"
    with tempfile.TemporaryDirectory(prefix="bihuan-bench-umadb-") as folder:
        command = [sys.executable, "-c", start, "--listen", listen, "--db-path", f"{folder}/uma.db"]
        process = subprocess.Popen(command, cwd=place, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            _wait_for(listen)
            yield f"http://{listen}"
        finally:
            process.terminate()
            process.wait(30)


def _wait_for(listen: str) -> None:
    host, _, port = listen.partition(":")
    for _ in range(200):
        try:
            socket.create_connection((host, int(port)), timeout=0.1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise TimeoutError(f"nothing listens on {listen}")
