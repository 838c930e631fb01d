"""Names and contents of the files of a log: C2SP tlog-tiles. A tile holds 256 hashes, an entry bundle 256 leaves."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

HEIGHT = 8
WIDTH = 1 << HEIGHT
HASH_BYTES = 32
LARGEST_ENTRY = 65_535
"""Bytes; an entry goes behind its length in two."""
ENTRIES = "entries"
CHECKPOINT = "checkpoint"
_PATH = re.compile(r"tile/(entries|\d{1,2})/((?:x\d{3}/)*\d{3})(?:\.p/(\d{1,3}))?")


class TilePath(NamedTuple):
    """One tile file: its level (None for entries), number, and how many it holds of 256."""

    level: int | None
    number: int
    width: int

    def __str__(self) -> str:
        part = "" if self.width == WIDTH else f".p/{self.width}"
        return f"tile/{ENTRIES if self.level is None else self.level}/{number_path(self.number)}{part}"


def number_path(number: int) -> str:
    """The number of a tile as directories of three digits: 1234067 is x001/x234/067."""
    parts = [f"{number % 1000:03d}"]
    while number := number // 1000:
        parts.insert(0, f"x{number % 1000:03d}")
    return "/".join(parts)


def parse_path(path: str) -> TilePath | None:
    """The tile of a path; None for what is no path of a tile, or not written in the one way there is."""
    found = _PATH.fullmatch(path)
    if found is None:
        return None
    level, number, width = found.groups()
    tile = TilePath(
        None if level == ENTRIES else int(level),
        int(number.replace("x", "").replace("/", "")),
        int(width) if width else WIDTH,
    )
    return tile if str(tile) == path and tile.width else None


def tile_paths(size: int, old: int = 0) -> Iterator[TilePath]:
    """Every tile of a log of a size that one of size `old` has not; of each level the last one may be partial."""
    level, now, before = 0, size, old
    while now:
        for number in range(before // WIDTH, (now + WIDTH - 1) // WIDTH):
            width = min(WIDTH, now - number * WIDTH)
            if width > before - number * WIDTH:
                yield TilePath(level, number, width)
                if level == 0:
                    yield TilePath(None, number, width)
        level, now, before = level + 1, now // WIDTH, before // WIDTH


def bundle(entries: Sequence[bytes]) -> bytes:
    """Entries as they lie in their file. Raises ValueError for one that is too long."""
    parts = []
    for entry in entries:
        if len(entry) > LARGEST_ENTRY:
            raise ValueError(f"an entry has {len(entry)} bytes, {LARGEST_ENTRY} are allowed")
        parts += [len(entry).to_bytes(2, "big"), entry]
    return b"".join(parts)


def entries_of(data: bytes) -> list[bytes]:
    """The entries in a file of them. Raises ValueError unless they fill it exactly."""
    found, at = [], 0
    while at < len(data):
        end = at + 2 + int.from_bytes(data[at : at + 2], "big")
        if end > len(data) or at + 2 > len(data):
            raise ValueError("an entry ends behind the end of its file")
        found.append(data[at + 2 : end])
        at = end
    return found


def hashes_of(data: bytes) -> list[bytes]:
    """The hashes in a tile. Raises ValueError unless they fill it exactly."""
    if len(data) % HASH_BYTES or not data:
        raise ValueError(f"a tile has {len(data)} bytes")
    return [data[at : at + HASH_BYTES] for at in range(0, len(data), HASH_BYTES)]
