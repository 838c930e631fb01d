"""Verification of a published log by its files alone: no database, nothing secret."""

from __future__ import annotations

from projections.transparency.findings import Findings, Report
from projections.transparency.folder import KEY, Folder, TileMissing
from projections.transparency.heads import Heads
from projections.transparency.merkle import Edge, leaf_hash, root_of
from projections.transparency.notes import Verifier
from projections.transparency.tiles import (
    CHECKPOINT,
    HEIGHT,
    WIDTH,
    TilePath,
    entries_of,
    hashes_of,
)
from projections.transparency.verifying import KEPT_ELSEWHERE, Tell


def verify_files(
    folder: Folder, verifier: Verifier, *, against: str = "", tell: Tell = lambda _done, _all: None
) -> Report:
    """Compute every hash anew from the entries and compare it with tiles and signed head."""
    return _Verification(folder, verifier).run(against, tell)


class _Verification:
    def __init__(self, folder: Folder, verifier: Verifier) -> None:
        self._folder, self._verifier = folder, verifier
        self._findings = Findings()
        self._heads = Heads(verifier, self._findings)
        self._of_entries, self._of_tiles = Edge(), Edge()
        self._roots: tuple[list[bytes], list[bytes]] = [], []
        """Of full groups of 256: going by the entries, and by their hashes."""
        self._apart: list[tuple[TilePath, TilePath]] = []

    def run(self, against: str, tell: Tell) -> Report:
        published, root = self._opened(against)
        for start in range(0, published, WIDTH):
            self._leaves(start // WIDTH, min(WIDTH, published - start))
            tell(min(start + WIDTH, published), published)
        self._upper(published, self._attribute(root))
        self._heads.unreached(published, "these files have")
        return Report(origin=self._verifier.name, size=published, root=root, findings=self._findings.all())

    def _opened(self, against: str) -> tuple[int, bytes]:
        if self._folder.text(KEY) not in (None, f"{self._verifier}\n"):
            self._findings.add(KEY, "not the key this log is signed with")
        if against:
            self._heads.open(KEPT_ELSEWHERE, against)
        note = self._folder.note()
        if note is None:
            self._findings.add(CHECKPOINT, "missing")
        found = self._heads.open(CHECKPOINT, note) if note is not None else None
        return (found.size, found.root) if found else (0, self._of_entries.root)

    def _leaves(self, number: int, width: int) -> None:
        """Compare entries with their hashes."""
        bundle, tile = TilePath(None, number, width), TilePath(0, number, width)
        ours = [leaf_hash(entry) for entry in self._parts(bundle)]
        theirs = self._parts(tile)
        if ours and theirs and ours != theirs:
            self._apart.append((bundle, tile))
        ours, theirs = ours or theirs, theirs or ours
        for hashed, other in zip(ours, theirs, strict=True):
            self._of_entries.add(hashed)
            self._of_tiles.add(other)
            if self._heads.wanted(self._of_entries.size):
                self._heads.compare(self._of_entries.size, self._of_entries.root, self._of_tiles.root)
        if len(ours) == WIDTH:
            self._roots[0].append(root_of(ours))
            self._roots[1].append(root_of(theirs))

    def _attribute(self, root: bytes) -> list[bytes]:
        """Of entries and hashes that contradict each other, those are to blame that do not give the signed root.

        Returns what the tiles above should hold.
        """
        by_entries, by_tiles = self._of_entries.root == root, self._of_tiles.root == root
        for bundle, tile in self._apart:
            if not by_entries:
                self._findings.add(str(bundle), "changed")
            if not by_tiles:
                self._findings.add(str(tile), "changed")
        return self._roots[0 if by_entries else 1]

    def _upper(self, size: int, hashes: list[bytes]) -> None:
        level = 1
        while count := size >> level * HEIGHT:
            above = []
            for number in range((count + WIDTH - 1) // WIDTH):
                tile = TilePath(level, number, min(WIDTH, count - number * WIDTH))
                wanted = hashes[number * WIDTH : number * WIDTH + tile.width]
                found = self._parts(tile)
                if found and found != wanted:
                    self._findings.add(str(tile), "changed")
                if tile.width == WIDTH:
                    above.append(root_of(wanted) if wanted else b"")
            level, hashes = level + 1, above

    def _parts(self, tile: TilePath) -> list[bytes]:
        """What is in a file; nothing, and a finding, when it is not there or not whole."""
        read = entries_of if tile.level is None else hashes_of
        try:
            found = read(self._folder.read(tile))
        except TileMissing:
            self._findings.add(str(tile), "missing")
            return []
        except ValueError:
            found = []
        if len(found) != tile.width:
            self._findings.add(str(tile), "changed")
            return []
        return found
