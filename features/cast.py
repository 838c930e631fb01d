"""Who plays in a specification: units, posts and places by the names a specification calls them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from domain.codec import from_data, to_data
from domain.facts.meals import MealCardIssued
from domain.facts.office import RoleGiven, UnitChanged
from domain.facts.schema import Fact
from domain.values import Place


class NotInTheCast(AssertionError):
    """A specification names somebody or something that the office does not have."""


@dataclass(frozen=True)
class Cast:
    """The names of the office: ids of people and units, and the places where things are."""

    people: Mapping[str, str]
    """Id by name, in Chinese and in English."""
    units: Mapping[str, str]
    places: Mapping[str, Place]
    posts: tuple[tuple[str, str, str], ...]
    """(person, role, unit), in the order in which they are asked to act."""
    facts: tuple[Fact, ...]
    """What founds the office."""

    def person(self, name: str) -> str:
        """The id of somebody."""
        return _found(self.people, name, "person")

    def unit(self, name: str) -> str:
        """The id of a unit."""
        return _found(self.units, name, "unit")

    def id_of(self, name: str) -> str | None:
        """The id of whoever or whatever unit has this name; None when nobody has."""
        return self.people.get(name) or self.units.get(name)

    def unit_of(self, person: str, role: str) -> str | None:
        """The unit in which somebody holds a role."""
        return next((unit for who, held, unit in self.posts if (who, held) == (person, role)), None)

    def first(self, role: str, unit: str = "") -> str | None:
        """The first who holds a role, in that unit when one is named."""
        held = [(who, where) for who, name, where in self.posts if name == role]
        return next((who for who, where in held if unit in ("", where)), None)

    @property
    def powers(self) -> frozenset[str]:
        """Units that may order and punish."""
        return frozenset(fact.unit for fact in self.facts if isinstance(fact, UnitChanged) and fact.acts)

    @property
    def usual_place(self) -> Place:
        """Where a case lies when nothing is said."""
        return next(iter(self.places.values()))


@cache
def cast() -> Cast:
    """The office of `office.toml`, which lies beside this module."""
    data = tomllib.loads(files("features").joinpath("office.toml").read_text("utf-8"))
    people = data["people"]
    return Cast(
        people=_by_name(people, lambda row: str(row["id"])),
        units=_by_name(data["units"], lambda row: str(row["id"])),
        places=_by_name(data["places"], _place),
        posts=tuple(
            (row["id"], post["role"], post["unit"]) for row in people for post in row.get("posts", ())
        ),
        facts=(*_units(data["units"]), *_posts(people), *_cards(data["meal_cards"])),
    )


def _found(names: Mapping[str, str], name: str, what: str) -> str:
    if name not in names:
        raise NotInTheCast(f"“{name}” is no {what} of the office; there are: {'、'.join(names)}")
    return names[name]


def _by_name(rows: list[dict[str, Any]], value: Any) -> dict[str, Any]:
    return {row["name"][language]: value(row) for language in ("zh", "en") for row in rows}


def _place(row: Mapping[str, Any]) -> Place:
    return from_data(Place, {name: value for name, value in row.items() if name != "name"})


def _units(rows: list[dict[str, Any]]) -> Iterator[UnitChanged]:
    for row in rows:
        names = {"unit": row["id"], "name_zh": row["name"]["zh"], "name_en": row["name"]["en"]}
        yield from_data(UnitChanged, {**row, **names})


def _posts(rows: list[dict[str, Any]]) -> Iterator[RoleGiven]:
    for row in rows:
        title = {"post_zh": row["name"]["zh"], "post_en": row["name"]["en"]}
        for post in row.get("posts", ()):
            yield from_data(RoleGiven, {**post, **title, "person": row["id"]})


def _cards(rows: list[dict[str, Any]]) -> Iterator[MealCardIssued]:
    for row in rows:
        yield from_data(MealCardIssued, {**row, **{day: row[day].isoformat() for day in ("since", "until")}})


def place_data(place: Place) -> dict[str, Any]:
    """A place as a move's field carries it."""
    return dict(to_data(place))
