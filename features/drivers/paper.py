"""Evidence that nobody took: a file by its id and digest, as a fact carries it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

from domain.codec import to_data
from domain.values import Place


def file_data(file_id: str, slot: str, taken_at: datetime, place: Place | None) -> Mapping[str, Any]:
    """A file as a move's field carries it."""
    return {
        "id": file_id,
        "sha256": sha256(file_id.encode()).hexdigest(),
        "slot": slot,
        "taken_at": taken_at.isoformat(),
        "place": to_data(place),
    }
