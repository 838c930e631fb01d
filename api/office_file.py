"""Reading OFFICE.toml: the units, duties, posts and places of one office, as facts of its own stream.

The file is read once, by `bihuan init` or the demo, and becomes facts; nothing looks into it afterwards. What is
wrong is told all at once, each with file, line and key.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import MappingProxyType
from zoneinfo import ZoneInfo

from api.office_meals import meal_list_of
from api.office_places import ListedPlace, check_code, one_of, places_of, point_of
from api.office_plans import Listed, ListedPlan, plans_of
from api.office_posts import posts_of
from api.unit_hours import hours_of, sessions_of
from domain.facts.meals import MealCardIssued
from domain.facts.office import UNIT_KINDS, PlanAdopted, RoleGiven, UnitChanged
from domain.facts.schema import Fact
from domain.office_hours import Hours
from workflows.loader.problems import BadCatalogue, instead
from workflows.loader.source import Problems, Spot, read_source
from workflows.loader.table import Table

OFFICE_CODE = re.compile(r"[0-9a-z_]{1,40}")
CORNERS = 3


class BadOffice(BadCatalogue):
    """An office file that may not be used, with every problem found in it."""

    def __str__(self) -> str:
        """Each problem on its line: file, line, what is wrong, what to write instead."""
        return "\n".join(map(str, self.problems))


@dataclass(frozen=True, kw_only=True)
class OfficeFile:
    """What the file says. `workflows` empty means every workflow of the catalogue."""

    path: Path
    code: str
    name_zh: str
    timezone: str
    office_hours: Hours
    workflows: tuple[str, ...]
    units: tuple[UnitChanged, ...]
    posts: tuple[RoleGiven, ...]
    places: tuple[ListedPlace, ...]
    plans: tuple[ListedPlan, ...] = ()
    meal_list: tuple[MealCardIssued, ...] = ()
    spots: Mapping[str, Spot] = field(default_factory=dict, repr=False, compare=False)

    @property
    def facts(self) -> tuple[Fact, ...]:
        """The facts of the office in the order they are to be told: units, posts, who is on the meal list."""
        return (*self.units, *self.posts, *self.meal_list)

    def plans_from(self, today: date) -> tuple[PlanAdopted, ...]:
        """The facts of its plans, told after these; `today` is the day it is set up."""
        return tuple(plan.adopted(today) for plan in self.plans)

    def require_known(
        self,
        categories: frozenset[str],
        acts: frozenset[str],
        workflows: frozenset[str],
        cycles: Mapping[str, frozenset[str]] = MappingProxyType({}),
    ) -> None:
        """Refuse duties, acts, workflows and plans that the catalogue does not have. `cycles` are the categories that
        say how often, by workflow. Raises BadOffice.
        """
        problems = Problems()
        for unit in self.units:
            self._require(unit.duties, categories | {"*"}, "category", unit.unit, problems)
            self._require(unit.acts, acts | {"*"}, "act", unit.unit, problems)
        self._require(self.workflows, workflows, "workflow", self.code, problems)
        in_use = {key: found for key, found in cycles.items() if not self.workflows or key in self.workflows}
        for plan in self.plans:
            _require_turns(plan, in_use, problems)
        _refuse(problems)

    def _require(
        self, named: tuple[str, ...], known: frozenset[str], what: str, where: str, problems: Problems
    ) -> None:
        for name in named:
            if name not in known:
                message = f'the catalogue has no {what} "{name}"; {instead(name, known)}'
                problems.add(self.spots[where], f"unknown_{what}", message, name)


def read_office_file(path: Path, roles: frozenset[str]) -> OfficeFile:
    """Read an office file. `roles` are the roles there are. Raises BadOffice with everything that is wrong."""
    problems = Problems()
    source = read_source(path, problems)
    if source is None:
        _refuse(problems)
        raise BadOffice(problems.listed())
    office = _Reader(Table(Spot(source), source.data, problems), roles).read(path)
    _refuse(problems)
    return office


def _require_turns(plan: ListedPlan, cycles: Mapping[str, frozenset[str]], problems: Problems) -> None:
    """The workflow is in use and the category says how often."""
    known = cycles.get(plan.workflow)
    if known is None:
        message = f'no workflow "{plan.workflow}" with turns is in use here; {instead(plan.workflow, cycles)}'
        problems.add(plan.spot.at("workflow"), "unknown_workflow", message, plan.workflow)
    elif plan.category not in known:
        message = (
            f'{plan.workflow} has no "{plan.category}" that says how often; {instead(plan.category, known)}'
        )
        problems.add(plan.spot.at("category"), "unknown_category", message, plan.category)


def _refuse(problems: Problems) -> None:
    if problems.found:
        raise BadOffice(problems.listed())


class _Reader:
    """Reads one file table by table, noting what is wrong."""

    def __init__(self, root: Table, roles: frozenset[str]) -> None:
        self.root, self.roles, self.problems = root, roles, root.problems
        self.units: dict[str, UnitChanged] = {}
        self.spots: dict[str, Spot] = {}

    def read(self, path: Path) -> OfficeFile:
        office = self._office_table()
        code, name_zh = office.text("code", needed=True), office.text("name_zh", needed=True)
        self._own_unit(office, code, name_zh)
        for below, kind in (("communities", "community"), ("units", "")):
            self._read_units(below, kind)
        self._check_communities()
        listed = self._listed()
        read = OfficeFile(
            path=path,
            code=code,
            name_zh=name_zh,
            timezone=self._timezone(office),
            office_hours=hours_of(office),
            workflows=office.texts("workflows"),
            units=tuple(self.units.values()),
            posts=listed.posts,
            places=listed.places,
            plans=tuple(plans_of(self.root, listed)),
            meal_list=tuple(meal_list_of(self.root)),
            spots=self.spots,
        )
        office.finish()
        self.root.finish()
        return read

    def _listed(self) -> Listed:
        posts, places = posts_of(self.root, self.units, self.roles), places_of(self.root, self.units)
        return Listed(self.units, tuple(posts), tuple(places))

    def _office_table(self) -> Table:
        office = self.root.table("office")
        if office is not None:
            return office
        self.root.wrong("", "missing_table", "there is no table [office]; add it with code and name_zh")
        return Table(self.root.spot, {"code": "", "name_zh": ""}, Problems())

    def _own_unit(self, office: Table, code: str, name_zh: str) -> None:
        if code and not OFFICE_CODE.fullmatch(code):
            message = (
                f'"{code}" is no code of an office; write a-z, 0-9 and _, since case numbers begin with it'
            )
            office.wrong("code", "bad_code", message, code)
        area = office.texts("area")
        for corner in area:
            point_of(office, "area", corner)
        if 0 < len(area) < CORNERS:
            office.wrong("area", "too_few", f'"area" has {len(area)} corners; give at least {CORNERS}')
        office.text("area_note")
        self.spots[code] = office.spot
        self.units[code] = UnitChanged(
            unit=code, kind="office", name_zh=name_zh, name_en=office.text("name_en"), area=area
        )

    def _read_units(self, below: str, kind: str) -> None:
        table = self.root.table(below)
        for name, row in table.rows() if table else ():
            check_code(row, "", name)
            if name in self.units:
                row.wrong(
                    "", "named_twice", f'"{name}" is the code of another unit; choose a further one', name
                )
            self.spots[name] = row.spot
            self.units[name] = UnitChanged(
                unit=name,
                kind=kind or one_of(row, "kind", UNIT_KINDS),
                name_zh=row.text("name_zh", needed=True),
                name_en=row.text("name_en"),
                duties=row.texts("duties"),
                communities=(name,) if kind else row.texts("communities"),
                acts=row.texts("acts"),
                office_hours=sessions_of(row),
            )
            row.finish()

    def _check_communities(self) -> None:
        known = {unit.unit for unit in self.units.values() if unit.kind == "community"}
        for unit in self.units.values():
            for code in unit.communities:
                if code not in known:
                    message = f'there is no community "{code}"; {instead(code, known)}'
                    self.problems.add(
                        self.spots[unit.unit].at("communities"), "unknown_community", message, code
                    )

    def _timezone(self, office: Table) -> str:
        name = office.text("timezone") or "Asia/Shanghai"
        try:
            ZoneInfo(name)
        except (LookupError, ValueError, OSError):
            office.wrong(
                "timezone", "unknown_timezone", f'"{name}" is no time zone; write one such as Asia/Shanghai'
            )
        return name
