"""A disk that can be filled to the last byte and emptied again: a file system in memory, which only root can make."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from api.postgres import postmaster


@dataclass(frozen=True)
class SmallDisk:
    """Where it is mounted."""

    folder: Path

    def fill(self) -> None:
        """Leave no room for anybody; who takes some at the same moment is no reason to stop."""
        there = os.statvfs(self.folder)
        with suppress(OSError), self._filler.open("ab") as file:
            file.write(bytes(there.f_bavail * there.f_frsize))

    def make_room(self) -> None:
        """Give back what filled it."""
        self._filler.unlink()

    @property
    def _filler(self) -> Path:
        return self.folder / "filler"


@contextmanager
def small_disk(folder: Path, mib: int = 200) -> Iterator[SmallDisk]:
    """Mount it; a server that is left on it is stopped. Skips the test, by name, where it cannot be mounted."""
    folder.mkdir(exist_ok=True)
    command = ["mount", "-t", "tmpfs", "-o", f"size={mib}m,mode=755", "tmpfs", str(folder)]
    said = subprocess.run(command, capture_output=True, text=True, check=False)
    if said.returncode:
        pytest.skip(f"a full disk needs one that root may mount: {said.stderr.strip()}")
    try:
        yield SmallDisk(folder)
    finally:
        for cluster in folder.rglob("cluster"):
            postmaster.stop(cluster)
        subprocess.run(["umount", "--lazy", str(folder)], check=True)
