"""What a leaf says of a fact: enough to notice a change of any column of its row, and nothing of its content.

A leaf is canonical JSON (RFC 8785: keys in order, no spaces, UTF-8). Columns that hold nothing personal are in it as
they are; of data, metadata and actor it has hashes with the row's own 32 random bytes before them, so that a guess
cannot be tried without those.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any, NamedTuple

import orjson

VERSION = 1
SALT_BYTES = 32
COLUMNS: Mapping[str, str] = {
    "a": "actor",
    "at": "recorded_at",
    "d": "data",
    "e": "event_id",
    "j": "jurisdiction",
    "m": "metadata",
    "n": "position",
    "o": "occurred_at",
    "r": "version",
    "s": "stream_id",
    "t": "topic",
}
"""Which column a key of a leaf stands for."""
HIDDEN = ("a", "d", "m")
"""Keys that hold hashes with the salt before them."""


class Row(NamedTuple):
    """A row of the log as text, so that nothing that may stand in a column can fail to be read.

    Moments are as PostgreSQL writes them in ISO style and UTC, `metadata` as it writes jsonb.
    """

    position: int
    stream_id: str
    version: int
    topic: str
    data: bytes
    event_id: str
    metadata: str
    occurred_at: str
    recorded_at: str
    actor: str


def leaf_of(jurisdiction: str, row: Row, salt: bytes) -> bytes:
    """The leaf of a row."""
    position, stream_id, version, topic, data, event_id, metadata, occurred_at, recorded_at, actor = row
    return orjson.dumps(
        {
            "a": sha256(sha256(salt + b"actor").digest() + actor.encode()).hexdigest(),
            "at": _moment(recorded_at),
            "d": sha256(salt + data).hexdigest(),
            "e": event_id,
            "j": jurisdiction,
            "m": sha256(sha256(salt + b"metadata").digest() + metadata.encode()).hexdigest(),
            "n": position,
            "o": _moment(occurred_at),
            "r": version,
            "s": stream_id,
            "t": topic,
            "v": VERSION,
        }
    )


def _moment(text: str) -> str:
    """2026-09-30 08:30:00.5+00 as 2026-09-30T08:30:00.5Z; whatever is no such moment stays what it is."""
    return f"{text[:-3].replace(' ', 'T')}Z" if text.endswith("+00") else text


def changed_columns(stored: bytes, expected: bytes) -> Iterator[str]:
    """Which columns a stored leaf and the one that follows from the row disagree about.

    When every hash with the salt differs and all else is equal, it was the salt.
    """
    try:
        was = json.loads(stored)
    except (ValueError, RecursionError):
        was = None
    now: dict[str, Any] = json.loads(expected)
    if not isinstance(was, dict) or was.keys() != now.keys():
        yield "leaf"
        return
    differing = [key for key in COLUMNS if was[key] != now[key]]
    if tuple(differing) == HIDDEN:
        yield "salt (or data, metadata and actor together)"
        return
    yield from (COLUMNS[key] for key in differing)
    if not differing:
        yield "leaf"
