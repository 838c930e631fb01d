"""Ids of the demo: as opaque as real ones, but drawn from the seed, so that two runs give the same."""

from __future__ import annotations

import uuid
from datetime import datetime
from random import Random


class Ids:
    """Makes UUIDv7 whose moment is the simulated one and whose dice are seeded."""

    def __init__(self, seed: int) -> None:
        self._dice = Random(f"{seed}/ids")  # noqa: S311 - they need to be repeatable, not secret

    def at(self, moment: datetime) -> str:
        """A further id, made at this moment."""
        millis = round(moment.timestamp() * 1000)
        dice = self._dice.getrandbits(74)
        value = (millis & (1 << 48) - 1) << 80 | 7 << 76 | (dice >> 62) << 64
        return str(uuid.UUID(int=value | 2 << 62 | dice & (1 << 62) - 1))
