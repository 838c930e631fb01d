"""What an office does again and again, from the rows `[plans.*]` of an office file.

What is to be done and how often stands with the category in the catalogue; a row says who does it, where, and since
when. One row stands for a plan in each of its `units` (`communities` for each of them). Without `begins` a plan begins
on the day the office is set up.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from api.office_places import ListedPlace, check_code
from api.office_posts import EACH_COMMUNITY, filled
from domain.facts.intake import Attribute
from domain.facts.office import PlanAdopted, RoleGiven, UnitChanged
from domain.values import Place
from workflows.loader.problems import instead
from workflows.loader.source import Spot
from workflows.loader.table import Table

YEAR = 366


@dataclass(frozen=True, kw_only=True)
class ListedPlan:
    """A plan of the list."""

    plan: str
    workflow: str
    category: str
    name_zh: str
    name_en: str
    unit: str
    role: str
    place: Place | None
    attributes: Mapping[str, Attribute]
    begins: date | None
    ahead_days: int
    spot: Spot = field(repr=False, compare=False)

    def adopted(self, today: date) -> PlanAdopted:
        """The fact of it; `today` is when it begins if nothing else is said."""
        return PlanAdopted(
            plan=self.plan,
            workflow=self.workflow,
            category=self.category,
            name_zh=self.name_zh,
            name_en=self.name_en,
            unit=self.unit,
            role=self.role,
            place=self.place,
            attributes=self.attributes or None,
            begins=self.begins or today,
            ahead_days=self.ahead_days,
        )


@dataclass(frozen=True)
class Listed:
    """What else the file says, as far as plans name it."""

    units: Mapping[str, UnitChanged]
    posts: tuple[RoleGiven, ...]
    places: tuple[ListedPlace, ...]


def plans_of(root: Table, listed: Listed) -> Iterator[ListedPlan]:
    """Yield every plan of the table `plans`; what is wrong is noted with the table's problems."""
    table = root.table("plans")
    for name, row in table.rows() if table else ():
        check_code(row, "", name)
        yield from _plans(name, row, listed)
        row.finish()


def _plans(name: str, row: Table, listed: Listed) -> Iterator[ListedPlan]:
    role, place, begins = row.text("role", needed=True), _place(row, listed), _begins(row)
    workflow, category = row.text("workflow", needed=True), row.text("category", needed=True)
    name_zh, name_en = row.text("name_zh", needed=True), row.text("name_en")
    ahead, attributes = row.number("ahead_days"), _attributes(row)
    if ahead > YEAR:
        row.wrong("ahead_days", "out_of_range", f'"ahead_days" is {ahead}; write {YEAR} at most')
    for unit in _units(row, listed):
        if role and not any((post.role, post.unit) == (role, unit.unit) for post in listed.posts):
            message = f"nobody is {role} of {unit.unit}; give somebody the post or name another unit"
            row.wrong("role", "nobody_holds", message)
        yield ListedPlan(
            plan=f"{name}-{unit.unit}",
            workflow=workflow,
            category=category,
            name_zh=filled(row, "name_zh", name_zh, unit, 1),
            name_en=filled(row, "name_en", name_en, unit, 1),
            unit=unit.unit,
            role=role,
            place=place,
            attributes=attributes,
            begins=begins,
            ahead_days=ahead,
            spot=row.spot,
        )


def _units(row: Table, listed: Listed) -> Iterator[UnitChanged]:
    named = row.texts("units", needed=True)
    if EACH_COMMUNITY in named:
        yield from (unit for unit in listed.units.values() if unit.kind == "community")
        return
    for unit in named:
        if unit in listed.units:
            yield listed.units[unit]
        else:
            message = f'there is no unit "{unit}"; {instead(unit, [*listed.units, EACH_COMMUNITY])}'
            row.wrong("units", "unknown_unit", message, unit)


def _place(row: Table, listed: Listed) -> Place | None:
    name, places = row.text("place"), {place.id: place.place for place in listed.places}
    if name and name not in places:
        row.wrong("place", "unknown_place", f'there is no place "{name}"; {instead(name, places)}', name)
    return places.get(name)


def _begins(row: Table) -> date | None:
    text = row.text("begins")
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        row.wrong("begins", "bad_date", f'"{text}" is no day; write it as "2026-03-02"', text)
        return None


def _attributes(row: Table) -> dict[str, Attribute]:
    below = row.table("attributes")
    found: dict[str, Attribute] = {}
    for name, value in below.data.items() if below else ():
        if isinstance(value, str | int | bool):
            found[name] = value
        else:
            row.wrong("attributes", "wrong_type", f'"{name}" must be a text, a whole number, true or false')
    return found
