"""Who did what and when: pages of the timeline, filtered by case, actor, kind of fact, unit and time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from psycopg import sql

from projections.books import Books
from projections.columns import columns_of, reader
from projections.conditions import Condition, Is, Parameters, holds, where
from projections.query import Query, Rows
from projections.timeline import TimelineRow

LIMIT, LARGEST_LIMIT = 100, 1_000


@dataclass(frozen=True, kw_only=True)
class TimelineFilter:
    """Which facts. `beyond` is the position the last page ended at; `newest_first` goes back from there.

    `since` and `until` (exclusive) are business time. ValueError for a limit out of bounds.
    """

    case_id: str = ""
    actor: str = ""
    topic: tuple[str, ...] = ()
    unit: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    beyond: int | None = None
    newest_first: bool = False
    limit: int = LIMIT

    def __post_init__(self) -> None:
        if not 1 <= self.limit <= LARGEST_LIMIT:
            raise ValueError(f"a page has 1 to {LARGEST_LIMIT} facts, not {self.limit}")
        if self.beyond is not None and not 0 <= self.beyond < 2**63:
            raise ValueError("a position is a whole number from 0 on")


@dataclass(frozen=True)
class TimelinePage:
    """Facts, the position to go on from or None at the end, and the position of the log they show."""

    rows: tuple[TimelineRow, ...]
    next_beyond: int | None
    position: int


def _conditions(asked: TimelineFilter) -> tuple[Condition, ...]:
    listed = {"topic": asked.topic, "unit": asked.unit}
    exact = {"case_id": asked.case_id, "actor": asked.actor}
    found: list[Condition] = [Is(name, "in", values) for name, values in listed.items() if values]
    found += [Is(name, "=", value) for name, value in exact.items() if value]
    if asked.since is not None:
        found.append(Is("occurred_at", ">=", asked.since))
    if asked.until is not None:
        found.append(Is("occurred_at", "<", asked.until))
    if asked.beyond is not None:
        found.append(Is("position", "<" if asked.newest_first else ">", asked.beyond))
    return tuple(found)


def timeline(books: Books, asked: TimelineFilter) -> Query[TimelinePage]:
    """Ask for a page of facts."""
    parameters = Parameters()
    direction = sql.SQL("t.position DESC" if asked.newest_first else "t.position")
    text = sql.SQL(
        "SELECT at.position, t.* FROM ({position}) at LEFT JOIN LATERAL (SELECT {columns} FROM {table} t"
        " WHERE {narrowed} ORDER BY {direction} LIMIT {limit}) t ON true ORDER BY {direction}"
    ).format(
        position=books.sql("SELECT position FROM {consumers} WHERE model = 'timeline' AND state = 'live'"),
        columns=sql.SQL(", ").join(sql.Identifier("t", column.name) for column in columns_of(TimelineRow)),
        table=books.table("timeline"),
        narrowed=where(_conditions(asked), parameters, "t"),
        direction=direction,
        limit=parameters(asked.limit + 1),
    )
    read = reader(TimelineRow)

    def page(rows: Rows) -> TimelinePage:
        found = [read(row[1:]) for row in rows if row[1] is not None]
        return _cut(found, asked, rows[0][0] if rows else 0)

    return Query(text, parameters.values, page)


def timeline_of(rows: Iterable[TimelineRow], asked: TimelineFilter, position: int) -> TimelinePage:
    """Answer from rows in memory, exactly as the table would."""
    conditions = _conditions(asked)
    found = [row for row in rows if holds(conditions, row)]
    found.sort(key=lambda row: row.position, reverse=asked.newest_first)
    return _cut(found, asked, position)


def _cut(rows: list[TimelineRow], asked: TimelineFilter, position: int) -> TimelinePage:
    shown = tuple(rows[: asked.limit])
    return TimelinePage(shown, shown[-1].position if len(rows) > asked.limit else None, position)
