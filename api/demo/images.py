"""The demo's evidence: a small plain picture for each thing a file can show, drawn here, kept in the store once."""

from __future__ import annotations

import hashlib
import struct
import zlib
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime

from api.demo.ids import Ids
from api.demo.world import Picture
from api.evidence import Evidence

SLOTS: Mapping[str, tuple[int, int, int]] = {
    "scene": (176, 120, 88),
    "before": (150, 110, 90),
    "after": (120, 160, 120),
    "same_spot": (100, 150, 170),
    "recheck": (110, 140, 180),
    "safety_fence": (220, 170, 60),
    "record": (230, 228, 220),
    "proof": (222, 226, 232),
    "reply_letter": (236, 232, 214),
}
"""What a picture shows, and its colour."""
WIDTH, HEIGHT = 96, 64
MADE_AT = datetime(2025, 1, 1, tzinfo=UTC)
"""Ids of pictures do not depend on the day the demo is made."""


def picture(slot: str) -> bytes:
    """A PNG: one colour with a band whose width tells the slots apart."""
    red, green, blue = SLOTS[slot]
    band = 8 + 6 * list(SLOTS).index(slot)
    light = bytes((red, green, blue)) * WIDTH
    dark = bytes((red // 2, green // 2, blue // 2)) * band + light[3 * band :]
    rows = b"".join(b"\0" + (dark if 24 <= y < 40 else light) for y in range(HEIGHT))
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0)
    chunks = (b"IHDR", header), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in chunks)


def pictures(seed: int) -> dict[str, Picture]:
    """Every picture with the id it has under this seed."""
    ids = Ids(seed)
    return {slot: Picture(ids.at(MADE_AT), hashlib.sha256(picture(slot)).hexdigest()) for slot in SLOTS}


async def keep_pictures(store: Evidence, known: Mapping[str, Picture], actor: str) -> None:
    """Put those into the store that are not there yet."""
    for slot, of in known.items():
        if store.find(of.id) is None:
            await store.keep(_once(picture(slot)), file_id=of.id, actor=actor, at=MADE_AT.isoformat())


async def _once(data: bytes) -> AsyncIterator[bytes]:
    yield data


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
