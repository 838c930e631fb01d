"""The files of a log against the leaves it is made of: every tile and bundle that is there, and those that must be."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from projections.transparency.findings import Findings
from projections.transparency.folder import Folder, TileMissing
from projections.transparency.merkle import root_of
from projections.transparency.tiles import HEIGHT, WIDTH, TilePath, bundle, hashes_of, parse_path

CHANGED, MISSING, FOREIGN = "changed", "missing", "not a file of this log"
Encode = Callable[[Sequence[bytes]], bytes]


class FileChecks:
    """Takes leaves in groups of 256, in order. `size` is what the published head counts."""

    def __init__(self, folder: Folder, size: int, findings: Findings) -> None:
        self._folder, self._size, self._findings = folder, size, findings
        self._levels: list[list[bytes]] = []
        self._changed: list[TilePath] = []
        self._leaves_apart: list[int] = []
        self._groups = 0

    def group(self, leaves: Sequence[bytes], hashes: Sequence[bytes], root: bytes) -> None:
        """Check the files of the next 256 leaves, or of the last ones; `root` is that of their hashes."""
        number = self._groups
        self._groups += 1
        self._check(None, number, leaves, bundle)
        if self._check(0, number, hashes, b"".join):
            self._leaves_apart += self._apart(number, hashes)
        if len(hashes) == WIDTH:
            self._add(1, root)

    def finish(self, *, leaves_stand: bool) -> None:
        """Check the levels above and name what was changed: the files when the leaves stand, else what differs."""
        for level, hashes in enumerate(self._levels, 1):
            if len(hashes) % WIDTH:
                self._check(level, len(hashes) // WIDTH, hashes[-(len(hashes) % WIDTH) :], b"".join)
        if leaves_stand or not self._leaves_apart:
            for tile in self._changed:
                self._findings.add(str(tile), CHANGED)
        for index in self._leaves_apart if not leaves_stand else ():
            self._findings.at(index + 1, "leaf (not the one that was published)")

    def foreign(self, count: Callable[[], int]) -> None:
        """Name files that no log of so many leaves has, counted after the files, since both grow meanwhile."""
        paths = list(self._folder.tiles())
        end = count()
        for path in paths:
            tile = parse_path(path)
            if tile is None or tile.number * WIDTH + tile.width > end >> (tile.level or 0) * HEIGHT:
                self._findings.add(path, FOREIGN)

    def _add(self, level: int, hashed: bytes) -> None:
        """A full tile's root is a hash of the level above; a level is checked tile by tile as it fills."""
        while len(self._levels) < level:
            self._levels.append([])
        hashes = self._levels[level - 1]
        hashes.append(hashed)
        if len(hashes) % WIDTH == 0:
            full = hashes[-WIDTH:]
            self._check(level, len(hashes) // WIDTH - 1, full, b"".join)
            self._add(level + 1, root_of(full))

    def _check(self, level: int | None, number: int, parts: Sequence[bytes], encode: Encode) -> bool:
        """Compare what there is of a tile; True when something differs."""
        there = list(self._folder.variants(level, number))
        known = [tile for tile in there if tile.width <= len(parts)]
        differing = [tile for tile in known if self._folder.read(tile) != encode(parts[: tile.width])]
        self._changed += differing
        width = min(WIDTH, (self._size >> (level or 0) * HEIGHT) - number * WIDTH)
        needed = TilePath(level, number, width)
        if width > 0 and needed not in there:
            self._findings.add(str(needed), MISSING)
        return bool(differing)

    def _apart(self, number: int, hashes: Sequence[bytes]) -> list[int]:
        """Indexes of leaves that differ from the widest tile there is of them."""
        tile = max(self._folder.variants(0, number), key=lambda found: found.width)
        try:
            published = hashes_of(self._folder.read(tile))
        except (ValueError, TileMissing):
            return []
        pairs = zip(hashes, published, strict=False)
        return [number * WIDTH + at for at, (ours, theirs) in enumerate(pairs) if ours != theirs]
