"""The mark of a restore that has not ended: what lies beside it is not whole, and no command but a restore uses it.

It lies in the data directory of the installation from before anything is put back until all of it is. Each server's
data bear one as well, so that the next restore removes what the last one put there and nothing else.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from api.backups.errors import BackupRefused
from api.postgres import ServerUnavailable
from api.postgres.layout import Layout
from api.postgres.locks import FileLock

MARK = "restore.unfinished"


class UnfinishedRestore(ServerUnavailable):
    """A restore was killed, or still runs."""

    def __init__(self, home: Path) -> None:
        self.seen = f"A restore into {home} was not finished, so what lies there is not whole"
        self.do = "wait for it if it still runs, else run `bihuan backup restore` again, which begins anew"
        super().__init__(f"{self.seen}: {self.do}.")


def require_whole(home: Path) -> None:
    """Raises UnfinishedRestore for data that are only being put back."""
    if (home / MARK).exists():
        raise UnfinishedRestore(home)


@contextmanager
def unfinished(home: Path, layouts: Sequence[Layout]) -> Iterator[None]:
    """Within the block what is put back is marked; the mark goes when no server's data bear one any more.

    It outlives a process that is killed. Raises BackupRefused when another restore is within such a block.
    """
    mark, lock = home / MARK, FileLock(home / MARK)
    try:
        if not lock.try_hold():
            raise BackupRefused(f"{home} is being restored by another command: wait until that has ended.")
        _to_disk(home)
        try:
            yield
        finally:
            if not any(map(is_marked, layouts)):
                mark.unlink()
    finally:
        lock.close()


def is_marked(layout: Layout) -> bool:
    """Whether a server's data were put there by a restore that has not ended."""
    return (layout.cluster / MARK).exists()


def _to_disk(folder: Path) -> None:
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
