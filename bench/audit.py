"""The transparency log: facts sealed and verified a second by one process, and how long a new fact waits for its seal.

Sealing is the worker's, in a process of its own; how long a fact waited is told by the clock of the database, from when
it was recorded until the signed head that counts it was stored.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from bench import history, office
from bench.ground import Ground
from bench.harness import OURS, Contestant, Figure
from bench.keyed import keyed_log
from projections.transparency.folder import Folder
from projections.transparency.notes import Signer
from projections.transparency.sealing import Sealer
from projections.transparency.store import Store
from projections.transparency.verifying import verify_database
from projections.transparency.verifying_files import verify_files
from workflows.log import EventLog, connect

EVENTS = 100_000
RATES = (500, 2_000)
SIGNER = Signer("bench.example/audit", bytes(32))
_WORKER = """
import sys, threading
from pathlib import Path
from api.cli.places import OpenOffice
from api.cli.sealing import keep_sealing
from api.settings import Settings
dsn, place, home = sys.argv[1:]
settings = Settings(data_dir=Path(home), database_url=dsn, office=place)
keep_sealing(OpenOffice(settings, dsn, place, False), threading.Event())
"""
_SIZE = "SELECT coalesce(max(size), 0) FROM bihuan.audit_checkpoints"
_WAITED = """
SELECT percentile_cont(ARRAY[0.5, 0.99]) WITHIN GROUP (ORDER BY waited_ms), count(waited_ms) FROM (
    SELECT (SELECT 1000 * extract(epoch FROM c.sealed_at - e.recorded_at) FROM bihuan.audit_checkpoints c
             WHERE c.size >= e.position ORDER BY c.size LIMIT 1)::float8 AS waited_ms
      FROM bihuan.events e WHERE e.stream_id <> 'office') AS one
"""


@contextmanager
def contest(ground: Ground) -> Iterator[list[Contestant]]:
    """One long log that is sealed from its beginning, and logs that grow while they are sealed."""
    yield [_whole(ground), *(_growing(ground, rate) for rate in RATES)]


def _whole(ground: Ground) -> Contestant:
    def run(_: float) -> Iterable[Figure]:
        dsn = ground.log_database()
        events = history.write(dsn, min(EVENTS, ground.facts))
        with tempfile.TemporaryDirectory() as made, closing(connect(dsn)) as connection:
            store, folder = Store(connection, office.office_file().code), Folder(Path(made))
            salt = iter(int.to_bytes(n, 32, "big") for n in range(events))
            yield _rate("sealed", events, Sealer(store, folder, SIGNER, salt.__next__).seal)
            yield _rate("verified", events, lambda: verify_database(store, folder, SIGNER.verifier))
            yield _rate("verified by files alone", events, lambda: verify_files(folder, SIGNER.verifier))

    return Contestant(who=f"{OURS}, a whole log", writers=1, run=run)


def _rate(what: str, events: int, act: Callable[[], object]) -> Figure:
    began = time.perf_counter()
    act()
    return Figure(what=f"facts {what}", value=events / (time.perf_counter() - began), unit="/s")


def _growing(ground: Ground, rate: int) -> Contestant:
    def run(seconds: float) -> Iterable[Figure]:
        dsn, place = ground.log_database(), office.office_file().code
        with tempfile.TemporaryDirectory() as home:
            worker = subprocess.Popen([sys.executable, "-P", "-c", _WORKER, dsn, place, home])
            try:
                asyncio.run(_paced(dsn, place, rate, seconds))
                yield from _waited(dsn, rate)
            finally:
                worker.terminate()
                worker.wait()

    return Contestant(who=f"{OURS}, worker", writers=1, run=run)


async def _paced(dsn: str, place: str, rate: int, seconds: float) -> None:
    """Begin so many cases a second that their moves come at the rate, then wait for the last seal."""
    async with keyed_log(dsn, place) as log:
        engine = office.engine_on(log)
        await office.found(engine)
        await _sealed(log)
        start, cases = time.perf_counter(), max(1, int(seconds * rate / len(office.STEPS)))
        async with asyncio.TaskGroup() as group:
            for number in range(cases):
                await asyncio.sleep(max(0.0, start + number * len(office.STEPS) / rate - time.perf_counter()))
                group.create_task(office.live(engine))
        await _sealed(log)


async def _sealed(log: EventLog) -> None:
    """Until the worker has come and sealed everything."""
    while (await log.ask(_SIZE, []))[0][0] < await log.head():  # noqa: ASYNC110 (another process does it)
        await asyncio.sleep(0.05)


def _waited(dsn: str, rate: int) -> Iterator[Figure]:
    with closing(connect(dsn)) as connection:
        row = connection.execute(_WAITED).fetchone()
    assert row is not None
    assert row[1]
    for name, value in zip(("p50", "p99"), row[0], strict=True):
        yield Figure(what=f"{rate} moves/s, sealed {name}", value=value, unit="ms")
