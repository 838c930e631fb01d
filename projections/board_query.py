"""Lists of cases: filter, order, page, counts; asked of the live board, or answered from rows of the past."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from psycopg import sql

from projections.board_row import RUNNING, BoardRow
from projections.books import Books
from projections.closed_loop_query import LoopFilter, loop_conditions
from projections.columns import columns_of, reader
from projections.conditions import AnyOf, Condition, Is, Parameters, holds, where
from projections.ordering import By, Order
from projections.query import Query, Rows

LIMIT, LARGEST_LIMIT = 50, 500
FACETS = ("workflow", "state", "phase", "community", "unit", "category")

_CASE = By("case_id", str)
_LAST = By("case_id", str, descending=True)
_QUEUE = By("queue", int)
ORDERS: Mapping[str, Order] = {
    order.name: order
    for order in (
        Order("due_at", (_QUEUE, By("due_sort", datetime), _CASE)),
        Order("-due_at", (_QUEUE, By("due_sort", datetime, descending=True), _LAST)),
        Order("opened_at", (By("opened_at", datetime), _CASE)),
        Order("-opened_at", (By("opened_at", datetime, descending=True), _LAST)),
        Order("last_at", (By("last_at", datetime), _CASE)),
        Order("-last_at", (By("last_at", datetime, descending=True), _LAST)),
    )
}
"""By name. `due_at` is least open time left first; cases whose clocks rest or that have none come last either way."""


@dataclass(frozen=True, kw_only=True)
class Mine:
    """Whose cases: a person's own assignments, and those of his units as lead or co-unit."""

    person: str
    units: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class BoardFilter:
    """Which cases, in which order, how many. A tuple lists alternatives, an empty one asks nothing.

    `overdue` is the moment at which a running duty counts as overdue: now, or the moment looked back to. `q` is
    looked for in number, title and public address. `figure` keeps the cases a figure of the closed loop counts.
    ValueError for an unknown order or a limit out of bounds; BadCursor for a cursor of another list.
    """

    workflow: tuple[str, ...] = ()
    state: tuple[str, ...] = ()
    phase: tuple[str, ...] = ()
    community: tuple[str, ...] = ()
    unit: tuple[str, ...] = ()
    category: tuple[str, ...] = ()
    channel: tuple[str, ...] = ()
    urgent: bool | None = None
    mine: Mine | None = None
    overdue: datetime | None = None
    master: str = ""
    q: str = ""
    figure: LoopFilter | None = None
    sort: str = "due_at"
    cursor: str = ""
    limit: int = LIMIT

    def __post_init__(self) -> None:
        if self.sort not in ORDERS:
            raise ValueError(f"there is no order {self.sort!r}: {', '.join(ORDERS)}")
        if not 1 <= self.limit <= LARGEST_LIMIT:
            raise ValueError(f"a page has 1 to {LARGEST_LIMIT} cases, not {self.limit}")

    @property
    def order(self) -> Order:
        """The order it asks for."""
        return ORDERS[self.sort]


@dataclass(frozen=True)
class Page:
    """Cases, the cursor of the next page or None, and the position of the log they show."""

    rows: tuple[BoardRow, ...]
    next_cursor: str | None
    position: int


@dataclass(frozen=True)
class Counts:
    """How many cases there are by each value of a facet, at a position of the log."""

    by: Mapping[str, int] = field(default_factory=dict)
    position: int = 0


def conditions_of(asked: BoardFilter) -> tuple[Condition, ...]:
    """What the filter asks of a row, but for `figure`."""
    listed = (*FACETS, "channel")
    found: list[Condition] = [Is(name, "in", getattr(asked, name)) for name in listed if getattr(asked, name)]
    if asked.urgent is not None:
        found.append(Is("urgent", "=", asked.urgent))
    if asked.mine is not None:
        found.append(_mine(asked.mine))
    if asked.overdue is not None:
        found += [Is("queue", "=", RUNNING), Is("due_at", "<=", asked.overdue)]
    if asked.master:
        found.append(Is("master", "=", asked.master))
    found += [Is("search", "contains", word) for word in asked.q.lower().split()]
    return tuple(found)


def _mine(mine: Mine) -> Condition:
    own = (
        Is("assignee", "=", mine.person),
        Is("verifier", "=", mine.person),
        Is("checker", "=", mine.person),
    )
    units = (Is("unit", "in", mine.units), Is("co_units", "has any of", mine.units)) if mine.units else ()
    return AnyOf((*own, *units)) if mine.person else AnyOf(units or (Is("case_id", "in", ()),))


