"""Asking who looked at personal data: pages of looks by person, case, class, purpose and time, the newest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from psycopg import sql

from projections.accesses import ACCESSES, AccessRow
from projections.books import Books
from projections.columns import columns_of, reader
from projections.conditions import Condition, Is, Parameters, where
from projections.query import Query, Rows

LIMIT, LARGEST_LIMIT = 50, 5_000


@dataclass(frozen=True, kw_only=True)
class AccessFilter:
    """Which looks; empty is any. `before` is the position the last page ended at, `since` and `until` (exclusive) are
    business time. ValueError for a limit out of bounds.
    """

    person: str = ""
    case: str = ""
    level: int = 0
    purpose: tuple[str, ...] = ()
    request: str = ""
    since: datetime | None = None
    until: datetime | None = None
    before: int | None = None
    limit: int = LIMIT

    def __post_init__(self) -> None:
        if not 1 <= self.limit <= LARGEST_LIMIT:
            raise ValueError(f"a page has 1 to {LARGEST_LIMIT} looks, not {self.limit}")


@dataclass(frozen=True)
class AccessPage:
    """Looks, the position to go on before or None at the end, and the position of the log they show."""

    rows: tuple[AccessRow, ...]
    next_before: int | None
    position: int


def _conditions(asked: AccessFilter) -> tuple[Condition, ...]:
    exact = {"person": asked.person, "request": asked.request, "level": asked.level}
    found: list[Condition] = [Is(name, "=", value) for name, value in exact.items() if value]
    if asked.case:
        found.append(Is("cases", "has any of", (asked.case,)))
    if asked.purpose:
        found.append(Is("purpose", "in", asked.purpose))
    bounds = (("at", ">=", asked.since), ("at", "<", asked.until), ("position", "<", asked.before))
    return (*found, *(Is(column, operator, value) for column, operator, value in bounds if value is not None))


def accesses(books: Books, asked: AccessFilter) -> Query[AccessPage]:
    """Ask for a page of looks."""
    parameters = Parameters()
    text = sql.SQL(
        "SELECT at.position, t.* FROM ({position}) at LEFT JOIN LATERAL (SELECT {columns} FROM {table} t"
        " WHERE {narrowed} ORDER BY t.position DESC LIMIT {limit}) t ON true ORDER BY t.position DESC"
    ).format(
        position=books.sql("SELECT position FROM {consumers} WHERE model = 'accesses' AND state = 'live'"),
        columns=sql.SQL(", ").join(sql.Identifier("t", column.name) for column in columns_of(AccessRow)),
        table=books.table(ACCESSES.name),
        narrowed=where(_conditions(asked), parameters, "t"),
        limit=parameters(asked.limit + 1),
    )
    read = reader(AccessRow)

    def page(rows: Rows) -> AccessPage:
        return _cut([read(row[1:]) for row in rows if row[1] is not None], asked, rows[0][0] if rows else 0)

    return Query(text, parameters.values, page)


def _cut(rows: list[AccessRow], asked: AccessFilter, position: int) -> AccessPage:
    shown = tuple(rows[: asked.limit])
    return AccessPage(shown, shown[-1].position if len(rows) > asked.limit else None, position)
