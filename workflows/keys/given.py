"""What a store of keys answers when there is no key, and what it tells of one."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

ERASED, RESTRICTED, LOST = "erased", "restricted", "lost"


class Gone(NamedTuple):
    """Why there is no key: `erased` for ever, `restricted` for now, `lost` when these keys never were here."""

    why: str


class KeyRow(NamedTuple):
    """What is known of a key, without it: `kek` is None once it was erased."""

    kid: str
    purpose: str
    alg: str
    kek: str | None
    made_at: datetime
    erased_at: datetime | None
