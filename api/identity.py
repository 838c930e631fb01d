"""The edge where moments and ids come from the machine; everything further in is handed them.

UUIDv7 (RFC 9562): ids sort by the moment they were made, which keeps indexes dense. Python has none before 3.14.
"""

from __future__ import annotations

import os
import time
import uuid
from datetime import UTC, datetime

COMMANDS = uuid.uuid5(uuid.NAMESPACE_URL, "https://bihuan.invalid/commands")
"""Name space of command ids that follow from a client's key."""


def now() -> datetime:
    """This moment, aware, in UTC."""
    return datetime.now(UTC)


def new_id() -> str:
    """A new UUIDv7: 48 bits of milliseconds since 1970, 74 random bits."""
    millis = time.time_ns() // 1_000_000
    dice = int.from_bytes(os.urandom(10))
    value = (millis & (1 << 48) - 1) << 80 | 7 << 76 | (dice >> 68 & 0xFFF) << 64
    return str(uuid.UUID(int=value | 2 << 62 | dice & (1 << 62) - 1))


def command_id_of(actor: str, key: str) -> str:
    """The id of the command that this actor means by this key, the same whenever it is asked for.

    The actor's length goes in front so that no other pair of actor and key can read the same.
    """
    return str(uuid.uuid5(COMMANDS, f"{len(actor)}:{actor}:{key}"))


def following(command_id: str, what: str) -> str:
    """An id that follows from a command, for what that command makes."""
    return str(uuid.uuid5(uuid.UUID(command_id), what))
