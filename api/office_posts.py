"""Who holds which post, from the rows `[posts.*]` of an office file.

One row stands for many alike posts: `units` names where they are (`communities` for each of them), `count` how
many in each, and `person`, `post_zh`, `post_en` are patterns with {unit}, {name_zh}, {name_en} and {n}. Persons
are opaque ids; posts are called by post and number, never by a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from domain.facts.office import RoleGiven, UnitChanged
from workflows.loader.problems import instead
from workflows.loader.table import Table

EACH_COMMUNITY = "communities"
PERSON = re.compile(r"[0-9A-Za-z][0-9A-Za-z_.-]{0,60}")
NOBODY = frozenset({"system", "reporter", "party", "staff"})
"""Roles that nobody is given: they follow from the case, or are no person."""


@dataclass
class _Row:
    table: Table
    role: str
    units: tuple[str, ...]
    count: int
    person: str
    post_zh: str
    post_en: str
    certified: bool


def posts_of(root: Table, units: Mapping[str, UnitChanged], roles: frozenset[str]) -> Iterator[RoleGiven]:
    """Yield every post of the table `posts`; what is wrong is noted with the table's problems."""
    seen: dict[tuple[str, str, str], str] = {}
    table = root.table("posts")
    for name, below in table.rows() if table else ():
        row = _read(below, units)
        if row.role and row.role not in roles - NOBODY:
            message = f'there is no role "{row.role}" to be given; {instead(row.role, roles - NOBODY)}'
            below.wrong("role", "unknown_role", message, row.role)
        for post in _expanded(row, units):
            key = (post.person, post.role, post.unit)
            if key in seen:
                message = f"{post.person} is {post.role} of {post.unit} by [posts.{seen[key]}] already; leave one out"
                below.wrong("person", "post_twice", message)
            seen[key] = name
            yield post


def _read(table: Table, units: Mapping[str, UnitChanged]) -> _Row:
    row = _Row(
        table=table,
        role=table.text("role", needed=True),
        units=table.texts("units", needed=True),
        count=table.number("count") or 1,
        person=table.text("person", needed=True),
        post_zh=table.text("post_zh", needed=True),
        post_en=table.text("post_en"),
        certified=table.flag("certified"),
    )
    table.finish()
    if EACH_COMMUNITY in row.units:
        row.units = tuple(unit.unit for unit in units.values() if unit.kind == "community")
    for unit in row.units:
        if unit not in units:
            message = f'there is no unit "{unit}"; {instead(unit, [*units, EACH_COMMUNITY])}'
            table.wrong("units", "unknown_unit", message, unit)
    return row


def _expanded(row: _Row, units: Mapping[str, UnitChanged]) -> Iterator[RoleGiven]:
    for code in row.units:
        unit = units.get(code)
        if unit is None:
            continue
        for n in range(1, row.count + 1):
            person = filled(row.table, "person", row.person, unit, n)
            if person and not PERSON.fullmatch(person):
                message = f'"{person}" is no id of a person; write letters, digits, - and _ (ASCII)'
                row.table.wrong("person", "bad_person", message)
            yield RoleGiven(
                person=person,
                role=row.role,
                unit=code,
                post_zh=filled(row.table, "post_zh", row.post_zh, unit, n),
                post_en=filled(row.table, "post_en", row.post_en, unit, n),
                certified=row.certified,
            )


def filled(table: Table, key: str, pattern: str, unit: UnitChanged, n: int) -> str:
    """A pattern with its blanks filled for the nth of a unit; empty, and a problem noted, when it has another blank."""
    try:
        return pattern.format(unit=unit.unit, name_zh=unit.name_zh, name_en=unit.name_en or unit.unit, n=n)
    except (KeyError, IndexError, ValueError, AttributeError):
        message = f'"{pattern}" is no pattern; use only {{unit}}, {{name_zh}}, {{name_en}} and {{n}}'
        table.wrong(key, "bad_pattern", message)
        return ""
