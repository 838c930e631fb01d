"""Rates: counted in the live table, or from rows of the past; and the moments behind every part of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from operator import attrgetter
from typing import Any

from psycopg import sql

from domain.formula import Formula
from projections.books import Books
from projections.conditions import Condition, Is, Parameters, holds, where
from projections.moments import SQL_TYPES, Exclusions, load_exclusions
from projections.query import Query, Rows
from projections.rate_parts import DENOMINATOR, GROUPS, NUMERATOR, RateFilter, part_of, parts_of
from projections.rates import RATES, RateRow


@dataclass(frozen=True)
class Counted:
    """A countable moment with its case: a row behind a figure."""

    case_id: str
    case_no: str
    workflow: str
    category: str
    community: str
    followed: tuple[str, ...]
    excluded: tuple[str, ...]
    exclusions: Exclusions
    kind: str
    at: datetime
    position: int
    unit: str
    due_at: datetime | None
    ended_at: datetime | None
    ended: int
    verdict: str
    detail: str
    extensions: int
    score: int
    by: str
    live: bool
    time_unit: str
    fixed: bool


OF_CASE = ("case_id", "case_no", "workflow", "category", "community", "followed", "excluded", "exclusions")
OF_MOMENT = tuple(field.name for field in fields(Counted) if field.name not in OF_CASE)
EMPTY = {"text": "''", "bigint": "0", "boolean": "false"}


@dataclass(frozen=True)
class Rates:
    """Parts by figure id, by group; without grouping the one group is "". At a position of the log."""

    values: Mapping[str, Mapping[str, Mapping[str, int]]]
    by: str
    asked: RateFilter
    position: int


@dataclass(frozen=True)
class Behind:
    """Moments behind a part in the order of the log, where to go on or None, at a position of the log."""

    rows: tuple[Counted, ...]
    after: int | None
    position: int


def value_of(formula: Formula, parts: Mapping[str, int]) -> float | None:
    """The figure: numerator over denominator to six places, the number alone, or None over nothing."""
    counted = parts.get(NUMERATOR, 0)
    if not formula.denominator:
        return counted
    of = parts.get(DENOMINATOR, 0)
    return round(counted / of, 6) if of else None


def unfolded(rows: Iterable[RateRow], asked: RateFilter) -> Iterator[Counted]:
    """The moments of those cases that a filter asks for, each with its case."""
    of_case, of_moment, held = attrgetter(*OF_CASE), attrgetter(*OF_MOMENT), asked.of_case
    for row in (row for row in rows if holds(held, row)):
        case = of_case(row)
        for moment in row.moments:
            yield Counted(*case, *of_moment(moment))


def rates(books: Books, formulas: Sequence[Formula], asked: RateFilter, by: str = "") -> Query[Rates]:
    """Count every part of these figures in the live table. ValueError for a grouping there is not."""
    _check(by)
    parameters = Parameters()
    names = [(one.id, part, held) for one in formulas for part, held in parts_of(one, asked).items()]
    counts = [
        sql.SQL("count(*) FILTER (WHERE {})").format(where(held, parameters, "f")) for *_, held in names
    ]
    text = sql.SQL(
        "WITH f AS ({moments}), v AS (SELECT {group} AS grouped, {counts} FROM f GROUP BY 1)"
        " SELECT at.position, v.* FROM ({position}) at LEFT JOIN v ON true ORDER BY v.grouped"
    ).format(
        moments=_moments(books, asked, parameters),
        group=sql.Identifier("f", by) if by else sql.SQL("''::text"),
        counts=sql.SQL(", ").join(counts),
        position=_position(books),
    )

    def read(found: Rows) -> Rates:
        values = {
            row[1]: _by_figure((one, part, n) for (one, part, _), n in zip(names, row[2:], strict=True))
            for row in found
            if row[1] is not None
        }
        return Rates(_told(values), by, asked, found[0][0] if found else 0)

    return Query(text, parameters.values, read)


def rates_of(
    rows: Iterable[RateRow], formulas: Sequence[Formula], asked: RateFilter, by: str, position: int
) -> Rates:
    """Count the same from rows in memory."""
    _check(by)
    groups: dict[str, list[Counted]] = {}
    for one in unfolded(rows, asked):
        if holds(asked.conditions, one):
            groups.setdefault(getattr(one, by) if by else "", []).append(one)
    values = {
        name: _by_figure(
            (formula.id, part, sum(holds(held, one) for one in groups[name]))
            for formula in formulas
            for part, held in parts_of(formula, asked).items()
        )
        for name in sorted(groups)
    }
    return Rates(_told(values), by, asked, position)


def behind(
    books: Books, formula: Formula, part: str, asked: RateFilter, after: int, limit: int
) -> Query[Behind]:
    """The moments behind a part, after a position, in the order of the log. NoSuchPart for another part."""
    parameters = Parameters()
    held = (*part_of(formula, part, asked), Is("position", ">", after))
    columns = sql.SQL(", ").join(sql.Identifier("b", field.name) for field in fields(Counted))
    text = sql.SQL(
        "WITH f AS ({moments}) SELECT at.position, {columns} FROM ({position}) at LEFT JOIN LATERAL"
        " (SELECT * FROM f WHERE {held} ORDER BY f.position LIMIT {limit}) b ON true ORDER BY b.position"
    ).format(
        moments=_moments(books, asked, parameters),
        columns=columns,
        position=_position(books),
        held=where(held, parameters, "f"),
        limit=parameters(limit + 1),
    )

    def read(found: Rows) -> Behind:
        rows = [_read(row[1:]) for row in found if row[1] is not None]
        return _cut(rows, limit, found[0][0] if found else 0)

    return Query(text, parameters.values, read)


def behind_of(
    rows: Iterable[RateRow],
    formula: Formula,
    part: str,
    asked: RateFilter,
    after: int,
    limit: int,
    position: int,
) -> Behind:
    """The same from rows in memory."""
    held: tuple[Condition, ...] = (*part_of(formula, part, asked), Is("position", ">", after))
    found = sorted((one for one in unfolded(rows, asked) if holds(held, one)), key=lambda one: one.position)
    return _cut(found[: limit + 1], limit, position)


def _read(values: tuple[Any, ...]) -> Counted:
    at = OF_CASE.index("followed")
    told = (*map(tuple, values[at : at + 2]), load_exclusions(values[at + 2]), *values[at + 3 :])
    return Counted(*values[:at], *told)


def _cut(rows: Sequence[Counted], limit: int, position: int) -> Behind:
    shown = tuple(rows[:limit])
    return Behind(shown, shown[-1].position if len(rows) > limit else None, position)


def _moments(books: Books, asked: RateFilter, parameters: Parameters) -> sql.Composed:
    """Every moment of those cases that the filter asks for, with the columns of `Counted`."""
    moment = [_selected(name) for name in OF_MOMENT]
    declared = sql.SQL(", ").join(
        sql.SQL("{} {}").format(sql.Identifier(name), sql.SQL(SQL_TYPES[name])) for name in OF_MOMENT
    )
    return sql.SQL(
        "SELECT {columns} FROM {table} r CROSS JOIN LATERAL jsonb_to_recordset(r.moments::jsonb) AS m({declared})"
        " WHERE {of_case}"
    ).format(
        columns=sql.SQL(", ").join([*(sql.Identifier("r", name) for name in OF_CASE), *moment]),
        table=books.table(RATES.name),
        declared=declared,
        of_case=where(asked.of_case, parameters, "r"),
    )


def _selected(name: str) -> sql.Composed:
    column, empty = sql.Identifier("m", name), EMPTY.get(SQL_TYPES[name])
    if empty is None:
        return sql.SQL("{}").format(column)
    text = 'coalesce({}, {}) COLLATE "C" AS {}' if empty == "''" else "coalesce({}, {}) AS {}"
    return sql.SQL(text).format(column, sql.SQL(empty), sql.Identifier(name))


def _by_figure(counted: Iterable[tuple[str, str, int]]) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for figure, part, number in counted:
        found.setdefault(figure, {})[part] = number
    return found


def _told(
    values: Mapping[str, Mapping[str, Mapping[str, int]]],
) -> Mapping[str, Mapping[str, Mapping[str, int]]]:
    """Groups of which nothing at all was counted are left out: they are there for other figures or windows."""
    return {
        group: found
        for group, found in values.items()
        if any(number for parts in found.values() for number in parts.values())
    }


def _position(books: Books) -> sql.Composed:
    return books.sql(
        "SELECT position FROM {consumers} WHERE model = {model} AND state = 'live'",
        model=sql.Literal(RATES.name),
    )


def _check(by: str) -> None:
    if by not in ("", *GROUPS):
        raise ValueError(f"rates are not grouped by {by!r}: {', '.join(GROUPS)}")
