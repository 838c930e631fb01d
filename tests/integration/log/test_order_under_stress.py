"""No fact is ever skipped, told out of order or doubled, whatever happens to writers, readers and the server.

The short form runs with every test run, the long one by `make soak NAME=order`. The seed is printed.
"""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from threading import Event as Flag
from typing import Any

import psycopg
import pytest

from projections.hint import hints
from tests.support.log_events import PLACE
from tests.support.saboteur import Saboteur
from tests.support.until import until
from workflows.log import LogReader, LogUnavailable, channel

ROOT = Path(__file__).resolve().parents[3]
POLL_S = 0.25


@dataclass(frozen=True)
class Plan:
    """How much, by how many, and how often a process is killed. `callers` write at once in each of two processes."""

    events: int
    seconds: float
    callers: int
    kill_every_s: float


@dataclass
class Seen:
    """What a reader came across, in the order he did."""

    position: int = 0
    told: hashlib._Hash = field(default_factory=hashlib.sha256)

    def read(self, reader: LogReader, limit: int) -> int:
        """Read on; `page` itself refuses a position that does not follow the one before."""
        page = reader.page(self.position, limit)
        for event in page:
            self.told.update(f"{event.envelope.position} {event.envelope.event_id}\n".encode())
        self.position += len(page)
        return len(page)


def follow(dsn: str, seed: int, done: Flag) -> Seen:
    """Read to the end and on, by hint and by asking, connecting anew whenever the connection is killed."""
    seen, chance = Seen(), Random(f"{seed}/reader")
    while True:
        try:
            with LogReader.open(dsn, PLACE) as reader, hints(dsn, channel(PLACE)) as hint:
                while True:
                    was_done = done.is_set()
                    if not seen.read(reader, chance.choice([1, 7, 100, 1000])):
                        if was_done:
                            return seen
                        hint.wait(POLL_S)
        except (LogUnavailable, psycopg.OperationalError):
            time.sleep(0.01)


class Writers:
    """Processes that write; now and then one is killed, and another takes its place."""

    def __init__(self, dsn: str, seed: int, callers: int, folder: Path) -> None:
        self._dsn, self._seed, self._callers, self._folder = dsn, seed, callers, folder
        self._running: list[tuple[subprocess.Popen[bytes], Path]] = []
        self.started = 0

    def start(self) -> None:
        """One more."""
        self.started += 1
        notes = self._folder / f"w{self.started}"
        arguments = [self._dsn, notes.name, str(self._seed), str(self._callers), str(notes)]
        command = [sys.executable, "-m", "tests.support.log_writer", *arguments]
        self._running.append((subprocess.Popen(command, cwd=ROOT), notes))

    def kill_one(self) -> None:
        """SIGKILL: what it had on its way is lost or stored, and nobody tells it."""
        process, notes = self._running.pop(0)
        until(notes.exists)
        process.kill()
        process.wait(30)
        self.start()

    def stop(self) -> None:
        """Let all of them end in good order."""
        for process, notes in self._running:
            until(notes.exists)
            process.send_signal(signal.SIGTERM)
        codes = [process.wait(60) for process, _ in self._running]
        assert codes == [0] * len(codes)

    def __enter__(self) -> Writers:
        self.start()
        self.start()
        return self

    def __exit__(self, *error: object) -> None:
        for process, _ in self._running:
            process.kill()
            process.wait(30)

    def notes(self) -> Iterator[list[str]]:
        """What they were told."""
        for notes in self._folder.iterdir():
            for line in notes.read_text().splitlines(keepends=True):
                if line.endswith("\n"):  # the last may have been cut by the kill
                    yield line.split()


