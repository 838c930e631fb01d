"""Figures of the closed loop: asked of the live table, or worked out from rows of the past; and the way into each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from math import floor
from typing import Any

from psycopg import sql

from projections.audience import Audience
from projections.books import Books
from projections.closed_loop import LoopRow
from projections.conditions import Condition, Is, Parameters, holds, where
from projections.figures import COUNTED, TIMED, Figure, figure
from projections.query import Query, Rows

GROUPS = ("workflow", "community", "unit", "category")
Number = int | float | None


@dataclass(frozen=True, kw_only=True)
class LoopFilter:
    """The cases a figure counts for an audience, of those opened from `since` until before `until`.

    An empty tuple asks nothing. Raises NoSuchFigure for an unknown figure.
    """

    audience: Audience
    figure: str = "cases"
    workflow: tuple[str, ...] = ()
    community: tuple[str, ...] = ()
    unit: tuple[str, ...] = ()
    category: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None

    def __post_init__(self) -> None:
        figure(self.figure)


@dataclass(frozen=True)
class Figures:
    """Values by group and figure id, for a window, at a position of the log. Without groups the one group is ""."""

    values: Mapping[str, Mapping[str, Number]]
    by: str
    asked: LoopFilter
    position: int

    def behind(self, group: str, figure_id: str) -> LoopFilter:
        """The filter that lists the cases a value counts, for the list of cases."""
        narrowed = replace(self.asked, figure=figure_id)
        return replace(narrowed, **{self.by: (group,)}) if self.by else narrowed  # type: ignore[arg-type]


def loop_conditions(asked: LoopFilter) -> tuple[Condition, ...]:
    """What the filter asks of a row, its figure included."""
    return (*_cohort(asked), *figure(asked.figure).conditions)


def _cohort(asked: LoopFilter) -> tuple[Condition, ...]:
    """The cases that all figures of a filter are about."""
    found: list[Condition] = [*asked.audience.conditions]
    found += [Is(name, "in", getattr(asked, name)) for name in GROUPS if getattr(asked, name)]
    if asked.since is not None:
        found.append(Is("opened_at", ">=", asked.since))
    if asked.until is not None:
        found.append(Is("opened_at", "<", asked.until))
    return tuple(found)


def figures(books: Books, asked: LoopFilter, by: str = "") -> Query[Figures]:
    """Ask for every figure, for all cases together or by workflow, community, unit or category.

    All are about the cases the filter chooses; its own figure plays no part. ValueError for another grouping.
    """
    _check(by)
    parameters = Parameters()
    group = sql.Identifier(by) if by else sql.SQL("''::text")
    text = sql.SQL(
        "WITH f AS (SELECT *, {group} AS grouped FROM {table} f WHERE {narrowed}),"
        " s AS (SELECT grouped, jsonb_object_agg(state, cases) AS states FROM"
        " (SELECT grouped, state, count(*) AS cases FROM f GROUP BY 1, 2) s GROUP BY 1),"
        " v AS (SELECT grouped, {values} FROM f GROUP BY 1)"
        " SELECT at.position, s.states, v.* FROM ({position}) at LEFT JOIN (v JOIN s USING (grouped)) ON true"
        " ORDER BY v.grouped"
    ).format(
        group=group,
        table=books.table("closed_loop"),
        narrowed=where(_cohort(asked), parameters, "f"),
        values=sql.SQL(", ").join(_aggregate(one, parameters) for one in (*COUNTED, *TIMED)),
        position=_position(books),
    )

    def read(rows: Rows) -> Figures:
        values = {row[2]: _named(row[1], row[3:]) for row in rows if row[2] is not None}
        return Figures(values, by, asked, rows[0][0] if rows else 0)

    return Query(text, parameters.values, read)


def _check(by: str) -> None:
    if by not in ("", *GROUPS):
        raise ValueError(f"figures are not grouped by {by!r}: {', '.join(GROUPS)}")


def _position(books: Books) -> sql.Composed:
    return books.sql("SELECT position FROM {consumers} WHERE model = 'closed_loop' AND state = 'live'")


def _aggregate(one: Figure, parameters: Parameters) -> sql.Composed:
    counted = where(one.conditions, parameters, "f")
    if one.unit == "cases":
        return sql.SQL("count(*) FILTER (WHERE {})").format(counted)
    return sql.SQL("percentile_cont({}) WITHIN GROUP (ORDER BY f.{}) FILTER (WHERE {})").format(
        sql.Literal(one.quantile), sql.Identifier(one.column), counted
    )


def _named(states: Mapping[str, int], values: Iterable[Number]) -> dict[str, Number]:
    fixed = dict(zip((one.id for one in (*COUNTED, *TIMED)), values, strict=True))
    return {**fixed, **{f"state:{state}": states[state] for state in sorted(states)}}


def figures_of(rows: Iterable[LoopRow], asked: LoopFilter, by: str, position: int) -> Figures:
    """Work the figures out from rows in memory, exactly as the table would."""
    _check(by)
    conditions = _cohort(asked)
    groups: dict[str, list[LoopRow]] = {}
    for row in rows:
        if holds(conditions, row):
            groups.setdefault(getattr(row, by) if by else "", []).append(row)
    return Figures({name: _worked_out(groups[name]) for name in sorted(groups)}, by, asked, position)


def _worked_out(rows: list[LoopRow]) -> dict[str, Number]:
    states: dict[str, int] = {}
    for row in rows:
        states[row.state] = states.get(row.state, 0) + 1
    return _named(states, (_value(one, rows) for one in (*COUNTED, *TIMED)))


def _value(one: Figure, rows: list[LoopRow]) -> Number:
    counted = [row for row in rows if holds(one.conditions, row)]
    if one.unit == "cases":
        return len(counted)
    return _quantile(sorted(getattr(row, one.column) for row in counted), one.quantile)


def _quantile(ordered: list[Any], share: float) -> float | None:
    """As PostgreSQL's percentile_cont: between two values by straight line."""
    if not ordered:
        return None
    place = share * (len(ordered) - 1)
    below = floor(place)
    lower, upper = ordered[below], ordered[min(below + 1, len(ordered) - 1)]
    return float(lower + (place - below) * (upper - lower))
