"""What was restricted, released and erased, in a file outside of both databases: a line of JSON each, on disk at once.

Whoever restores both databases to a moment before an erasure has no fact of it left; this file still has. It holds ids
of people and keys, nothing else about anybody.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from domain.codec import to_data
from domain.subjects import ACTIONS, Request
from workflows.keys import KeysRefused

MODE = 0o600


class SideFile:
    """One such file. Any number of processes may add to it; nobody takes anything away."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def requests(self) -> list[Request]:
        """Every request in it, in order; none when there is no file yet. Raises KeysRefused for what is no request.

        A last line that was cut off by a crash is passed over: its fact is in the log and is added again.
        """
        try:
            text = self.path.read_text("utf-8")
        except FileNotFoundError:
            return []
        except (OSError, UnicodeDecodeError) as error:
            raise KeysRefused(f"{self.path}: erasures cannot be read ({type(error).__name__}).") from None
        *lines, _ = text.split("\n")
        return [self._request(line, number) for number, line in enumerate(lines, 1) if line]

    def add(self, requests: Sequence[Request]) -> None:
        """Write these behind the others and return once they are on disk. Raises OSError."""
        lines = "".join(f"{json.dumps(_data(one), ensure_ascii=False)}\n" for one in requests)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        opened = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND, MODE)
        try:
            fcntl.flock(opened, fcntl.LOCK_EX)
            _drop_cut_off(opened)
            os.write(opened, lines.encode())
            os.fsync(opened)
        finally:
            os.close(opened)
        _flush(self.path.parent)

    def _request(self, line: str, number: int) -> Request:
        try:
            data = json.loads(line)
            at, kids = datetime.fromisoformat(data.pop("at")), tuple(data.pop("kids"))
            found = Request(**data, at=at, kids=kids)
            if found.action not in ACTIONS:
                raise ValueError(found.action)
        except (ValueError, TypeError, KeyError, AttributeError):
            raise KeysRefused(
                f"{self.path}:{number}: this is no request of a person; put the backup of the file back."
            ) from None
        return found


def _data(request: Request) -> dict[str, object]:
    return {**asdict(request), "at": to_data(request.at), "kids": list(request.kids)}


def _drop_cut_off(opened: int) -> None:
    """Take away the beginning of a line that a crash cut off, so that the next one stands by itself."""
    size = os.fstat(opened).st_size
    if size and os.pread(opened, 1, size - 1) != b"\n":
        os.ftruncate(opened, os.pread(opened, size, 0).rfind(b"\n") + 1)


def _flush(folder: Path) -> None:
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