def stress(dsn: str, seed: int, plan: Plan, folder: Path) -> None:
    done, quiet = Flag(), Flag()
    saboteur = Saboteur(dsn, seed)
    begun = time.monotonic()
    with (
        LogReader.open(dsn, PLACE) as watcher,
        ThreadPoolExecutor(3) as threads,
        Writers(dsn, seed, plan.callers, folder) as writers,
    ):
        watcher._connection.execute("SET application_name = 'watcher'")  # before anybody kills it
        try:
            readers = [threads.submit(follow, dsn, seed + n, done) for n in range(2)]
            trouble = threads.submit(saboteur.run, quiet)
            write(watcher, plan, writers, [*readers, trouble])
            quiet.set()
            writers.stop()
        finally:
            quiet.set()
            done.set()
        trouble.result()
        seen = [reader.result() for reader in readers]
    facts, rate = seen[0].position, seen[0].position / (time.monotonic() - begun)
    acknowledged = judge(dsn, seen, writers)
    print(
        f"seed {seed}: {facts} facts, {acknowledged} acknowledged commands, {writers.started} writers, "
        f"{rate:.0f} facts/s, {saboteur.did}: 0 skipped, 0 out of order, 0 doubled"
    )


def write(watcher: LogReader, plan: Plan, writers: Writers, others: list[Future[Any]]) -> None:
    """Let them write until there are so many facts, or the time is over, and kill one now and then."""
    end = time.monotonic() + plan.seconds
    while watcher.head() < plan.events and time.monotonic() < end:
        time.sleep(plan.kill_every_s)
        writers.kill_one()
        for other in others:
            assert not other.done(), other.result()


def judge(dsn: str, seen: list[Seen], writers: Writers) -> int:
    """Hold what is stored against what was read and what was acknowledged; returns the number of the latter."""
    with LogReader.open(dsn, PLACE) as reader:
        stored = Seen()
        while stored.read(reader, 20_000):
            pass
    assert {one.position for one in seen} == {stored.position}
    assert {one.told.hexdigest() for one in seen} == {stored.told.hexdigest()}
    with psycopg.connect(dsn) as connection:
        for question, right in QUESTIONS.items():
            assert connection.execute(question.encode()).fetchone() == (right,), question
        rows = connection.execute("SELECT command_id::text, version, position FROM bihuan.commands")
        commands = {command: (str(version), str(position)) for command, version, position in rows}
    acknowledged = 0
    for word, command, _, version, position, _ in writers.notes():
        assert (word, commands[command]) == ("ack", (version, position))
        acknowledged += 1
    return acknowledged


QUESTIONS = {
    "SELECT count(*) - max(position) FROM bihuan.events": 0,
    "SELECT count(*) - count(DISTINCT event_id) FROM bihuan.events": 0,
    "SELECT count(*) FROM (SELECT FROM bihuan.events GROUP BY stream_id"
    " HAVING count(*) <> max(version) OR min(version) <> 1) AS broken": 0,
    "SELECT count(*) FROM (SELECT recorded_at < lag(recorded_at) OVER (ORDER BY position) AS back"
    " FROM bihuan.events) AS moments WHERE back": 0,
    "SELECT count(*) FROM bihuan.commands AS c LEFT JOIN bihuan.events AS e ON e.jurisdiction = c.jurisdiction"
    " AND e.position = c.position AND e.stream_id = c.stream_id AND e.version = c.version"
    " AND e.recorded_at = c.recorded_at WHERE e.position IS NULL": 0,
}
"""Of what is stored, with the only right answer."""

EIGHT = Plan(events=10**9, seconds=3, callers=4, kill_every_s=1.5)
MANY = Plan(events=10**9, seconds=4, callers=16, kill_every_s=2)
LONG = Plan(events=1_000_000, seconds=3000, callers=16, kill_every_s=20)


def seed() -> int:
    """The one that is set, to have the same trouble again, else any."""
    return int(os.environ.get("SEED", "") or int.from_bytes(os.urandom(4)))


@pytest.mark.parametrize("plan", [EIGHT, MANY], ids=["8 writers", "32 writers"])
def test_order_under_stress(database: str, tmp_path: Path, plan: Plan) -> None:
    stress(database, seed(), plan, tmp_path)


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_order_of_a_million_facts_under_stress(database: str, tmp_path: Path) -> None:
    stress(database, seed(), LONG, tmp_path)
