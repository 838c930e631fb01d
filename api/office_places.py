"""Places an office file lists, `[places.*]`: exits, reaches of rivers, outfalls, lifts, streets, estates."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass

from domain.values import Place
from workflows.loader.problems import instead
from workflows.loader.table import Table

CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z_-]{1,30}")
"""Codes of offices, communities, units and places: plain ASCII, since they are stored and typed."""
OBJECTS = ("exit", "reach", "outfall", "site", "lift")
"""Kinds that are one object a case can lie at; two reports at one object may be one matter."""
PLACE_KINDS = (*OBJECTS, "street", "estate", "other")


@dataclass(frozen=True, kw_only=True)
class ListedPlace:
    """A place of the list. `schematic` ones lie about there; they were not surveyed."""

    id: str
    kind: str
    name_zh: str
    name_en: str
    place: Place
    schematic: bool


def places_of(root: Table, communities: Container[str]) -> Iterator[ListedPlace]:
    """Yield every place of the table `places`; what is wrong is noted with the table's problems."""
    table = root.table("places")
    for name, row in table.rows() if table else ():
        check_code(row, "", name)
        kind = one_of(row, "kind", PLACE_KINDS)
        name_zh = row.text("name_zh", needed=True)
        yield ListedPlace(
            id=name,
            kind=kind,
            name_zh=name_zh,
            name_en=row.text("name_en"),
            place=_place(row, name if kind in OBJECTS else "", name_zh, communities),
            schematic=row.flag("schematic", default=True),
        )
        row.finish()


def _place(row: Table, object_id: str, address: str, communities: Container[str]) -> Place:
    lat, lon = point_of(row, "at", row.text("at", needed=True))
    community = row.text("community")
    if community and community not in communities:
        message = f'there is no community "{community}"; write one of [communities]'
        row.wrong("community", "unknown_community", message, community)
    return Place(
        lat_deg=lat,
        lon_deg=lon,
        address=address,
        community=community,
        grid=row.text("grid"),
        object_id=object_id,
    )


def point_of(row: Table, key: str, text: str) -> tuple[float | None, float | None]:
    """Latitude and longitude in degrees from "lat,lon"; none, and a problem noted, when it is no point."""
    try:
        lat, lon = (float(part) for part in text.split(","))
    except ValueError:
        lat, lon = 999.0, 999.0
    if abs(lat) <= 90 and abs(lon) <= 180:
        return lat, lon
    if text:
        message = f'"{text}" is no point; write latitude,longitude in degrees, such as "30.32,120.11"'
        row.wrong(key, "bad_point", message, text)
    return None, None


def check_code(row: Table, key: str, name: str) -> None:
    """Note a problem when this is no code."""
    if name and not CODE.fullmatch(name):
        message = f'"{name}" is no code; write letters, digits, - and _ (ASCII)'
        row.wrong(key, "bad_code", message, name)


def one_of(row: Table, key: str, known: tuple[str, ...]) -> str:
    """A text that must be one of a list."""
    value = row.text(key, needed=True)
    if value and value not in known:
        row.wrong(key, f"unknown_{key}", f'there is no {key} "{value}"; {instead(value, known)}', value)
    return value
