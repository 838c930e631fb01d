"""Rates and rules of points (`rates/*.toml`): each table a formula, checked before anything is counted by it."""

from __future__ import annotations

from collections.abc import Mapping

from domain.formula import Formula, problems_of
from workflows.loader.source import Problems, Source, Spot
from workflows.loader.table import Table, check_id

FOLDER = "rates"
POINTS_LIMIT = 100
"""Most points one occurrence gives or takes."""


def read_formulas(source: Source, problems: Problems) -> Mapping[str, Formula]:
    """The formulas of a file that are sound; the rest is noted."""
    whole = Table(Spot(source), source.data, problems)
    read: dict[str, Formula] = {}
    for name, table in whole.rows():
        check_id(whole, name, name)
        before = len(problems.found)
        formula = _formula(name, table)
        for problem in problems_of(formula):
            table.wrong("", "bad_formula", f"{name}: {problem}")
        if len(problems.found) == before:
            read[name] = formula
    return read


def _formula(name: str, table: Table) -> Formula:
    title, definition = table.label("title"), table.label("definition")
    numerator, numerator_window = _term(table, "numerator")
    denominator, denominator_window = _term(table, "denominator")
    formula = Formula(
        id=name,
        version=table.number("version", needed=True),
        zh=title.zh if title else "",
        en=title.en if title else "",
        definition_zh=definition.zh if definition else "",
        definition_en=definition.en if definition else "",
        numerator=numerator,
        numerator_window=numerator_window,
        denominator=denominator,
        denominator_window=denominator_window,
        apart=table.texts("apart"),
        indicator=table.text("indicator"),
        points=_points(table),
        basis=table.text("basis", needed=True),
        source=table.text("source", needed=True),
    )
    table.finish()
    return formula


def _term(table: Table, key: str) -> tuple[str, str]:
    """What is counted on one side, and over which window."""
    below = table.table(key)
    if below is None:
        return "", ""
    count, window = below.text("count", needed=True), below.text("window", needed=True)
    below.finish()
    return count, window


def _points(table: Table) -> int:
    """Points may be taken, so they may lie below zero."""
    points = table.integer("points")
    if abs(points) > POINTS_LIMIT:
        table.wrong(
            "points", "out_of_range", f'"points" is {points}; write at most {POINTS_LIMIT} either way'
        )
    return points
