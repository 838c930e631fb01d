"""Writing the files of a log that grew: what is new of tiles and entries, and the signed head when all of it is there.

What is written follows from leaves and head alone, so that whoever was interrupted does it again with the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from projections.transparency.folder import Folder
from projections.transparency.merkle import leaf_hash, root_of
from projections.transparency.tiles import CHECKPOINT, WIDTH, TilePath, bundle, tile_paths

Leaves = Callable[[int, int], Iterable[bytes]]
"""Leaves from one index up to another."""


def publish(folder: Folder, leaves: Leaves, old: int, size: int, note: str) -> None:
    """Bring files of a log of size `old` to `size`. Raises TileConflict, TileMissing."""
    fresh = _write_leaves(folder, leaves, old, size)
    level, before = 1, old // WIDTH
    while fresh:
        fresh = _write_level(folder, level, before, old, fresh)
        level, before = level + 1, before // WIDTH
    folder.replace(CHECKPOINT, note.encode())


def copy_log(source: Folder, target: Folder, size: int, note: str) -> int:
    """Copy what belongs to a head into a folder that is empty or holds an older copy. Returns how many files.

    Raises TileConflict, TileMissing.
    """
    tiles = list(tile_paths(size))
    for tile in tiles:
        target.keep(str(tile), source.read(tile))
    target.replace(CHECKPOINT, note.encode())
    return len(tiles) + 1


def _write_leaves(folder: Folder, leaves: Leaves, old: int, size: int) -> list[bytes]:
    """Entries and their hashes; returns the roots of tiles that became full."""
    full = []
    for number in range(old // WIDTH, (size + WIDTH - 1) // WIDTH):
        entries = list(leaves(number * WIDTH, min(size, (number + 1) * WIDTH)))
        hashes = list(map(leaf_hash, entries))
        folder.keep(str(TilePath(None, number, len(entries))), bundle(entries))
        _write(folder, 0, number, hashes)
        if len(hashes) == WIDTH:
            full.append(root_of(hashes))
    return full


def _write_level(folder: Folder, level: int, before: int, old: int, fresh: Sequence[bytes]) -> list[bytes]:
    """Tiles of a level above, which had `before` hashes; returns the roots of those that became full."""
    first, start = divmod(before, WIDTH)
    kept = folder.hashes(old)(level, first * WIDTH, start) if start else []
    hashes, full = [*kept, *fresh], []
    for at in range(0, len(hashes), WIDTH):
        part = hashes[at : at + WIDTH]
        _write(folder, level, first + at // WIDTH, part)
        if len(part) == WIDTH:
            full.append(root_of(part))
    return full


def _write(folder: Folder, level: int, number: int, hashes: Sequence[bytes]) -> None:
    folder.keep(str(TilePath(level, number, len(hashes))), b"".join(hashes))
