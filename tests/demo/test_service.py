"""`bihuan demo` as a whole: made once, kept running whoever dies, stopped in order; nothing lost, nothing twice."""

import json
import os
import signal
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2
import psycopg
import pytest

from tests.support.until import until

pytestmark = pytest.mark.slow
PORT = 24_817
URL = f"http://127.0.0.1:{PORT}"
REPORT = {
    "workflow": "city_case",
    "category": "street.litter",
    "channel": "app",
    "narrative": "路边堆放垃圾",
    "place": {"lat_deg": 30.3238, "lon_deg": 120.118, "address": "花园岗街", "community": "330105009009"},
}


class Demo:
    """A running demo; its output is in a file."""

    def __init__(self, folder: Path, log: Path) -> None:
        self.log = log
        environment = {name: value for name, value in os.environ.items() if not name.startswith("BIHUAN_")}
        command = [sys.executable, "-m", "api", "demo", "--cases", "30", "--days", "15", "--port", str(PORT)]
        with log.open("ab") as out:
            self.process = subprocess.Popen(
                command,
                env={**environment, "BIHUAN_DATA_DIR": str(folder)},
                stdout=out,
                stderr=out,
                process_group=0,
            )

    @property
    def said(self) -> str:
        return self.log.read_text("utf-8")

    def children(self) -> dict[str, int]:
        """Process ids of the API and the worker, by the command they run."""
        found = subprocess.run(
            ["ps", "-o", "pid=,args=", "--ppid", str(self.process.pid)],
            capture_output=True,
            text=True,
            check=False,
        ).stdout
        pids = {}
        for line in found.splitlines():
            pid, _, args = line.strip().partition(" ")
            for name in ("serve", "worker"):
                if f"-m api {name}" in args:
                    pids[name] = int(pid)
        return pids

    def ready(self) -> bool:
        try:
            answer = httpx2.get(f"{URL}/readyz", trust_env=False, timeout=5).json()
        except (httpx2.HTTPError, ValueError):
            return False
        followers = answer.get("followers", [])
        return bool(followers) and all(one["behind"] == 0 for one in followers)


@contextmanager
def running(folder: Path, log: Path) -> Iterator[Demo]:
    demo = Demo(folder, log)
    try:
        until(demo.ready, 180, of="the demo is ready")
        yield demo
    finally:
        demo.process.terminate()
        demo.process.wait(60)


def report(number: int) -> dict[str, Any] | None:
    """Report a case under a key of its own; None when nobody answered."""
    headers = {"X-Bihuan-Actor": f"resident-{number}", "Idempotency-Key": str(uuid.UUID(int=number))}
    try:
        answer = httpx2.post(f"{URL}/api/v1/cases", json=REPORT, headers=headers, trust_env=False, timeout=10)
    except httpx2.HTTPError:
        return None
    assert answer.status_code in (201, 503), answer.text
    return answer.json() if answer.status_code == 201 else None


def insisted(number: int) -> dict[str, Any]:
    """Report the same again until it is acknowledged."""
    return until(lambda: report(number) or {}, 60)


def rows(demo: Demo) -> tuple[int, int]:
    """How many reports of the test the log holds, and how many facts in all."""
    address = demo.said.rpartition("BIHUAN_DATABASE_URL='")[2].partition("'")[0]
    with psycopg.connect(address) as connection:
        found = connection.execute(
            "SELECT count(*) FILTER (WHERE metadata->>'door' = 'http'), count(*) FROM bihuan.events"
        ).fetchone()
    assert found is not None
    return int(found[0]), int(found[1])


def test_killing_any_part_loses_no_acknowledged_move_and_doubles_none(tmp_path: Path, data_dir: Path) -> None:
    log, folder = tmp_path / "demo.log", data_dir
    with running(folder, log) as demo:
        acknowledged = {insisted(number)["id"] for number in range(5)}
        for name in ("serve", "worker", "serve"):
            before = demo.children()[name]
            os.kill(before, signal.SIGKILL)
            acknowledged |= {
                insisted(number)["id"] for number in range(5 + len(acknowledged), 9 + len(acknowledged))
            }
            until(lambda name=name, before=before: demo.children().get(name, before) != before, 60)  # type: ignore[misc]
            until(demo.ready, 60)
        repeated = {insisted(number)["id"] for number in range(5)}
        assert repeated <= acknowledged, "a repeated request is the same case"
        assert rows(demo)[0] == len(acknowledged)
        listed = httpx2.get(
            f"{URL}/api/v1/cases?state=reported&limit=500",
            headers={"X-Bihuan-Actor": "intake-1"},
            trust_env=False,
        ).json()["cases"]
        assert acknowledged <= {case["id"] for case in listed}
        facts = rows(demo)[1]
        os.killpg(demo.process.pid, signal.SIGINT)
        assert demo.process.wait(60) == 130
    assert "Traceback" not in demo.said
    assert not (folder / "postgres" / "cluster" / "postmaster.pid").exists(), "the database went last"
    with running(folder, log) as again:
        assert "made just now" not in again.said
        assert rows(again)[1] == facts, "a second run uses what is there"


def test_the_line_it_prints_is_all_that_other_commands_need(tmp_path: Path, data_dir: Path) -> None:
    with running(data_dir, tmp_path / "demo.log") as demo:
        line = next(line for line in demo.said.splitlines() if line.startswith("export BIHUAN_DATABASE_URL="))
        ours = f"{sys.executable} -m api audit"
        ran = subprocess.run(
            ["sh", "-c", f"{line}; {ours} seal && {ours} verify"],
            env={name: value for name, value in os.environ.items() if not name.startswith("BIHUAN_")},
            capture_output=True,
            text=True,
            check=False,
        )
    assert ran.returncode == 0, ran.stderr
    assert "facts are as they were sealed" in ran.stdout


def test_what_was_asked_for_otherwise_is_not_made_over(data_dir: Path) -> None:
    environment = {**os.environ, "BIHUAN_DATA_DIR": str(data_dir)}
    made = _demo(environment, "--cases", "12", "--days", "10", "--json")
    assert (made.returncode, json.loads(made.stdout)["made_now"]) == (0, True)
    again = _demo(environment, "--cases", "12", "--json")
    assert json.loads(again.stdout)["made_now"] is False
    other = _demo(environment, "--cases", "13")
    assert other.returncode == 1
    assert "There is a demo already, made with --cases 12" in other.stderr


def _demo(environment: dict[str, str], *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "api", "demo", "--no-serve", *options],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
