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
import os, signal, sys
from pathlib import Path
told = {signal.SIGTERM, signal.SIGINT}
signal.pthread_sigmask(signal.SIG_BLOCK, told)
Path("pid").write_text(str(os.getpid()))
sys.exit(128 + signal.sigwait(told))
"""
OF_MAKE = {"make: *** wait: No child processes.  Stop.", "make: *** Waiting for unfinished jobs...."}
"""What make says when its child has ended before it hears of the same signal itself: then it waits for it twice."""
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
    outside = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    make = subprocess.Popen(
        ["make", "demo"], cwd=tmp_path, env=outside, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    pid = tmp_path / "pid"
    until(lambda: pid.exists() and pid.read_text().isdigit())
    service = int(pid.read_text())

    targets = {"make": make.pid, "group": -make.pid, "service": service}
    os.kill(targets[told], number)
    _, errors = make.communicate(timeout=20)
    assert set(errors.splitlines()) <= OF_MAKE
    with pytest.raises(ProcessLookupError):
        os.kill(service, 0)


def test_another_failure_stays_one(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(SCRIPT), sys.executable, "-c", "raise SystemExit(3)"], check=False
    )
    assert done.returncode == 3
