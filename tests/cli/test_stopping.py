"""Stopping the demo that make started: the service ends, and being stopped is no failure."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from shlex import quote

import pytest

from tests.support.until import until

MAKEFILE = "demo:\n\t@exec {python} {script} {python} {service}\n"
SERVICE = """
import os, signal, sys, time
from pathlib import Path
signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
signal.signal(signal.SIGINT, lambda *_: sys.exit(130))
Path("pid").write_text(str(os.getpid()))
time.sleep(60)
"""
SCRIPT = Path(__file__).parents[2] / "scripts" / "serving.py"


@pytest.mark.parametrize(
    ("told", "number"),
    [
        ("make", signal.SIGTERM),
        ("group", signal.SIGTERM),
        ("service", signal.SIGTERM),
        ("group", signal.SIGINT),
    ],
)
def test_a_stopped_demo_leaves_no_error_and_nothing_behind(
    tmp_path: Path, told: str, number: signal.Signals
) -> None:
    (tmp_path / "service.py").write_text(SERVICE)
    (tmp_path / "Makefile").write_text(
        MAKEFILE.format(script=quote(str(SCRIPT)), python=quote(sys.executable), service="service.py")
    )
    make = subprocess.Popen(
        ["make", "demo"], cwd=tmp_path, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    pid = tmp_path / "pid"
    until(lambda: pid.exists() and pid.read_text().isdigit())
    service = int(pid.read_text())

    targets = {"make": make.pid, "group": -make.pid, "service": service}
    os.kill(targets[told], number)
    _, errors = make.communicate(timeout=20)
    assert errors == ""
    with pytest.raises(ProcessLookupError):
        os.kill(service, 0)


def test_another_failure_stays_one(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(SCRIPT), sys.executable, "-c", "raise SystemExit(3)"], check=False
    )
    assert done.returncode == 3
