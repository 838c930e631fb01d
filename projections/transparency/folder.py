"""The folder a log is published in: a file is written once, whole, and stays; the signed head alone is replaced."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

from projections.transparency.tiles import (
    CHECKPOINT,
    ENTRIES,
    HEIGHT,
    WIDTH,
    TilePath,
    hashes_of,
    number_path,
    parse_path,
)
from projections.transparency.tree import Read

KEY = "vkey"
Step = Callable[[str], None]
"""Is told what comes next before it is done; a test ends the work there."""


class TileConflict(Exception):
    """A file is there already with other bytes."""

    def __init__(self, path: str) -> None:
        super().__init__(f"{path} is there with other bytes than the log has for it")
        self.path = path


class TileMissing(Exception):
    """A file that the log needs is not there, or is no tile."""

    def __init__(self, path: str) -> None:
        super().__init__(f"{path} is missing or damaged")
        self.path = path


def unnoticed(_: str) -> None:
    """Nobody is told."""


class Folder:
    """The files of one log."""

    def __init__(self, path: Path, step: Step = unnoticed) -> None:
        self.path, self._step = path, step

    def text(self, name: str) -> str | None:
        """A file that is text: the head, or the public key. None when there is none."""
        try:
            return (self.path / name).read_bytes().decode("utf-8", "replace")
        except FileNotFoundError:
            return None

    def note(self) -> str | None:
        """The signed head."""
        return self.text(CHECKPOINT)

    def read(self, tile: TilePath) -> bytes:
        """The bytes of a tile. Raises TileMissing."""
        try:
            return (self.path / str(tile)).read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            raise TileMissing(str(tile)) from None

    def hashes(self, size: int) -> Read:
        """Reads hashes of the tree of that size, out of the full tile or the partial one. Raises TileMissing."""

        def read(level: int, first: int, count: int) -> list[bytes]:
            number, start = divmod(first, WIDTH)
            width = min(WIDTH, (size >> level * HEIGHT) - number * WIDTH)
            return self._tile(TilePath(level, number, width))[start : start + count]

        return read

    def _tile(self, tile: TilePath) -> list[bytes]:
        try:
            data = self.read(tile)
        except TileMissing:
            data = self.read(tile._replace(width=WIDTH))
        try:
            found = hashes_of(data)
        except ValueError:
            raise TileMissing(str(tile)) from None
        if len(found) < tile.width:
            raise TileMissing(str(tile))
        return found[: tile.width]

    def variants(self, level: int | None, number: int) -> Iterator[TilePath]:
        """What there is of a tile: the full one, and partial ones of earlier heads."""
        whole = TilePath(level, number, WIDTH)
        if (self.path / str(whole)).exists():
            yield whole
        room = ENTRIES if level is None else str(level)
        parts = self.path / "tile" / room / f"{number_path(number)}.p"
        for name in sorted(entry.name for entry in parts.iterdir()) if parts.is_dir() else ():
            tile = parse_path(f"tile/{room}/{number_path(number)}.p/{name}")
            if tile is not None:
                yield tile

    def tiles(self) -> Iterator[str]:
        """Every file below `tile/`, as a path in the log; what is being written is left out."""
        for path in sorted((self.path / "tile").rglob("*")):
            if path.is_file() and path.suffix != ".tmp":
                yield path.relative_to(self.path).as_posix()

    def keep(self, name: str, data: bytes) -> None:
        """Write a file that stays as it is. Raises TileConflict when it is there with other bytes."""
        path = self.path / name
        if path.exists():
            if path.read_bytes() != data:
                raise TileConflict(name)
            return
        self.replace(name, data)

    def replace(self, name: str, data: bytes) -> None:
        """Write a file whole: beside its place, on to the disk, then into its place."""
        path = self.path / name
        made = _directories(path.parent)
        beside = path.with_name(f"{path.name}.tmp")
        self._step(f"write {name}")
        with beside.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        self._step(f"place {name}")
        beside.replace(path)
        for directory in {path.parent, *made}:
            _sync(directory)
        self._step(f"placed {name}")


def _directories(path: Path) -> list[Path]:
    """Make what is missing of a path, and return every directory that got an entry by it."""
    missing = [one for one in (path, *path.parents) if not one.exists()]
    path.mkdir(parents=True, exist_ok=True)
    return [one.parent for one in missing]


def _sync(directory: Path) -> None:
    opened = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
