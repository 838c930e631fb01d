"""Whether the journal goes on from a base without a hole: what lies behind one cannot be put back."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from api.backups.copies import PARTIAL, Base, Copies

FILE_BYTES = 16 * 1024 * 1024
"""Of a file of the journal, which has its whole length from the beginning."""
_FILES_OF_A_LOG = 0x100
_SEGMENT = re.compile(r"[0-9A-F]{24}")


@dataclass(frozen=True)
class Reach:
    """How far a base and the journal go: the last file without a hole, and the one after the hole, if there is one."""

    last: int
    after_the_hole: str | None

    @property
    def missing(self) -> str:
        """The names of the files that are missing."""
        if self.after_the_hole is None:
            return ""
        timeline, first, last = self.after_the_hole[:8], self.last + 1, number(self.after_the_hole) - 1
        names = [f"{timeline}{at // _FILES_OF_A_LOG:08X}{at % _FILES_OF_A_LOG:08X}" for at in (first, last)]
        return names[0] if first == last else f"{names[0]} to {names[1]}"


def number(name: str) -> int:
    """The place of a file in the journal; a later timeline goes on counting."""
    return int(name[8:16], 16) * _FILES_OF_A_LOG + int(name[16:24], 16)


def is_usable(path: Path) -> bool:
    """Whether a restore can read this file of a journal; a full disk leaves one that was begun, with nothing in it."""
    return not is_segment(path) or path.stat().st_size == FILE_BYTES


def is_segment(path: Path) -> bool:
    """Whether the file holds journal, whole or not, rather than the history of a timeline."""
    return _SEGMENT.fullmatch(path.name.removesuffix(PARTIAL)) is not None


def reach(base: Base, copies: Copies, *, whole: bool = False) -> Reach:
    """How far one comes from this base with what lies in the folder; with `whole` files alone or with the last part."""
    within = (base.path / "pg_wal").iterdir()
    received = [path for path in copies.journal_files().values() if not whole or path.suffix != PARTIAL]
    by_number = {number(name): name for name in sorted({*_names(within), *_names(received)})}
    later = sorted(at for at in by_number if at >= number(base.first_segment))
    for expected, at in enumerate(later, number(base.first_segment)):
        if at != expected:
            return Reach(expected - 1, by_number[at])
    return Reach(later[-1] if later else number(base.first_segment) - 1, None)


def _names(paths: Iterable[Path]) -> list[str]:
    return [path.name.removesuffix(PARTIAL) for path in paths if is_segment(path) and is_usable(path)]


def remove_begun(folder: Path) -> None:
    """Remove files that a full disk let nobody finish: the receiver refuses to go on from one, and nothing is in it."""
    for path in folder.glob(f"*{PARTIAL}"):
        if 0 < path.stat().st_size < FILE_BYTES and not any(path.read_bytes()):
            path.unlink()


def set_apart(folder: Path, begins: str) -> None:
    """Move what was received before a gap out of the way: the receiving program goes on from the last file it finds.

    `begins` is the first file that the server still keeps. What is moved still serves the bases that it follows.
    """
    received = max((path for path in folder.iterdir() if is_segment(path)), default=None, key=_by_number)
    if received is None:
        return
    goes_on = number(received.name) + (received.suffix != PARTIAL)
    if goes_on < number(begins):
        folder.rename(folder.with_name(f"{folder.name}-{received.name.removesuffix(PARTIAL)}"))
        folder.mkdir(mode=0o700)


def _by_number(path: Path) -> int:
    return number(path.name)
