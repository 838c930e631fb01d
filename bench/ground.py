"""Where a benchmark runs: a server of its own on a disk, with the settings that everybody gets, and fresh databases."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from api.migrate import migrate
from api.postgres import EmbeddedServer, Lease, ensure_database

PREFIX = "bihuan-bench-"
MOST_FACTS = 10_000_000


@dataclass(frozen=True, kw_only=True)
class Ground:
    """The server of one run. `peers` asks for those that need programs of their own, `facts` bounds a large log."""

    server: Lease
    say: Callable[[str], None]
    peers: bool = False
    facts: int = MOST_FACTS
    skipped: list[str] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def database(self, name: str = "bench") -> str:
        """Connection string of a new, empty database."""
        made = f"{name}_{next(self.numbers)}"
        ensure_database(self.server.admin_dsn, made)
        return self.server.dsn(made)

    def log_database(self) -> str:
        """Connection string of a new database with our tables and nothing in them."""
        dsn = self.database("log")
        migrate(dsn)
        return dsn

    def skip(self, name: str, why: str) -> None:
        """Note a peer that cannot be measured here."""
        self.say(f"not here: {name} ({why})")
        self.skipped.append(f"{name}: {why}")


@contextmanager
def ground(*, peers: bool, say: Callable[[str], None], facts: int = MOST_FACTS) -> Iterator[Ground]:
    """A server in a folder that is thrown away afterwards. It lies on the disk: memory would answer too quickly."""
    folder = Path(tempfile.mkdtemp(prefix=PREFIX))
    folder.chmod(0o755)  # the account that the server runs under must get in
    try:
        with EmbeddedServer.acquire(folder) as server:
            yield Ground(server=server, say=say, peers=peers, facts=facts)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
