"""Who is on the meal list, from the rows `[meal_list.*]` of an office file: one row a person, by an opaque id."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from api.office_posts import PERSON
from domain.facts.meals import ALLERGENS, TIERS, MealCardIssued
from workflows.loader.problems import instead
from workflows.loader.table import Table


def meal_list_of(root: Table) -> Iterator[MealCardIssued]:
    """Yield every row of the table `meal_list`; what is wrong is noted with the table's problems."""
    table = root.table("meal_list")
    for person, row in table.rows() if table else ():
        if not PERSON.fullmatch(person):
            message = f'"{person}" is no id of a person; write letters, digits, - and _ (ASCII)'
            row.wrong("", "bad_person", message, person)
        since, until = _day(row, "since"), _day(row, "until")
        if since > until:
            row.wrong("until", "ends_before", f"the list ends on {until}, before it begins on {since}")
        yield MealCardIssued(
            person=person,
            since=since,
            until=until,
            tier=_listed(row, "tier", (row.text("tier") or "none",), TIERS)[0],
            family=row.texts("family"),
            avoids=_listed(row, "avoids", row.texts("avoids"), ALLERGENS),
        )
        row.finish()


def _day(row: Table, key: str) -> date:
    text = row.text(key, needed=True)
    try:
        return date.fromisoformat(text)
    except ValueError:
        if text:
            row.wrong(key, "bad_date", f'"{text}" is no date; write it as "2026-01-31"', text)
        return date.min


def _listed(row: Table, key: str, values: tuple[str, ...], known: tuple[str, ...]) -> tuple[str, ...]:
    for value in values:
        if value not in known:
            row.wrong(key, f"unknown_{key}", f'there is no "{value}"; {instead(value, known)}', value)
    return values
