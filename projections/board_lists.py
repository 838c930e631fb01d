"""A page of the live board: open and ended cases apart, each walked along the order first, and collected after that.

Frequent cases are met soon when one walks along the order's index; rare ones are few enough to be collected and sorted.
Nobody knows beforehand which of the two it is: values go together and gather in time. So some thousands of rows are
walked through, and only when they did not fill the page are all that fit collected, by whatever finds them best.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from psycopg import sql

from projections.board import BOARD
from projections.board_finding import ENDED, OPEN, SOUGHT, sought, words_of
from projections.board_query import BoardFilter, Page, conditions_of, cut, looked_for
from projections.board_row import RUNNING, BoardRow
from projections.books import Books
from projections.closed_loop_query import LoopFilter, loop_conditions
from projections.columns import columns_of, reader
from projections.conditions import Conditions, Is, Parameters, where
from projections.query import Query, Rows
from projections.words import Words

WALKED = {OPEN: 1_000, ENDED: 15_000}
"""Rows looked at along the order before the rest is collected: some 4 ms. Open cases are few, and moved about."""
FEW = 2_000
"""Open cases a word may be found in for each to be looked up by its id: that takes as long as looking at ten."""
_ALL = sql.SQL(
    "{name} AS MATERIALIZED (SELECT {columns} FROM {board} b WHERE {part} AND {after} AND {narrowed}"
    " ORDER BY {order} LIMIT {page})"
)
"""All there is for who reads: so few cases accuse him that the walk leaves next to nothing out."""
_WALKED = sql.SQL(
    "{name} AS MATERIALIZED (SELECT {columns} FROM (SELECT * FROM {board} b WHERE {part} AND {after}"
    " ORDER BY {order} LIMIT {walked}) b WHERE {narrowed} ORDER BY {order} LIMIT {page}), "
    "{rest} AS MATERIALIZED (SELECT {columns} FROM ({ways} OFFSET 0) b ORDER BY {order} LIMIT {page})"
)
"""OFFSET 0 keeps the order out of it: otherwise the plan would walk again, trusting that values lie evenly."""
_WAY = sql.SQL(
    "SELECT * FROM {board} b WHERE (SELECT count(*) FROM {name}) < {page} AND {part} AND {after} AND {narrowed}"
    " AND {way}"
)
_ALL_FOUND = sql.SQL("SELECT * FROM {name}")
_FOUND = sql.SQL(
    "SELECT * FROM {name} WHERE (SELECT count(*) FROM {name}) >= {page} UNION ALL SELECT * FROM {rest}"
)
"""What was walked when it fills the page, otherwise what was collected, which holds it too."""


_ANYHOW = where((), Parameters())
_WORDS = sql.SQL(
    "SELECT w.case_id FROM {words} w WHERE {schema}.sought('{{}}'::text[], w.search) @@ {query}::tsquery"
)
_RARE = sql.SQL("(SELECT count(*) FROM ({found} LIMIT {few}) w) < {few} AND b.case_id IN ({found})")
_FREQUENT = sql.SQL("(SELECT count(*) FROM ({found} LIMIT {few}) w) >= {few}")


def narrowed(
    books: Books, conditions: Conditions, figure: LoopFilter | None, parameters: Parameters
) -> sql.Composed:
    """What is asked of each row of the board `b`; a figure is asked of the closed loop."""
    asked = where(conditions, parameters, "b")
    if figure is None:
        return asked
    counted = where(loop_conditions(figure), parameters, "f")
    return sql.SQL("{} AND EXISTS (SELECT FROM {} f WHERE f.case_id = b.case_id AND {})").format(
        asked, books.table("closed_loop"), counted
    )


@dataclass(frozen=True)
class Part:
    """Open or ended cases, and the ways to find some of them, each of which finds others."""

    where: str
    ways: tuple[sql.Composed, ...]


def parts(
    books: Books, phases: tuple[str, ...], conditions: Conditions, parameters: Parameters
) -> Iterator[Part]:
    """The parts of the board that can hold what is asked."""
    schema, table = sql.Identifier(books.schema), books.table(BOARD.name + Words.shown_as)
    if not phases or set(phases) != {"done"}:
        words = sought(words_of(conditions))
        found = _WORDS.format(schema=schema, words=table, query=parameters(words)) if words else None
        few = sql.Literal(FEW)
        ways = [way.format(found=found, few=few) for way in (_RARE, _FREQUENT)] if found else [_ANYHOW]
        yield Part(OPEN, tuple(ways))
    if not phases or "done" in phases:
        query = sought(conditions)
        indexed = sql.SQL(SOUGHT + " @@ {query}::tsquery")
        yield Part(ENDED, (indexed.format(schema=schema, query=parameters(query)) if query else _ANYHOW,))


def cases(books: Books, asked: BoardFilter) -> Query[Page]:
    """Ask for a page of cases."""
    parameters, conditions = Parameters(), conditions_of(asked)
    order, page = asked.order.clause("b"), parameters(asked.limit + 1)
    said: dict[str, sql.Composable] = {
        "columns": sql.SQL(", ").join(sql.Identifier("b", column.name) for column in columns_of(BoardRow)),
        "board": books.table("board"),
        "after": _stretch(asked, parameters),
        "narrowed": narrowed(books, conditions, asked.figure, parameters),
        "order": order,
        "page": page,
    }
    everything = not looked_for(asked) and asked.figure is None
    numbered = enumerate(parts(books, asked.phase, conditions, parameters))
    of_parts = [_of_part(number, part, said, everything=everything) for number, part in numbered]
    text = sql.SQL(
        "WITH {made} SELECT at.position, b.* FROM ({position}) at LEFT JOIN ({found}) b ON true"
        " ORDER BY {order} LIMIT {page}"
    ).format(
        made=sql.SQL(", ").join(made for made, _ in of_parts),
        position=position_of(books, "board"),
        found=sql.SQL(" UNION ALL ").join(found for _, found in of_parts),
        order=order,
        page=page,
    )
    return Query(text, parameters.values, lambda rows: _page(rows, asked))


def _stretch(asked: BoardFilter, parameters: Parameters) -> sql.Composed:
    """The stretch of the order that can hold what is asked: after the cursor, and where duties are overdue."""
    after = [asked.order.after(asked.cursor, parameters, "b")] if asked.cursor else []
    if asked.overdue is not None and asked.order.by[0].column == "queue":
        overdue = (Is("queue", "=", RUNNING), Is("due_sort", "<=", asked.overdue))
        after.append(where(overdue, parameters, "b"))
    return sql.SQL(" AND ").join(after) if after else _ANYHOW


def _of_part(
    number: int, part: Part, said: Mapping[str, sql.Composable], *, everything: bool
) -> tuple[sql.Composed, sql.Composed]:
    """What is made for a part, and what of it belongs to the page."""
    named = {
        **said,
        "name": sql.Identifier(f"walked_{number}"),
        "rest": sql.Identifier(f"rest_{number}"),
        "part": sql.SQL("b." + part.where),
        "walked": sql.Literal(WALKED[part.where]),
    }
    if everything:
        return _ALL.format(**named), _ALL_FOUND.format(**named)
    ways = sql.SQL(" UNION ALL ").join(_WAY.format(way=way, **named) for way in part.ways)
    return _WALKED.format(ways=ways, **named), _FOUND.format(**named)


_read = reader(BoardRow)


def _page(rows: Rows, asked: BoardFilter) -> Page:
    found = [_read(row[1:]) for row in rows if row[1] is not None]
    return cut(found, asked, rows[0][0] if rows else 0)


def position_of(books: Books, model: str) -> sql.Composed:
    """The position a live model shows, in the same snapshot as its rows."""
    return books.sql(
        "SELECT position FROM {consumers} WHERE model = {model} AND state = 'live'", model=sql.Literal(model)
    )
