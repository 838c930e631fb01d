"""Workers as an office runs them: processes of `bihuan worker`, killed without a word and started again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from random import Random

from tests.support.postgres import keys_of


class WorkerProcesses:
    """So many workers on one database; `kills` counts those that were killed."""

    def __init__(self, dsn: str, office: str, folder: Path, number: int) -> None:
        plain = {name: value for name, value in os.environ.items() if not name.startswith("BIHUAN_")}
        ours = {
            "BIHUAN_DATABASE_URL": dsn,
            "BIHUAN_KEYS_DATABASE_URL": keys_of(dsn),
            "BIHUAN_OFFICE": office,
            "BIHUAN_DATA_DIR": str(folder),
        }
        self._environment = {**plain, **ours}
        self._log = folder / "workers.log"
        self._running = [self._start() for _ in range(number)]
        self.kills = 0

    def _start(self) -> subprocess.Popen[bytes]:
        with self._log.open("ab") as out:
            command = [sys.executable, "-m", "api", "worker"]
            return subprocess.Popen(command, env=self._environment, stdout=out, stderr=out)

    @property
    def said(self) -> str:
        """What they wrote."""
        return self._log.read_text("utf-8")

    def kill_one(self, dice: Random) -> None:
        """Kill one of them and start another in its place."""
        place = dice.randrange(len(self._running))
        self._running[place].send_signal(signal.SIGKILL)
        self._running[place].wait(30)
        self.kills += 1
        self._running[place] = self._start()

    def end(self) -> None:
        """Ask all of them to stop, and wait."""
        for process in self._running:
            process.send_signal(signal.SIGTERM)
        for process in self._running:
            process.wait(60)
