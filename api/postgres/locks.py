"""File locks that end with the process that holds them, however it ends."""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


class FileLock:
    """One open lock file. The lock is the kernel's, so a killed process leaves none behind."""

    def __init__(self, path: Path) -> None:
        # Read-only is enough to lock, and lets root and the server's account share one file.
        self._file = os.open(path, os.O_RDONLY | os.O_CREAT | os.O_CLOEXEC, 0o644)

    def share(self) -> None:
        """Hold the lock together with others; waits for one that holds it alone."""
        fcntl.flock(self._file, fcntl.LOCK_SH)

    def hold(self) -> None:
        """Hold the lock alone; waits for all others."""
        fcntl.flock(self._file, fcntl.LOCK_EX)

    def try_hold(self) -> bool:
        """Hold the lock alone if nobody else has it. On a refusal a share that was held is gone."""
        with suppress(BlockingIOError):
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        return False

    def close(self) -> None:
        """Give the lock back; closing again does nothing."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1


@contextmanager
def held(path: Path, when_waiting: Callable[[], None]) -> Iterator[None]:
    """Hold a lock alone for the length of a block; tell once when that means waiting."""
    lock = FileLock(path)
    try:
        if not lock.try_hold():
            when_waiting()
            lock.hold()
        yield
    finally:
        lock.close()
