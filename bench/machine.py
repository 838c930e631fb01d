"""What a figure was measured on, without names of folders or people."""

from __future__ import annotations

import os
import platform
import tempfile
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psycopg

SYNCS = 200
PEERS = ("eventsourcing", "fastapi")
"""Libraries we depend on that are measured beside us."""


def describe(dsn: str) -> dict[str, Any]:
    """Cores, memory, system, versions, how long a sync to the disk takes, and the server's settings that matter."""
    with psycopg.connect(dsn) as connection:
        names = ("server_version", "fsync", "synchronous_commit", "full_page_writes", "shared_buffers")
        shown = {name: connection.execute("SELECT current_setting(%s)", [name]).fetchone() for name in names}
    server = {name: row[0] if row else "" for name, row in shown.items()}
    return {
        "cpu": _cpu(),
        "cores": os.cpu_count(),
        "memory_gib": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "psycopg": psycopg.__version__,
        **{peer: version(peer) for peer in PEERS},
        "postgresql": server.pop("server_version"),
        **server,
        "sync_ms": round(_sync_ms(), 3),
        "load_before": round(os.getloadavg()[0], 2),
    }


def _cpu() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "")


def _sync_ms() -> float:
    """Mean time of writing 8 KiB and waiting until the disk has it, where the benchmark's database lies."""
    with tempfile.TemporaryFile() as file:
        start = time.perf_counter()
        for _ in range(SYNCS):
            file.write(bytes(8192))
            file.flush()
            os.fsync(file.fileno())
        return (time.perf_counter() - start) / SYNCS * 1000
