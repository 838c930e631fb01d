"""Figures of the closed loop: asked of the live table, or worked out from rows of the past; and the way into each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from math import floor
from typing import Any

from psycopg import sql

from projections.audience import Audience
from projections.books import Books
from projections.closed_loop_row import LoopRow
from projections.conditions import Condition, Is, NotAll, Parameters, holds, where
from projections.figures import COUNTED, TIMED, Figure, figure
from projections.query import Query, Rows

GROUPS = ("workflow", "community", "unit", "category")
PARTIAL = tuple(one for one in COUNTED if one.needs)
"""Figures that not every workflow comes to."""
Number = int | float | None
Told = tuple[Mapping[str, Number], Mapping[str, int]]
"""Values by figure, and of how many cases those are that not every workflow comes to."""


@dataclass(frozen=True, kw_only=True)
class LoopFilter:
    """The cases a figure counts for an audience, of those opened from `since` until before `until`.

    An empty tuple asks nothing. `never` are the definitions, by digest, whose cases can never come to a figure, by its
    id: they are not counted. Raises NoSuchFigure for an unknown figure.
    """

    audience: Audience
    figure: str = "cases"
    workflow: tuple[str, ...] = ()
    community: tuple[str, ...] = ()
    unit: tuple[str, ...] = ()
    category: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    never: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def able(self, figure_id: str) -> tuple[Condition, ...]:
        """That the case followed a version that can come to it."""
        digests = self.never.get(figure_id)
        return (NotAll((Is("followed", "has only", digests),)),) if digests else ()

    def __post_init__(self) -> None:
        figure(self.figure)


@dataclass(frozen=True)
class Figures:
    """Values by group and figure id, for a window, at a position of the log. Without groups the one group is "".

    `of` is how many cases can come to a figure at all, for figures that not every workflow comes to; where none can,
    there is no value.
    """

    values: Mapping[str, Mapping[str, Number]]
    of: Mapping[str, Mapping[str, int]]
    by: str
    asked: LoopFilter
    position: int

    def behind(self, group: str, figure_id: str) -> LoopFilter:
        """The filter that lists the cases a value counts, for the list of cases."""
        narrowed = replace(self.asked, figure=figure_id)
        return replace(narrowed, **{self.by: (group,)}) if self.by else narrowed  # type: ignore[arg-type]


def loop_conditions(asked: LoopFilter) -> tuple[Condition, ...]:
    """What the filter asks of a row, its figure included."""
    return (*_cohort(asked), *figure(asked.figure).conditions, *asked.able(asked.figure))


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
        values=sql.SQL(", ").join(_values(asked, parameters)),
        position=_position(books),
    )

    def read(rows: Rows) -> Figures:
        told = {row[2]: _told(row[1], row[3:]) for row in rows if row[2] is not None}
        return _figures(told, by, asked, rows[0][0] if rows else 0)

    return Query(text, parameters.values, read)


def _check(by: str) -> None:
    if by not in ("", *GROUPS):
        raise ValueError(f"figures are not grouped by {by!r}: {', '.join(GROUPS)}")


def _position(books: Books) -> sql.Composed:
    return books.sql("SELECT position FROM {consumers} WHERE model = 'closed_loop' AND state = 'live'")


def _values(asked: LoopFilter, parameters: Parameters) -> Iterator[sql.Composed]:
    yield from (_aggregate(one, asked, parameters) for one in (*COUNTED, *TIMED))
    yield from (_count(asked.able(one.id), parameters) for one in PARTIAL)


def _aggregate(one: Figure, asked: LoopFilter, parameters: Parameters) -> sql.Composed:
    if one.unit == "cases":
        return _count((*one.conditions, *asked.able(one.id)), parameters)
    return sql.SQL("percentile_cont({}) WITHIN GROUP (ORDER BY f.{}) FILTER (WHERE {})").format(
        sql.Literal(one.quantile), sql.Identifier(one.column), where(one.conditions, parameters, "f")
    )


def _count(conditions: tuple[Condition, ...], parameters: Parameters) -> sql.Composed:
    return sql.SQL("count(*) FILTER (WHERE {})").format(where(conditions, parameters, "f"))


def _told(states: Mapping[str, int], values: Iterable[Number]) -> Told:
    """Values and what they are of, from the fixed figures in their order and what each of the partial ones is of."""
    counted = tuple(values)
    fixed = dict(zip((one.id for one in (*COUNTED, *TIMED)), counted, strict=False))
    of = dict(zip((one.id for one in PARTIAL), map(int, counted[len(fixed) :]), strict=True))  # type: ignore[arg-type]
    known = {name: value if of.get(name, 1) else None for name, value in fixed.items()}
    return {**known, **{f"state:{state}": states[state] for state in sorted(states)}}, of


def _figures(told: Mapping[str, Told], by: str, asked: LoopFilter, position: int) -> Figures:
    values = {group: values for group, (values, _) in told.items()}
    return Figures(values, {group: of for group, (_, of) in told.items()}, by, asked, position)


def figures_of(rows: Iterable[LoopRow], asked: LoopFilter, by: str, position: int) -> Figures:
    """Work the figures out from rows in memory, exactly as the table would."""
    _check(by)
    conditions = _cohort(asked)
    groups: dict[str, list[LoopRow]] = {}
    for row in rows:
        if holds(conditions, row):
            groups.setdefault(getattr(row, by) if by else "", []).append(row)
    told = {name: _worked_out(groups[name], asked) for name in sorted(groups)}
    return _figures(told, by, asked, position)


def _worked_out(rows: list[LoopRow], asked: LoopFilter) -> Told:
    states: dict[str, int] = {}
    for row in rows:
        states[row.state] = states.get(row.state, 0) + 1
    able = (sum(holds(asked.able(one.id), row) for row in rows) for one in PARTIAL)
    return _told(states, (*(_value(one, asked, rows) for one in (*COUNTED, *TIMED)), *able))


def _value(one: Figure, asked: LoopFilter, rows: list[LoopRow]) -> Number:
    conditions = (*one.conditions, *asked.able(one.id))
    counted = [row for row in rows if holds(conditions, row)]
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
