"""`bihuan serve` and `bihuan worker` as processes: they do their work until a termination ends them cleanly."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest

from tests.cli.running import Bihuan
from tests.support.until import until


@contextmanager
def running(*arguments: str, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A command of ours that goes on until it is told to stop."""
    with log.open("wb") as file:
        process = subprocess.Popen([sys.executable, "-m", "api", *arguments], stderr=file, stdout=file)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def answers(url: str) -> bool:
    try:
        return httpx2.get(url, trust_env=False, timeout=5).status_code == 200
    except httpx2.HTTPError:
        return False


def port_of(number: int) -> int:
    """A port for this test alone, whichever worker runs it."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
    return 21_000 + 40 * int(worker) + number


@pytest.mark.parametrize("workers", [1, 2])
def test_it_serves_until_told_to_stop(office: Bihuan, tmp_path: Path, workers: int) -> None:
    port, log = port_of(workers), tmp_path / "serve.log"
    with running("serve", "--port", str(port), "--workers", str(workers), log=log) as process:
        until(lambda: answers(f"http://127.0.0.1:{port}/livez"), 60)
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 128 + signal.SIGTERM
    assert "Traceback" not in log.read_text()
    assert f"http://127.0.0.1:{port}" in log.read_text()
    assert not answers(f"http://127.0.0.1:{port}/livez")


def test_a_worker_follows_until_told_to_stop(office: Bihuan, tmp_path: Path) -> None:
    log = tmp_path / "worker.log"
    with running("worker", log=log) as process:
        until(lambda: "read models" not in office("doctor").out, 60)
        until(lambda: office("doctor").code == 0, 60)
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 128 + signal.SIGTERM
    assert "Traceback" not in log.read_text()
