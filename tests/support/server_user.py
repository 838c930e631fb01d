"""A program that uses the embedded server until it is told to stop; and the handle that tests hold on it.

It says `ready <pid of the server>`, waits for a line, gives its share back and says `released`.
"""

import os
import signal
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Self

from api.postgres import EmbeddedServer, PostgresError, exit_on_termination

ROOT = Path(__file__).resolve().parents[2]


class ServerUser:
    """The program, started on a data directory in a process group of its own."""

    def __init__(self, data_dir: Path) -> None:
        command = [sys.executable, "-m", "tests.support.server_user", str(data_dir)]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT, process_group=0
        )

    def server_pid(self) -> int:
        """Wait until the program uses the server, and return the server's process id."""
        word, _, rest = self._line().partition(" ")
        assert word == "ready", f"{word} {rest}"
        return int(rest)

    def leave(self) -> None:
        """Let the program give its share back, and wait until it has."""
        assert self.process.stdin is not None
        self.process.stdin.write("leave\n")
        self.process.stdin.flush()
        assert self._line() == "released"
        assert self.process.wait(30) == 0

    def signal(self, number: int) -> None:
        """Send a signal to the program's process group, as a terminal does."""
        os.killpg(self.process.pid, number)

    def _line(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.process.kill()
        self.process.communicate()


def main(data_dir: Path) -> None:
    """Use the server of a data directory until a line comes in.

    A terminal's Ctrl-C reaches it also when whoever started the tests ignores that signal, as a background shell does.
    """
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with exit_on_termination(), EmbeddedServer.acquire(data_dir) as lease:
            print("ready", lease.pid, flush=True)
            sys.stdin.readline()
    except PostgresError as problem:
        print("refused", problem, flush=True)
        raise SystemExit(3) from problem
    print("released", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
