"""What `bihuan doctor` tells of one thing it looked at."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One thing looked at: whether it is right, what was seen, what to do when it is not."""

    what: str
    ok: bool
    seen: str
    do: str = ""
