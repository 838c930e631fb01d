"""Small things every move's fields are made of: sentences, unit names, places, pictures."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from api.demo.habits import Habit
from api.demo.story import Scene
from domain.codec import to_data

Fields = Callable[[Scene, Habit], dict[str, Any]]


def say(scene: Scene, kind: str, **words: str) -> str:
    """A sentence about this case."""
    place = scene.case.place.address if scene.case.place else ""
    return scene.world.phrases.say(kind, scene.dice, scene.case.category, place=place, **words)


def closed(scene: Scene, kind: str) -> dict[str, str]:
    """What the file says of its end, and what everybody is told."""
    kept = f"{say(scene, kind)}卷内记录{scene.case.version}条,材料齐全。"
    return {"summary": kept, "public_summary": say(scene, kind)}


def unit_name(scene: Scene, unit: str) -> str:
    """What a unit is called."""
    known = scene.world.office.units.get(unit)
    return known.name_zh if known else unit


def place_data(scene: Scene) -> dict[str, Any]:
    """Where the case lies, as a client would send it."""
    data: dict[str, Any] = to_data(scene.case.place)
    return data


def photos(scene: Scene, *slots: str) -> list[dict[str, Any]]:
    """A picture for each slot, taken just now at the place of the case."""
    return [scene.world.photo(slot, scene.at, scene.case.place, scene.dice) for slot in slots]


def before_and_after(scene: Scene) -> list[dict[str, Any]]:
    """What it was like and what it is like now."""
    before = scene.world.file("before", scene.at - timedelta(minutes=3), scene.case.place, scene.dice)
    return [before, *photos(scene, "after")]
