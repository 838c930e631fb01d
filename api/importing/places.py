"""From the cells of a row to a place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from api.importing.cells import Cell
from api.importing.rows import Row
from api.importing.values import Rejected, short, value_of

PLACE = ("lat", "lon", "address", "grid", "community", "object_id")
"""What a mapping may say of a place."""
POINT = ("lat", "lon")


def place_of(row: Row, cells: Mapping[str, Cell]) -> dict[str, Any]:
    """A point, an address, or both; a row with neither has no place (a community alone is none): see the workflow.

    Raises Rejected.
    """
    found: dict[str, Any] = {
        name: value for name, cell in cells.items() if (value := value_of(row, name, cell))
    }
    texts = [found.pop(name, "") for name in POINT]
    if any(texts) and not all(texts):
        raise Rejected("half_a_point", "there is a latitude without a longitude, or the other way round")
    if all(texts):
        found["lat_deg"], found["lon_deg"] = (
            _degrees(name, text, limit) for name, text, limit in zip(POINT, texts, (90, 180), strict=True)
        )
    return found if "lat_deg" in found or found.get("address") else {}


def _degrees(name: str, text: str, limit: int) -> float:
    try:
        degrees = float(text)
    except ValueError:
        degrees = float("nan")
    if not -limit <= degrees <= limit:
        raise Rejected("bad_point", f'"{short(text)}" is no {name} in degrees')
    return degrees
