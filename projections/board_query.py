"""Lists of cases: filter, order, page, counts; asked of the live board, or answered from rows of the past."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from projections.audience import Audience
from projections.board_row import RUNNING, BoardRow
from projections.closed_loop_query import LoopFilter
from projections.conditions import AnyOf, Condition, Is, holds
from projections.ordering import By, Order

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
    """Which cases, for whom, in which order, how many. A tuple lists alternatives, an empty one asks nothing.

    `overdue` is the moment at which a running duty counts as overdue: now, or the moment looked back to. `q` is
    looked for in number, title and public address. `figure` keeps the cases a figure of the closed loop counts.
    ValueError for an unknown order or a limit out of bounds; BadCursor for a cursor of another list.
    """

    audience: Audience
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
    """What must hold of a row, but for `figure`: that it is there for who reads, and what he looks for."""
    return (*asked.audience.conditions, *looked_for(asked))


def looked_for(asked: BoardFilter) -> tuple[Condition, ...]:
    """What somebody looks for; nothing of whoever wants to see all there is."""
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
    return AnyOf((*led(mine), *held(mine)) or (Is("case_id", "in", ()),))


def led(mine: Mine) -> tuple[Condition, ...]:
    """Somebody's cases because his units lead them."""
    return (Is("unit", "in", mine.units),) if mine.units else ()


def held(mine: Mine) -> tuple[Condition, ...]:
    """Somebody's cases for any other reason, one of which must hold."""
    persons = ("assignee", "verifier", "checker") if mine.person else ()
    asked = (Is("co_units", "has any of", mine.units),) if mine.units else ()
    return (*(Is(person, "=", mine.person) for person in persons), *asked)


def check_facet(facet: str) -> None:
    """ValueError for a facet nothing is counted by."""
    if facet not in FACETS:
        raise ValueError(f"there is no facet {facet!r}: {', '.join(FACETS)}")


def cut(rows: list[BoardRow], asked: BoardFilter, position: int) -> Page:
    """The page of these rows, of which the last is the beginning of the next page."""
    shown = rows[: asked.limit]
    more = asked.order.cursor_at(shown[-1]) if len(rows) > asked.limit else None
    return Page(tuple(shown), more, position)


def page_of(rows: Iterable[BoardRow], asked: BoardFilter, position: int) -> Page:
    """Answer from rows in memory, exactly as the table would."""
    found = narrowed_rows(rows, asked)
    if asked.cursor:
        found = [row for row in found if asked.order.is_after(row, asked.cursor)]
    return cut(asked.order.arranged(found), asked, position)


def counts_of(rows: Iterable[BoardRow], asked: BoardFilter, facet: str, position: int) -> Counts:
    """Count rows in memory, exactly as the table would."""
    check_facet(facet)
    by: dict[str, Any] = {}
    for row in narrowed_rows(rows, asked):
        by[getattr(row, facet)] = by.get(getattr(row, facet), 0) + 1
    return Counts(dict(sorted(by.items())), position)


def narrowed_rows(rows: Iterable[BoardRow], asked: BoardFilter) -> list[BoardRow]:
    """The rows the filter keeps. `figure` asks another model: give the rows it leaves."""
    conditions = conditions_of(asked)
    return [row for row in rows if holds(conditions, row)]
