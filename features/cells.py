"""What stands in a table of a specification, read as a field of a fact: names become ids, local times moments."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from math import radians
from typing import Any, get_args, get_origin
from zoneinfo import ZoneInfo

from domain.calendar import WorkCalendar
from domain.declaration import Declared, declared
from domain.facts import BY_TOPIC
from domain.facts.intake import ENTRIES
from domain.facts.schema import CATEGORY, FACT, FIELD
from domain.values import EARTH_RADIUS_M, File, Place
from features.cast import place_data
from features.scene import Scene
from features.words import Unheard

YES, NO, NONE = ("是", "yes"), ("否", "no"), ("无", "none")
_AWAY = re.compile(r"(?:距现场\s*)?(\d+)\s*(?:米|m away)")
_TAKEN = re.compile(r"(\d{4}-\d{2}-\d{2} \d{2}:\d{2})\s*(.*)")


def read_cell(scene: Scene, name: str, text: str) -> Any:
    """The value of a field, as plain data. Raises Unheard for what cannot be meant."""
    field = next(field for field in declared(BY_TOPIC[scene.topic]) if field.name == name)
    if get_origin(field.base) is tuple:
        member = get_args(field.base)[0]
        if member is File:
            return _files(scene, text)
        return [] if text in NONE else [_one(scene, field, member, part) for part in _parts(text)]
    return _one(scene, field, field.base, text)


def moment(calendar: WorkCalendar, text: str) -> datetime:
    """`2026-09-30 16:30` by the clock on the office's wall, as UTC; 24:00 is the end of that day."""
    try:
        if text.endswith(" 24:00"):
            return calendar.end_of_day(date.fromisoformat(text.removesuffix(" 24:00")))
        plain = datetime.fromisoformat(text)
    except ValueError:
        raise Unheard(f"“{text}” is no moment; write 2026-09-30 16:30") from None
    return plain.replace(tzinfo=ZoneInfo(calendar.timezone)).astimezone(UTC)


def _parts(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"[、;;]|, ", text) if part.strip()]


def _one(scene: Scene, field: Declared, base: Any, text: str) -> Any:
    if field.listed:
        return scene.words.value(scene.workflow, field.name, text, field.listed.values)
    if base in _READERS:
        return _READERS[base](scene, text)
    if isinstance(base, type) and base is File:
        return _files(scene, text)[0]
    if get_origin(base) is not None:
        return dict(_pair(scene, field, part) for part in _parts(text))
    if field.names == CATEGORY:
        return scene.words.category(scene.workflow, text)
    if field.names == FACT:
        return scene.facts.get(text, text)
    if field.names == FIELD:
        return scene.words.any_field(scene.workflow, text)
    return _text(scene, field.name, text)


def _text(scene: Scene, name: str, text: str) -> Any:
    workflow = scene.workflow
    if name == "condition" and scene.category is not None:
        known = (*scene.category.filing, *scene.category.closing)
        return scene.words.condition(workflow, text, known)
    if name in ("cases", "case"):
        return scene.cases.get(text, text)
    if name == "act":
        return scene.words.act(workflow, text)
    return scene.cast.id_of(text) or text


def _pair(scene: Scene, field: Declared, text: str) -> tuple[str, Any]:
    """An entry and what it says; entries and questions by their names, numbers and yes or no as such."""
    name, _, said = text.replace("\N{FULLWIDTH COLON}", ":").partition(":")
    key = scene.words.entry(scene.workflow, field.names, name.strip())
    value = _simple(scene.words.entry_value(scene.workflow, key, said.strip()))
    return scene.cast.id_of(key) or key, _named_in(scene, key, value)


def _named_in(scene: Scene, entry: str, value: Any) -> Any:
    """The value of an attribute; whoever it names, by id."""
    return scene.cast.id_of(str(value)) or value if entry in ENTRIES else value


def _simple(said: str) -> Any:
    if said.isascii() and said.isdigit():
        return int(said)
    return _yes_no_or(said)


def _yes_no_or(said: str) -> Any:
    return True if said in ("", *YES) else False if said in NO else said


def _yes_no(_: Scene, text: str) -> bool:
    if text not in (*YES, *NO):
        raise Unheard(f"“{text}” is neither 是 nor 否")
    return text in YES


def _moment(scene: Scene, text: str) -> str:
    return moment(scene.calendar, text).isoformat()


def _date(_: Scene, text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise Unheard(f"“{text}” is no date; write 2026-09-30") from None


def _place(scene: Scene, text: str) -> Mapping[str, Any]:
    return place_data(_somewhere(scene, text))


def _somewhere(scene: Scene, text: str) -> Place:
    if text in ("", "现场", "the spot"):
        return scene.place
    if text in scene.cast.places:
        return scene.cast.places[text]
    if away := _AWAY.fullmatch(text):
        return _north_of(scene.place, int(away[1]))
    raise Unheard(f"“{text}” is no place; there are: 现场、距现场 80 米、{'、'.join(scene.cast.places)}")


def _north_of(place: Place, metres: int) -> Place:
    degrees = metres / (EARTH_RADIUS_M * radians(1))
    return Place(lat_deg=(place.lat_deg or 0.0) + degrees, lon_deg=place.lon_deg)


def _files(scene: Scene, text: str) -> list[Mapping[str, Any]]:
    if text in NONE:
        return []
    found: list[Mapping[str, Any]] = []
    for part in _parts(text):
        taken = _TAKEN.fullmatch(part)
        if taken is None:
            raise Unheard(
                f"“{part}” is no file; write when and where it was taken: 2026-09-30 16:30 距现场 80 米"
            )
        found.extend(scene.files(moment(scene.calendar, taken[1]), _somewhere(scene, taken[2])))
    return found


_READERS: Mapping[Any, Callable[[Scene, str], Any]] = {
    bool: _yes_no,
    int: lambda _, text: int(text),
    datetime: _moment,
    date: _date,
    Place: _place,
}


def number(text: str) -> int | None:
    """A number, or None where none can be."""
    return None if text in ("不适用", "n/a") else int(text)
