"""Several processes as one service: whoever dies is started again, all end together, nothing is left behind."""

import os
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from api.cli import supervisor
from api.cli.console import Stop
from api.cli.supervisor import Child, Supervisor
from tests.support.until import until

LIVES = (
    "import pathlib, os, sys, signal\n"
    "signal.signal(signal.SIGTERM, lambda *_: (note('term'), sys.exit(0)))\n"
    "def note(word):\n"
    "    with open(sys.argv[1], 'a') as file: file.write(f'{word} {os.getpid()}\\n')\n"
    "note('start')\n"
    "sys.stdin.read()\n"
    "note('alone')\n"
)


class Service:
    """A supervisor in a thread; its children write down what happens to them."""

    def __init__(self, folder: Path, *names: str, program: str = LIVES) -> None:
        self.notes = {name: folder / name for name in names}
        children = [Child(name, (sys.executable, "-c", program, str(self.notes[name]))) for name in names]
        self.said: list[str] = []
        self.over: list[BaseException] = []
        self._stop = threading.Event()
        self._supervisor = Supervisor(children, os.environ, self.said.append, self._tend)
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _tend(self) -> None:
        if self._stop.is_set():
            raise KeyboardInterrupt

    def _run(self) -> None:
        try:
            self._supervisor.run()
        except (KeyboardInterrupt, Stop) as over:
            self.over.append(over)

    def seen(self, name: str, word: str) -> list[int]:
        """Process ids that wrote this word down."""
        note = self.notes[name]
        lines = note.read_text().splitlines() if note.exists() else []
        return [int(line.split()[1]) for line in lines if line.startswith(word)]

    def wait(self, look: Callable[[], bool]) -> None:
        until(look, 60)

    def stop(self) -> None:
        self._stop.set()
        self._thread.join(60)
        assert not self._thread.is_alive()


def test_a_killed_child_is_started_again_and_the_others_go_on(tmp_path: Path) -> None:
    service = Service(tmp_path, "api", "worker")
    service.wait(lambda: bool(service.seen("api", "start") and service.seen("worker", "start")))
    os.kill(service.seen("api", "start")[0], signal.SIGKILL)
    service.wait(lambda: len(service.seen("api", "start")) == 2)
    assert len(service.seen("worker", "start")) == 1
    assert service.said == ["api ended (SIGKILL) and is started again."]
    service.stop()
    assert len(service.seen("api", "term")) == 1, "told to end, in order"
    assert len(service.seen("worker", "term")) == 1


def test_a_child_that_never_stays_alive_ends_the_service(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "PAUSES_S", (0.0, 0.0))
    service = Service(tmp_path, "api", program="raise SystemExit(7)")
    service.wait(lambda: bool(service.over))
    assert "ends as soon as it is started" in str(service.over[0])
    assert service.said[0] == "api ended (exit code 7) and is started again."


def test_a_child_that_does_not_end_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "STOP_S", 0.3)
    deaf = LIVES.replace(
        "signal.signal(signal.SIGTERM, lambda *_: (note('term'), sys.exit(0)))",
        ("signal.signal(signal.SIGTERM, signal.SIG_IGN)"),
    )
    service = Service(tmp_path, "api", program=deaf)
    service.wait(lambda: bool(service.seen("api", "start")))
    pid = service.seen("api", "start")[0]
    service.stop()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_children_learn_of_their_parents_death_by_standard_input(tmp_path: Path) -> None:
    note = tmp_path / "api"
    child = Child("api", (sys.executable, "-c", LIVES, str(note)))
    child.start(os.environ)
    until(lambda: note.exists() and "start" in note.read_text())
    process = child.process
    assert process is not None
    assert process.stdin is not None
    process.stdin.close()  # as the system does for a parent that was killed
    assert process.wait(30) == 0
    assert "alone" in note.read_text()


def test_one_of_ours_ends_itself_when_standard_input_does() -> None:
    program = (
        "import signal, sys, threading\n"
        "from api.cli.supervisor import end_with_parent\n"
        "signal.signal(signal.SIGTERM, lambda *_: sys.exit(5))\n"
        "end_with_parent()\n"
        "threading.Event().wait(60)\n"
    )
    child = Child("ours", (sys.executable, "-c", program))
    child.start(os.environ)
    assert child.process is not None
    assert child.process.stdin is not None
    child.process.stdin.close()
    assert child.process.wait(30) == 5
