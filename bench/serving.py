"""Servers in processes of their own, and what they take from the machine."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from bench.keyed import keys_beside
from bench.office import office_file

READY_S = 60.0


def free_port() -> int:
    """A port that nobody listens on."""
    with closing(socket.socket()) as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def settings(dsn: str, folder: Path) -> Mapping[str, str]:
    """The environment of a command of ours on this database."""
    named = {name: value for name, value in os.environ.items() if not name.startswith("BIHUAN_")}
    more = {
        "BIHUAN_DATABASE_URL": dsn,
        "BIHUAN_KEYS_DATABASE_URL": keys_beside(dsn),
        "BIHUAN_OFFICE": office_file().code,
        "BIHUAN_DATA_DIR": str(folder),
    }
    return {**named, **more}


@contextmanager
def process(arguments: Sequence[str], environment: Mapping[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """A Python program that runs meanwhile."""
    command = [sys.executable, *arguments]
    quiet = subprocess.DEVNULL
    started = subprocess.Popen(command, env=dict(environment), stdout=quiet, stderr=quiet)
    try:
        yield started
    finally:
        started.terminate()
        started.wait(30)


def wait_for(port: int, path: str, *, wanted: int = 200) -> None:
    """Wait until this path is answered with this status. Raises TimeoutError."""
    asked = f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode()
    end = time.monotonic() + READY_S
    while time.monotonic() < end:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=5) as line:
                line.sendall(asked)
                if line.recv(64).split(b" ", 2)[1:2] == [str(wanted).encode()]:
                    return
        except OSError:
            pass
        time.sleep(0.005)
    raise TimeoutError(f"nothing answers {path}")


def memory_mib(pid: int) -> float:
    """What a process holds in memory, pages shared with others included."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))
