"""Outlines on the map: corners one after the other, each `latitude,longitude` in degrees."""

from __future__ import annotations


def inside(lat: float, lon: float, outline: tuple[str, ...]) -> bool:
    """Whether a point lies in an outline (even-odd rule: a ray to the east crosses it an odd number of times)."""
    corners = [tuple(map(float, corner.split(","))) for corner in outline]
    inside = False
    for (lat_a, lon_a), (lat_b, lon_b) in zip(corners, [*corners[1:], corners[0]], strict=True):
        if (lat_a > lat) != (lat_b > lat) and lon < lon_a + (lat - lat_a) / (lat_b - lat_a) * (lon_b - lon_a):
            inside = not inside
    return inside
