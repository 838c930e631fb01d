"""What the processes take: memory when they are ready and after work, and how soon they are ready."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench import http
from bench.ground import Ground
from bench.harness import OURS, Contestant, Figure
from bench.serving import free_port, memory_mib, process, settings, wait_for

ALONE = ["-P", "-m", "api"]


@contextmanager
def contest(ground: Ground) -> Iterator[list[Contestant]]:
    """The service with work to do, and the command line."""
    yield [
        Contestant(who=OURS, writers=32, run=lambda seconds: _service(ground, seconds)),
        Contestant(who=OURS, writers=1, run=_command_line),
    ]


def _service(ground: Ground, seconds: float) -> Iterator[Figure]:
    """API and worker as processes, with 32 connections that take moves."""
    dsn, port = ground.log_database(), free_port()
    asyncio.run(http.found(dsn))
    with tempfile.TemporaryDirectory() as folder:
        named = settings(dsn, Path(folder))
        with process([*ALONE, "worker"], named) as worker:
            begin = time.perf_counter()
            with process([*ALONE, "serve", "--port", str(port)], named) as serve:
                wait_for(port, "/livez")
                yield Figure(what="API, until it answers", value=time.perf_counter() - begin, unit="s")
                wait_for(port, "/readyz")
                yield Figure(what="API and worker, until ready", value=time.perf_counter() - begin, unit="s")
                yield Figure(what="API, when ready", value=memory_mib(serve.pid), unit="MiB")
                asyncio.run(http.called(port, 32, seconds))
                wait_for(port, "/readyz")
                yield Figure(what="API, after work", value=memory_mib(serve.pid), unit="MiB")
                yield Figure(what="worker, after work", value=memory_mib(worker.pid), unit="MiB")


def _command_line(_: float) -> Iterator[Figure]:
    begin = time.perf_counter()
    subprocess.run([sys.executable, *ALONE, "--help"], check=True, capture_output=True, env=dict(os.environ))
    yield Figure(what="bihuan --help", value=time.perf_counter() - begin, unit="s")
