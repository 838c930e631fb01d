"""Reading a file of devices: each a fact of the office, checked against office and catalogue, all told at once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from domain.facts.sensing import DeviceChanged
from domain.office import SYSTEM, Office
from domain.sensing.resolving import needs_class
from domain.values import Place
from workflows.loader.problems import BadCatalogue, instead
from workflows.loader.sensing import Sensing
from workflows.loader.source import Problems, Spot, read_source
from workflows.loader.table import Table

ID = re.compile(r"[0-9A-Za-z][0-9A-Za-z_.-]{0,60}")


class BadDevices(BadCatalogue):
    """A file of devices that may not be used, with every problem found in it."""

    def __str__(self) -> str:
        """Each problem on its line."""
        return "\n".join(map(str, self.problems))


@dataclass(frozen=True)
class Around:
    """What devices are checked against."""

    office: Office
    sensing: Sensing


def read_devices(path: Path, around: Around) -> list[DeviceChanged]:
    """The devices of a file. Raises BadDevices with everything that is wrong."""
    problems = Problems()
    source = read_source(path, problems)
    if source is None:
        raise BadDevices(problems.listed())
    root = Table(Spot(source), source.data, problems)
    below = root.table("devices")
    if below is None:
        root.wrong("devices", "missing_key", '"devices" is missing; add a table [devices.ID] for each')
    found = [_device(name, row, around) for name, row in below.rows()] if below else []
    root.finish()
    if problems.found:
        raise BadDevices(problems.listed())
    return found


def _device(name: str, row: Table, around: Around) -> DeviceChanged:
    kind = _kind(row, around.sensing)
    _check_id(name, row, around.office)
    device = DeviceChanged(
        device=name,
        kind=kind,
        name_zh=row.text("name_zh", needed=True),
        name_en=row.text("name_en"),
        place=_place(row, around.office),
        unit=_unit(row, around.office),
        limit_class=_class(row, kind, around.sensing),
        vendor=_vendor(row, kind, around.sensing),
        active=row.flag("active", default=True),
    )
    row.finish()
    return device


def _check_id(name: str, row: Table, office: Office) -> None:
    if not ID.fullmatch(name) or name == SYSTEM:
        row.wrong("", "bad_id", f'"{name}" is no id of a device; write letters, digits, - _ . (ASCII)')
    elif office.posts.get(name):
        row.wrong("", "id_taken", f'"{name}" is a person of the office; give the device another id')


def _kind(row: Table, sensing: Sensing) -> str:
    kind = row.text("kind", needed=True)
    if kind and kind not in sensing.kinds:
        message = f'there is no kind of device "{kind}"; {instead(kind, sensing.kinds)}'
        row.wrong("kind", "unknown_kind", message, kind)
    return kind


def _place(row: Table, office: Office) -> Place:
    below = row.table("place")
    if below is None:
        row.wrong(
            "", "missing_key", '"place" is missing; add place = { lat_deg = "30.31", lon_deg = "120.11" }'
        )
        return Place()
    place = Place(
        lat_deg=_degrees(below, "lat_deg"),
        lon_deg=_degrees(below, "lon_deg"),
        address=below.text("address"),
        community=below.text("community"),
        grid=below.text("grid"),
        object_id=below.text("object_id"),
    )
    below.finish()
    if not office.contains(place) or not office.knows_grid(place.community, place.grid):
        message = "the point or community is not in the office's area; correct the degrees or the code"
        below.wrong("", "outside_area", message)
    return place


def _degrees(row: Table, key: str) -> float | None:
    text = row.text(key, needed=True)
    try:
        degrees = float(text)
    except ValueError:
        degrees = 999.0
    if text and not -180 <= degrees <= 180:
        row.wrong(key, "wrong_type", f'"{key}" is no degrees; write them as "30.31"', text)
    return degrees


def _unit(row: Table, office: Office) -> str:
    unit = row.text("unit")
    if unit and unit not in office.units:
        row.wrong("unit", "unknown_unit", f'there is no unit "{unit}"; {instead(unit, office.units)}', unit)
    return unit


def _class(row: Table, kind: str, sensing: Sensing) -> str:
    class_ = row.text("limit_class")
    standard = sensing.standard_of(kind) if kind in sensing.kinds else None
    known = standard.classes if standard else ()
    if class_ and class_ not in known:
        message = f'there is no class "{class_}" for this kind; {instead(class_, known)}'
        row.wrong("limit_class", "unknown_class", message, class_)
    elif not class_ and any(needs_class(alarm) for alarm in sensing.of_kind(kind)):
        message = f'"limit_class" is missing, and its alarms need it; {instead("", known)}'
        row.wrong("", "missing_key", message)
    return class_


def _vendor(row: Table, kind: str, sensing: Sensing) -> str:
    vendor = row.text("vendor")
    codes = sensing.codes_of(kind) if kind in sensing.kinds else None
    known = codes.vendors if codes else {}
    if vendor and vendor not in known:
        message = f'no code list is known of vendor "{vendor}"; {instead(vendor, known)}'
        row.wrong("vendor", "unknown_vendor", message, vendor)
    return vendor
