"""Wrapping keys in a file: readable to its owner alone, made once; the first line is the current one.

Older ones stay until nothing is wrapped with them any more, so that an interrupted rotation is finished by the next.
"""

from __future__ import annotations

import base64
import binascii
import os
from collections.abc import Callable, Mapping
from pathlib import Path

from workflows.keys.cipher import KEK_BYTES, unwrap, wrap
from workflows.keys.errors import KeysRefused

MODE = 0o600
WORD = "kek"
NAME_BYTES = 6
HEADING = (
    "# Wrapping keys of personal data. Keep a backup apart from both databases: without this file nothing that is\n"
    "# personal can be read again; with it and a copy of both databases everything can.\n"
)
Entropy = Callable[[int], bytes]
"""Gives so many random bytes."""


class FileProvider:
    """The wrapping keys of a file; it is read again when one is asked for that was not in it."""

    def __init__(self, path: Path, keks: Mapping[str, bytes]) -> None:
        """`keks` by name, the current one first."""
        self.path = path
        self._keks = dict(keks)
        self.current = next(iter(self._keks))

    @property
    def names(self) -> tuple[str, ...]:
        """Every wrapping key in the file, the current one first."""
        return tuple(self._keks)

    def wrap(self, kek: str, key: bytes) -> bytes:
        """Wrap with the one that is named. Raises KeysRefused."""
        return wrap(self._named(kek), key)

    def unwrap(self, kek: str, wrapped: bytes) -> bytes:
        """Unwrap with the one that is named. Raises KeysRefused."""
        return unwrap(self._named(kek), wrapped)

    def _named(self, kek: str) -> bytes:
        if kek not in self._keks:
            found = read_file(self.path)
            self._keks |= found._keks if found is not None else {}
        if kek not in self._keks:
            raise KeysRefused(
                f"{self.path}: the wrapping key {kek} is not in this file; put the backup of the file back."
            )
        return self._keks[kek]


def read_file(path: Path) -> FileProvider | None:
    """The wrapping keys of a file; None when there is no file. Raises KeysRefused."""
    try:
        mode, text = path.stat().st_mode, path.read_text("ascii")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise KeysRefused(f"{path}: the wrapping keys cannot be read ({type(error).__name__}).") from None
    if mode & 0o077:
        raise KeysRefused(
            f"{path}: others may read the wrapping keys; chmod 600 it, then `bihuan keys rotate`."
        )
    keks = dict(_parsed(path, text))
    if not keks:
        raise KeysRefused(f"{path}: there is no wrapping key in this file; put its backup back.")
    return FileProvider(path, keks)


def make_file(path: Path, entropy: Entropy) -> FileProvider:
    """A first wrapping key in a new file. When another process was first, its file is taken. Raises KeysRefused."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = _written_beside(path, {_name(entropy): entropy(KEK_BYTES)})
    try:
        path.hardlink_to(beside)
    except FileExistsError:
        pass
    finally:
        beside.unlink()
    _flush_folder(path.parent)
    return _required(path)


def add_kek(path: Path, entropy: Entropy) -> FileProvider:
    """A new current wrapping key in front of those that are there. Raises KeysRefused."""
    found = _required(path)
    return _replaced(path, {_name(entropy): entropy(KEK_BYTES), **found._keks})


def drop_old_keks(path: Path) -> tuple[str, ...]:
    """Forget all but the current one, once nothing is wrapped with them; returns their names. Raises KeysRefused."""
    found = _required(path)
    old = found.names[1:]
    if old:
        _replaced(path, {found.current: found._keks[found.current]})
    return old


def require_outside(path: Path, *folders: Path) -> None:
    """Raise KeysRefused when the file lies in the folder of a database: a copy of one would carry both."""
    for folder in folders:
        if path.resolve().is_relative_to(folder.resolve()):
            raise KeysRefused(
                f"{path}: the wrapping keys lie inside {folder}, so a copy of the database would carry them along; "
                "set BIHUAN_KEY_FILE to a place outside."
            )


def _required(path: Path) -> FileProvider:
    found = read_file(path)
    if found is None:
        raise KeysRefused(f"{path}: the wrapping keys are missing; put their backup back.")
    return found


def _parsed(path: Path, text: str) -> list[tuple[str, bytes]]:
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        word, _, rest = line.strip().partition(" ")
        name, _, encoded = rest.partition(" ")
        try:
            secret = base64.b64decode(encoded, validate=True)
        except binascii.Error:
            secret = b""
        if word != WORD or not name or len(secret) != KEK_BYTES:
            raise KeysRefused(f"{path}:{number}: this is no wrapping key; put the backup of the file back.")
        found.append((name, secret))
    return found


def _replaced(path: Path, keks: Mapping[str, bytes]) -> FileProvider:
    _written_beside(path, keks).replace(path)
    _flush_folder(path.parent)
    return _required(path)


def _written_beside(path: Path, keks: Mapping[str, bytes]) -> Path:
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    opened = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, MODE)
    with os.fdopen(opened, "w", encoding="ascii") as file:
        file.write(HEADING)
        for name, secret in keks.items():
            file.write(f"{WORD} {name} {base64.b64encode(secret).decode()}\n")
        file.flush()
        os.fsync(file.fileno())
    return beside


def _flush_folder(folder: Path) -> None:
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _name(entropy: Entropy) -> str:
    return entropy(NAME_BYTES).hex()
