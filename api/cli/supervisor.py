"""Several processes that are one service: started, restarted when one dies, stopped together.

A child is told of the death of its parent by the end of its standard input, so that nothing is left behind when the
parent is killed. Children live in sessions of their own: Ctrl-C reaches the parent alone, which stops them in order.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from queue import Empty, Queue
from threading import Thread
from time import monotonic, sleep

from api.cli.console import Stop

WITH_PARENT = "--with-parent"
"""Option of a child: end when standard input does."""
STOP_S = 15.0
SOON_S = 5.0
"""A child that lived for less is started again after a pause only, and not for ever."""
PAUSES_S = (0.2, 0.5, 1.0, 2.0, 4.0)


def ours(*arguments: str) -> tuple[str, ...]:
    """The command line of one of our own commands, whatever lies in the folder we were started in."""
    return (sys.executable, "-P", "-m", "api", *arguments, WITH_PARENT)


@dataclass
class Child:
    """One process of the service."""

    name: str
    command: Sequence[str]
    started_at: float = 0.0
    keep: tuple[int, ...] = ()
    """File descriptors it inherits."""
    early_deaths: int = 0
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    def start(self, environment: Mapping[str, str]) -> None:
        """Start it, anew when it was started before."""
        self.let_go()
        self.started_at = monotonic()
        self.process = subprocess.Popen(
            self.command,
            stdin=subprocess.PIPE,
            env=dict(environment),
            start_new_session=True,
            pass_fds=self.keep,
        )

    def let_go(self) -> None:
        """Close our end of the standard input of a process that ended, or shall."""
        if self.process is not None and self.process.stdin is not None:
            self.process.stdin.close()

    def pause_s(self) -> float:
        """How long to wait before it is started again. Raises Stop when it never stays alive."""
        if monotonic() - self.started_at >= SOON_S:
            self.early_deaths = 0
            return 0.0
        self.early_deaths += 1
        if self.early_deaths > len(PAUSES_S):
            raise Stop(
                f"{self.name} ends as soon as it is started: see what it says above, mend that, start again."
            )
        return PAUSES_S[self.early_deaths - 1]


class Supervisor:
    """Keeps children running until it is told to stop."""

    def __init__(
        self,
        children: Sequence[Child],
        environment: Mapping[str, str],
        say: Callable[[str], None],
        tend: Callable[[], None] = lambda: None,
    ) -> None:
        """`tend` is called about once a second; it ends the service by raising."""
        self._children, self._environment, self._say, self._tend = children, environment, say, tend
        self._ended: Queue[tuple[Child, int]] = Queue()

    def run(self, started: Callable[[], None] = lambda: None) -> None:
        """Start all, then restart whichever dies; `started` runs beside once all are.

        Ends only by an exception: KeyboardInterrupt, SystemExit of a signal, or Stop. Children are stopped then.
        """
        try:
            for child in self._children:
                self._start(child)
            Thread(target=started, daemon=True).start()
            while True:
                self._restart_whoever_ends()
                self._tend()
        finally:
            self._stop()

    def _start(self, child: Child) -> None:
        child.start(self._environment)
        Thread(target=self._watch, args=(child, child.process), daemon=True).start()

    def _watch(self, child: Child, process: subprocess.Popen[bytes]) -> None:
        self._ended.put((child, process.wait()))

    def _restart_whoever_ends(self) -> None:
        try:
            child, code = self._ended.get(timeout=1.0)
        except Empty:
            return
        pause = child.pause_s()
        self._say(f"{child.name} ended ({_how(code)}) and is started again.")
        sleep(pause)
        self._start(child)

    def _stop(self) -> None:
        """End the children in order, the last started first; whoever does not end in time is killed."""
        running = [child.process for child in reversed(self._children) if child.process is not None]
        for process in running:
            process.terminate()
        end = monotonic() + STOP_S
        for process in running:
            try:
                process.wait(max(0.1, end - monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        for child in self._children:
            child.let_go()


def end_with_parent() -> None:
    """In a child: end, as if told to, when the parent is gone."""

    def watch() -> None:
        with contextlib.suppress(OSError):
            while os.read(sys.stdin.fileno(), 1024):
                pass
        os.kill(os.getpid(), signal.SIGTERM)

    Thread(target=watch, daemon=True).start()


def _how(code: int) -> str:
    if code >= 0:
        return f"exit code {code}"
    try:
        return signal.Signals(-code).name
    except ValueError:
        return f"signal {-code}"
