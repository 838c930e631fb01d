"""Values that facts are made of.

They are on disk inside facts: fields may be added with a default, never renamed or removed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from math import asin, cos, radians, sin, sqrt
from typing import Annotated

from domain.sensitivity import PERSONAL

EARTH_RADIUS_M = 6_371_008.8
"""Mean radius of the earth, IUGG."""


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where something is: a point, a public address, or both.

    `lat_deg`, `lon_deg` are degrees in EPSG:4490 (CGCS2000, within decimetres of WGS 84); `crs` names
    the system the point was received in. `grid` is a 15 digit grid code, `community` a 12 digit code.
    A dwelling never goes here: it is personal and belongs into the `door` of a report.
    """

    lat_deg: float | None = None
    lon_deg: float | None = None
    crs: str = "EPSG:4490"
    address: str = ""
    grid: str = ""
    community: str = ""
    object_id: str = ""
    """The listed object meant, such as a metro exit or an outfall; empty when none."""

    def distance_m(self, other: Place) -> float | None:
        """Metres along the great circle, or None when either has no point."""
        if self.lat_deg is None or self.lon_deg is None or other.lat_deg is None or other.lon_deg is None:
            return None
        lat_a, lat_b = radians(self.lat_deg), radians(other.lat_deg)
        half_lat, half_lon = (lat_b - lat_a) / 2, radians(other.lon_deg - self.lon_deg) / 2
        chord = sin(half_lat) ** 2 + cos(lat_a) * cos(lat_b) * sin(half_lon) ** 2
        return 2 * EARTH_RADIUS_M * asin(sqrt(chord))


@dataclass(frozen=True, kw_only=True)
class File:
    """A piece of evidence kept outside the log: what it shows, and the digest that proves it unchanged.

    `slot` says what it is evidence of (`before`, `after`, `same_spot`, ...). A file without a place or a time taken
    from the camera needs `reason`: why they were typed or are missing.
    """

    id: str
    sha256: str
    media_type: str = "image/jpeg"
    slot: str = ""
    taken_at: datetime | None = None
    place: Place | None = None
    reason: Annotated[str, PERSONAL] = ""