def cases(books: Books, asked: BoardFilter) -> Query[Page]:
    """Ask for a page of cases."""
    parameters = Parameters()
    narrowed = _narrowed(books, asked, parameters)
    if asked.cursor:
        narrowed = sql.SQL("{} AND {}").format(narrowed, asked.order.after(asked.cursor, parameters, "b"))
    columns = sql.SQL(", ").join(sql.Identifier("b", column.name) for column in columns_of(BoardRow))
    text = sql.SQL(
        "SELECT at.position, b.* FROM ({position}) at LEFT JOIN LATERAL (SELECT {columns} FROM {board} b"
        " WHERE {narrowed} ORDER BY {order} LIMIT {limit}) b ON true ORDER BY {order}"
    ).format(
        position=position_of(books, "board"),
        columns=columns,
        board=books.table("board"),
        narrowed=narrowed,
        order=asked.order.clause("b"),
        limit=parameters(asked.limit + 1),
    )
    read = reader(BoardRow)

    def page(rows: Rows) -> Page:
        found = [read(row[1:]) for row in rows if row[1] is not None]
        return _cut(found, asked, rows[0][0] if rows else 0)

    return Query(text, parameters.values, page)


def _narrowed(books: Books, asked: BoardFilter, parameters: Parameters) -> sql.Composed:
    narrowed = where(conditions_of(asked), parameters, "b")
    if asked.figure is None:
        return narrowed
    counted = where(loop_conditions(asked.figure), parameters, "f")
    return sql.SQL("{} AND EXISTS (SELECT FROM {} f WHERE f.case_id = b.case_id AND {})").format(
        narrowed, books.table("closed_loop"), counted
    )


def position_of(books: Books, model: str) -> sql.Composed:
    """The position a live model shows, in the same snapshot as its rows."""
    return books.sql(
        "SELECT position FROM {consumers} WHERE model = {model} AND state = 'live'", model=sql.Literal(model)
    )


def counts(books: Books, asked: BoardFilter, facet: str) -> Query[Counts]:
    """Ask how many of the filtered cases there are by each value of a facet; order, cursor and limit play no part."""
    if facet not in FACETS:
        raise ValueError(f"there is no facet {facet!r}: {', '.join(FACETS)}")
    parameters = Parameters()
    text = sql.SQL(
        "SELECT at.position, b.value, b.cases FROM ({position}) at LEFT JOIN LATERAL (SELECT b.{facet} AS value,"
        " count(*) AS cases FROM {board} b WHERE {narrowed} GROUP BY 1) b ON true ORDER BY 2"
    ).format(
        position=position_of(books, "board"),
        facet=sql.Identifier(facet),
        board=books.table("board"),
        narrowed=_narrowed(books, asked, parameters),
    )

    def counted(rows: Rows) -> Counts:
        return Counts({row[1]: row[2] for row in rows if row[1] is not None}, rows[0][0] if rows else 0)

    return Query(text, parameters.values, counted)


def _cut(rows: list[BoardRow], asked: BoardFilter, position: int) -> Page:
    shown = rows[: asked.limit]
    more = asked.order.cursor_at(shown[-1]) if len(rows) > asked.limit else None
    return Page(tuple(shown), more, position)


def page_of(rows: Iterable[BoardRow], asked: BoardFilter, position: int) -> Page:
    """Answer from rows in memory, exactly as the table would."""
    found = narrowed_rows(rows, asked)
    if asked.cursor:
        found = [row for row in found if asked.order.is_after(row, asked.cursor)]
    return _cut(asked.order.arranged(found), asked, position)


def counts_of(rows: Iterable[BoardRow], asked: BoardFilter, facet: str, position: int) -> Counts:
    """Count rows in memory, exactly as the table would."""
    if facet not in FACETS:
        raise ValueError(f"there is no facet {facet!r}: {', '.join(FACETS)}")
    by: dict[str, Any] = {}
    for row in narrowed_rows(rows, asked):
        by[getattr(row, facet)] = by.get(getattr(row, facet), 0) + 1
    return Counts(dict(sorted(by.items())), position)


def narrowed_rows(rows: Iterable[BoardRow], asked: BoardFilter) -> list[BoardRow]:
    """The rows the filter keeps. `figure` asks another model: give the rows it leaves."""
    conditions = conditions_of(asked)
    return [row for row in rows if holds(conditions, row)]
