"""Bytes of evidence as they lie on the disk: sealed in frames, so that a file is never in memory or on disk in clear.

After a line that names algorithm and key come frames of 64 KiB, each with its tag. Every frame is bound to the file's
id, its number and whether it is the last, so that none can be exchanged, left out or cut off at the end unnoticed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import IO

from workflows.keys import Key, NotAuthentic
from workflows.keys.cipher import NONCE_BYTES, TAG_BYTES

FRAME_BYTES = 64 * 1024
FORM = 1
_COUNTER_BYTES = 4


class SealingFile:
    """Writes bytes sealed; `close` writes the last frame, and what has none is no file."""

    def __init__(self, file: IO[bytes], key: Key, file_id: str, entropy: Callable[[int], bytes]) -> None:
        self._file, self._key, self._id = file, key, file_id
        self._prefix = entropy(NONCE_BYTES - _COUNTER_BYTES)
        self._held = bytearray()
        self._number = 0
        head = {"form": FORM, "alg": key.alg, "kid": key.kid, "n": self._prefix.hex()}
        file.write(json.dumps(head).encode() + b"\n")

    def write(self, chunk: bytes) -> None:
        """Take more bytes; whole frames go to the file."""
        self._held += chunk
        while len(self._held) > FRAME_BYTES:
            self._frame(bytes(self._held[:FRAME_BYTES]), last=False)
            del self._held[:FRAME_BYTES]

    def close(self) -> None:
        """Write what is left as the last frame; the file itself stays open."""
        self._frame(bytes(self._held), last=True)
        self._held.clear()

    def _frame(self, plain: bytes, *, last: bool) -> None:
        nonce = _nonce(self._prefix, self._number)
        place = _place(self._id, self._number, self._key.kid, last=last)
        self._file.write(self._key.encrypt(nonce, plain, place))
        self._number += 1


def opened(file: IO[bytes], key: Key, file_id: str) -> Iterator[bytes]:
    """The bytes, frame by frame. Raises NotAuthentic as soon as one is not what was stored, or one is missing."""
    prefix = _head(file)
    number, frame = 0, file.read(FRAME_BYTES + TAG_BYTES)
    while True:
        following = file.read(FRAME_BYTES + TAG_BYTES)
        place = _place(file_id, number, key.kid, last=not following)
        yield key.decrypt(_nonce(prefix, number), frame, place)
        if not following:
            return
        number, frame = number + 1, following


def _head(file: IO[bytes]) -> bytes:
    line = file.readline(1024)
    try:
        return bytes.fromhex(json.loads(line)["n"])
    except (ValueError, KeyError, TypeError):
        raise NotAuthentic("A file of evidence does not begin as it was stored.") from None


def _nonce(prefix: bytes, number: int) -> bytes:
    return prefix + number.to_bytes(_COUNTER_BYTES)


def _place(file_id: str, number: int, kid: str, *, last: bool) -> bytes:
    return json.dumps([file_id, number, last, kid], separators=(",", ":")).encode()
