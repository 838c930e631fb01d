"""The file of the signing key: readable to its owner alone, made once, never replaced."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from projections.transparency.notes import BadNote, Signer, signer_of

MODE = 0o600


class KeyRefused(Exception):
    """The key's file cannot be used; the message says what to do, and nothing of the key."""


def read_key(path: Path, name: str) -> Signer | None:
    """The key in a file; None when there is no file. Raises KeyRefused."""
    try:
        mode, text = path.stat().st_mode, path.read_text("utf-8")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise KeyRefused(f"{path}: the signing key cannot be read ({type(error).__name__}).") from None
    if mode & 0o077:
        raise KeyRefused(f"{path}: others may read the signing key; chmod 600 it, and think about a new one.")
    try:
        found = signer_of(text)
    except BadNote as error:
        raise KeyRefused(f"{path}: {error}; put the backup of the signing key back.") from None
    if found.name != name:
        raise KeyRefused(
            f"{path}: this is the key of {found.name}, the log is {name}; put its own key there."
        )
    return found


def make_key(path: Path, name: str, new_seed: Callable[[], bytes]) -> Signer:
    """A new key in a new file. When another process was first, its key is taken."""
    path.parent.mkdir(parents=True, exist_ok=True)
    signer = Signer(name, new_seed())
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    opened = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, MODE)
    with os.fdopen(opened, "w", encoding="utf-8") as file:
        file.write(f"{signer.private_text()}\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        path.hardlink_to(beside)
    except FileExistsError:
        pass
    finally:
        beside.unlink()
    made = read_key(path, name)
    if made is None:
        raise KeyRefused(f"{path}: the signing key was removed while it was made.")
    return made
