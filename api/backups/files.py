"""Files beside the database that are written once: evidence, and the published transparency log.

Content goes first and what names it after, so that a copy never names what it has not. Links of evidence to cases
grow, so they are copied whenever they became longer.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

EVIDENCE, AUDIT = "files", "audit"
SIGNING_KEY = ".key"
"""Signing keys lie beside the published log and are never copied with it."""
_FIRST = ("content", "tile")
_PART = ".part"


def mirror(home: Path, target: Path) -> int:
    """Copy what is new since the last time; returns how many files that were."""
    copied = 0
    for place in (EVIDENCE, AUDIT):
        for path in _in_order(home / place):
            copy = target / path.relative_to(home)
            if _is_there(path, copy):
                continue
            copy.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            _copy_whole(path, copy)
            copied += 1
    return copied


def _copy_whole(path: Path, copy: Path) -> None:
    """Under its own name there is the whole file or none, whatever ends the copying."""
    part = copy.with_name(f".{copy.name}{_PART}")
    try:
        shutil.copy2(path, part)
        part.replace(copy)
    except OSError:
        part.unlink(missing_ok=True)
        raise


def _in_order(folder: Path) -> Iterator[Path]:
    files = [path for path in folder.rglob("*") if path.is_file()] if folder.is_dir() else []
    no_copies = (SIGNING_KEY, _PART)
    wanted = [path for path in files if "incoming" not in path.parts and path.suffix not in no_copies]
    yield from (path for path in wanted if set(_FIRST) & set(path.parts))
    yield from (path for path in wanted if not set(_FIRST) & set(path.parts))


def _is_there(path: Path, copy: Path) -> bool:
    """Whether the copy is as long and as new."""
    try:
        old, new = copy.stat(), path.stat()
    except FileNotFoundError:
        return not path.exists()
    return old.st_size == new.st_size and old.st_mtime_ns == new.st_mtime_ns


def put_back(source: Path, home: Path) -> int:
    """Copy what is missing from a copy back beside the database; never over what is there."""
    copied = 0
    for place in (EVIDENCE, AUDIT):
        for path in _in_order(source / place):
            target = home / path.relative_to(source)
            if not target.exists():
                target.parent.mkdir(parents=True, exist_ok=True)
                _copy_whole(path, target)
                copied += 1
    return copied
