"""The tour of the README, run line by line as somebody new would run it, against a demo office of its own."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import pytest

from tests.support.until import until

ROOT = Path(__file__).parents[2]
TOUR = re.compile(r"^```bash\n(.*?)^```", re.MULTILINE | re.DOTALL)


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _is_ready(port: int) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


@pytest.fixture
def demo(tmp_path: Path, data_dir: Path) -> Iterator[int]:
    """The port of a small demo office that is ready."""
    port = _free_port()
    environment = {**os.environ, "BIHUAN_DATA_DIR": str(data_dir)}
    command = [sys.executable, "-m", "api", "demo", "--cases", "24", "--port", str(port)]
    log = (tmp_path / "demo.log").open("w")
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT)
    try:
        until(lambda: process.poll() is not None or _is_ready(port), 120, of="the demo is ready")
        assert process.poll() is None, (tmp_path / "demo.log").read_text()
        yield port
    finally:
        process.terminate()
        process.wait(timeout=30)
        log.close()


def test_the_tour_of_the_readme_runs_line_by_line(demo: int) -> None:
    bash = shutil.which("bash")
    if bash is None or shutil.which("curl") is None:
        pytest.skip("bash and curl are needed to run the tour; install curl")
    script = "\n".join(TOUR.findall((ROOT / "README.md").read_text()))
    done = subprocess.run(
        [bash, "-o", "pipefail"],
        input=script,
        cwd=ROOT,
        env={**os.environ, "PORT": str(demo)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    told = re.findall(r'"(?:code|state)": ?"([a-z_]+)"', done.stdout)
    loop = ["verifying", "verified", "filed", "dispatched", "handling", "handled", "checking"]
    refusals = ["own_work", "checked", "own_case", "reporter_not_told", "checked", "closed"]
    assert told[: len(loop) + len(refusals)] == loop + refusals
    assert re.findall(r'^\s+"state": "([a-z]+)",$', done.stdout, re.MULTILINE) == [
        "filed",
        "handled",
        "closed",
    ]
    assert re.search(r'^<\s+"state": "filed",$', done.stdout, re.MULTILINE)
    assert re.search(r'^>\s+"state": "handled",$', done.stdout, re.MULTILINE)
