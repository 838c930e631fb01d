"""Somebody who makes trouble in the database that others write to and read from."""

from __future__ import annotations

import time
from itertools import count
from random import Random
from threading import Event as Flag
from typing import Any
from uuid import UUID

import psycopg

from tests.support.log_events import PLACE, record

KILL = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
    " AND application_name LIKE 'bihuan%%' ORDER BY md5(pid::text || %s) LIMIT 1"
)


class Saboteur:
    """Appends and rolls back, commits slowly, kills backends, keeps old snapshots open; all by its seed."""

    def __init__(self, dsn: str, seed: int) -> None:
        self.random = Random(f"{seed}/saboteur")
        self.dsn = dsn
        self.did = dict.fromkeys(("rolled back", "committed slowly", "killed", "kept open"), 0)
        self._numbers = count(1)

    def run(self, stop: Flag) -> None:
        """Make trouble until told to stop."""
        with (
            psycopg.connect(self.dsn, autocommit=True) as one,
            psycopg.connect(self.dsn, autocommit=True) as stranger,
        ):
            while not stop.wait(self.random.uniform(0.01, 0.06)):
                trouble = self.random.choices([self.slow, self.kill, self.linger], [20, 3, 1])[0]
                trouble(stranger if trouble == self.linger else one)
            stranger.rollback()

    def slow(self, connection: psycopg.Connection[Any]) -> None:
        """Hold the turn for some milliseconds, then commit or take it back."""
        number, commits = next(self._numbers), self.random.random() < 0.4
        made = record(f"slow-{number}", facts=2)
        marks = ",".join(["%s"] * len(made.parameters(PLACE)))
        with connection.transaction(force_rollback=not commits):
            connection.execute(f"SELECT bihuan.append({marks})".encode(), made.parameters(PLACE))
            time.sleep(self.random.uniform(0, 0.015))
        self.did["committed slowly" if commits else "rolled back"] += 1

    def kill(self, connection: psycopg.Connection[Any]) -> None:
        """End a backend, whoever's it is."""
        connection.execute(KILL, [str(UUID(int=self.random.getrandbits(128)))])
        self.did["killed"] += 1

    def linger(self, stranger: psycopg.Connection[Any]) -> None:
        """Keep a transaction with an old snapshot open, until the next time."""
        stranger.rollback()
        stranger.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")
        stranger.execute("SELECT max(position) FROM bihuan.events")
        self.did["kept open"] += 1
