"""Figures of the closed loop: asked of the live table, or worked out from rows of the past; and the way into each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
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
_PARTIAL = frozenset(one.id for one in PARTIAL)
Number = int | float | None
Told = tuple[Mapping[str, Number], Mapping[str, int]]
"""Values by figure, and of how many cases those are that not every workflow comes to."""
Stood = tuple[str, Iterable[str], int]
"""A state, what was followed, and how many cases."""


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
        """That the case followed a version that can come to it, where its facts alone do not show that.

        Which facts there are follows from the moves; what they say may have been sent otherwise. Asked of every figure
        it would cost a third more.
        """
        digests = self.never.get(figure_id)
        doubtful = digests and any(one.field for ways in figure(figure_id).needs for one in ways)
        return (NotAll((Is("followed", "has only", digests),)),) if doubtful else ()

    def reaches(self, figure_id: str, followed: Iterable[str]) -> bool:
        """Whether a case that followed these definitions can come to it."""
        return not (figure_id in self.never and set(followed) <= set(self.never[figure_id]))

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
        " s AS (SELECT grouped, jsonb_agg(jsonb_build_array(state, followed, cases)) AS stood FROM"
        " (SELECT grouped, state, followed, count(*) AS cases FROM f GROUP BY 1, 2, 3) s GROUP BY 1),"
        " v AS (SELECT grouped, {values} FROM f GROUP BY 1)"
        " SELECT at.position, s.stood, v.* FROM ({position}) at LEFT JOIN (v JOIN s USING (grouped)) ON true"
        " ORDER BY v.grouped"
    ).format(
        group=group,
        table=books.table("closed_loop"),
        narrowed=where(_cohort(asked), parameters, "f"),
        values=sql.SQL(", ").join(_aggregate(one, asked, parameters) for one in (*COUNTED, *TIMED)),
        position=_position(books),
    )

    def read(rows: Rows) -> Figures:
        told = {row[2]: _told(row[1], row[3:], asked) for row in rows if row[2] is not None}
        return _figures(told, by, asked, rows[0][0] if rows else 0)

    return Query(text, parameters.values, read)


def _check(by: str) -> None:
    if by not in ("", *GROUPS):
        raise ValueError(f"figures are not grouped by {by!r}: {', '.join(GROUPS)}")


def _position(books: Books) -> sql.Composed:
    return books.sql("SELECT position FROM {consumers} WHERE model = 'closed_loop' AND state = 'live'")


def _aggregate(one: Figure, asked: LoopFilter, parameters: Parameters) -> sql.Composed:
    counted = where((*one.conditions, *asked.able(one.id)), parameters, "f")
    if one.unit == "cases":
        return sql.SQL("count(*) FILTER (WHERE {})").format(counted)
    return sql.SQL("percentile_cont({}) WITHIN GROUP (ORDER BY f.{}) FILTER (WHERE {})").format(
        sql.Literal(one.quantile), sql.Identifier(one.column), counted
    )


def _told(stood: Iterable[Stood], values: Iterable[Number], asked: LoopFilter) -> Told:
    """Values, and of how many cases those are that not every workflow comes to: without any there is no value."""
    states, of = Counter[str](), Counter[str]()
    for state, followed, cases in stood:
        states[state] += cases
        of.update({one.id: cases for one in PARTIAL if asked.reaches(one.id, followed)})
    fixed = zip((one.id for one in (*COUNTED, *TIMED)), values, strict=True)
    known = {name: None if name in _PARTIAL and not of[name] else value for name, value in fixed}
    named = {f"state:{state}": states[state] for state in sorted(states)}
    return {**known, **named}, {one.id: of[one.id] for one in PARTIAL}


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
    stood = Counter((row.state, row.followed) for row in rows)
    values = (_value(one, asked, rows) for one in (*COUNTED, *TIMED))
    return _told(((state, followed, n) for (state, followed), n in stood.items()), values, asked)


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
