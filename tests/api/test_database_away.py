"""The database goes away and comes back: 503 with a word when to try again, then everything as before."""

import os
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from api.migrate import migrate
from api.postgres import EmbeddedServer, Lease, ensure_database
from tests.api.journey import REPORT, Journey
from tests.api.serving import Door, served
from tests.support.postgres import make_run_folder, remove_run_folder
from tests.support.until import until

SOON_S = 12.0
"""Within which a reader is told; ten seconds and what a busy machine takes."""
READS = ("/api/v1/cases", "/api/v1/board", "/api/v1/me", "/readyz")


def test_a_stopped_database_is_told_and_outlived(tmp_path: Path) -> None:
    folder = make_run_folder()
    try:
        with EmbeddedServer.acquire(folder) as lease:
            ensure_database(lease.admin_dsn, "away")
            migrate(lease.dsn("away"))
            with served(lease.dsn("away"), tmp_path) as door:
                _goes_away_and_comes_back(door, lease, folder)
    finally:
        remove_run_folder(folder)


def _goes_away_and_comes_back(door: Door, lease: Lease, folder: Path) -> None:
    journey = Journey(door).until("filed")
    client = door.as_("intake-1", **{"Idempotency-Key": "while-away"})
    assert lease.pid is not None
    os.kill(lease.pid, signal.SIGQUIT)
    until(lambda: lease.pid is None or not _alive(lease.pid))

    with ThreadPoolExecutor(8) as pool:
        reads = [pool.submit(client.get, path) for path in (f"/api/v1/cases/{journey.id}", *READS)]
        written = pool.submit(client.post, "/api/v1/cases", json=dict(REPORT))
        metrics = pool.submit(client.get, "/metrics")
        page = pool.submit(client.get, "/", headers={"Accept": "text/html"})
        assert client.get("/livez").status_code == 200
    for answer in (read.result() for read in reads):
        assert answer.status_code == 503, (answer.url, answer.text)
        assert int(answer.headers["retry-after"]) > 0
    assert (written.result().status_code, written.result().json()["code"]) == (503, "database_away")
    assert "bihuan_up 0" in metrics.result().text
    assert page.result().status_code == 503
    assert "database_away" in page.result().text

    with EmbeddedServer.acquire(folder):
        until(lambda: client.get("/readyz").status_code == 200)
        until(lambda: client.get(f"/api/v1/cases/{journey.id}").status_code == 200)
        again = client.post("/api/v1/cases", json=dict(REPORT))
        assert again.status_code == 201
        listed = client.get("/api/v1/cases", params={"min_position": again.headers["x-position"]})
        assert again.json()["id"] in listed.text


def test_a_frozen_database_is_told_in_seconds_and_outlived(tmp_path: Path) -> None:
    folder = make_run_folder()
    try:
        with EmbeddedServer.acquire(folder) as lease:
            ensure_database(lease.admin_dsn, "frozen")
            migrate(lease.dsn("frozen"))
            with served(lease.dsn("frozen"), tmp_path) as door:
                _freezes_and_thaws(door, lease)
    finally:
        remove_run_folder(folder)


def _freezes_and_thaws(door: Door, lease: Lease) -> None:
    journey = Journey(door).until("filed").settled()
    client = door.as_("intake-1")
    assert lease.pid is not None
    with _stopped(lease.pid), ThreadPoolExecutor(8) as pool:
        paths = (f"/api/v1/cases/{journey.id}", *READS, "/")
        answers = [answer.result() for answer in [pool.submit(client.get, path) for path in paths]]
    for answer in answers:
        assert answer.status_code == 503, (answer.url, answer.text)
        assert answer.elapsed.total_seconds() < SOON_S, answer.url

    until(
        lambda: all(client.get(path).status_code == 200 for path in (f"/api/v1/cases/{journey.id}", *READS))
    )


@contextmanager
def _stopped(postmaster: int) -> Iterator[None]:
    """The server and all its processes stand still: sockets take what is sent, and nobody answers."""
    processes = [postmaster, *_children(postmaster)]
    for process in processes:
        os.kill(process, signal.SIGSTOP)
    try:
        yield
    finally:
        for process in processes:
            os.kill(process, signal.SIGCONT)


def _children(parent: int) -> list[int]:
    listed = Path(f"/proc/{parent}/task/{parent}/children").read_text()
    return [int(pid) for pid in listed.split()]


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
