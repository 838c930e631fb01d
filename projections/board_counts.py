"""How many cases there are by each value of a facet: sums over the tally wherever it knows, otherwise rows are counted.

The tally knows all columns it counts by, also whom a case accuses. Whose cases they are, what is overdue and what words
are looked for it does not know; of somebody's own cases it knows those his units lead, and only the others are counted
one by one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from psycopg import sql

from projections.board import BOARD
from projections.board_lists import narrowed, parts, position_of
from projections.board_query import BoardFilter, Counts, check_facet, conditions_of, held, led
from projections.books import Books
from projections.conditions import AnyOf, Condition, Conditions, Is, NotAll, Parameters, where
from projections.query import Query, Rows
from projections.tally import Tally


def counts(books: Books, asked: BoardFilter, facet: str) -> Query[Counts]:
    """Ask how many of the filtered cases there are by each value of a facet; order, cursor and limit play no part."""
    check_facet(facet)
    counting = Counting(books, asked, sql.Identifier(facet))
    text = sql.SQL(
        "SELECT at.position, b.value, b.cases FROM ({position}) at LEFT JOIN (SELECT value, sum(cases)::bigint AS"
        " cases FROM ({selects}) b GROUP BY 1) b ON true ORDER BY 2"
    ).format(position=position_of(books, "board"), selects=sql.SQL(" UNION ALL ").join(counting.selects()))
    return Query(text, counting.parameters.values, _counted)


def _counted(rows: Rows) -> Counts:
    return Counts({row[1]: row[2] for row in rows if row[1] is not None}, rows[0][0] if rows else 0)


class Counting:
    """One question, as selects of values and numbers; each case is counted in one of them."""

    def __init__(self, books: Books, asked: BoardFilter, facet: sql.Identifier) -> None:
        self.parameters = Parameters()
        self._books, self._asked, self._facet = books, asked, facet

    def selects(self) -> Iterable[sql.Composed]:
        """What is to be added up."""
        mine, rest = self._asked.mine, conditions_of(replace(self._asked, mine=None))
        if self._asked.figure is not None or not _known(rest):
            return self._one_by_one(conditions_of(self._asked))
        if mine is None:
            return [self._tallied(rest)]
        by_unit = led(mine)
        if not by_unit:
            return self._one_by_one(conditions_of(self._asked))
        others = (*rest, AnyOf(held(mine)), NotAll(by_unit))
        return [self._tallied((*rest, *by_unit)), *self._one_by_one(others)]

    def _tallied(self, conditions: Conditions) -> sql.Composed:
        return sql.SQL("SELECT b.{facet} AS value, b.cases FROM {tally} b WHERE {narrowed}").format(
            facet=self._facet,
            tally=self._books.table(BOARD.name + Tally.shown_as),
            narrowed=where(conditions, self.parameters, "b"),
        )

    def _one_by_one(self, conditions: Conditions) -> list[sql.Composed]:
        asked = narrowed(self._books, conditions, self._asked.figure, self.parameters)
        select = sql.SQL(
            "SELECT b.{facet} AS value, 1 AS cases FROM {board} b WHERE {part} AND {narrowed} AND {way}"
        )
        found = parts(self._books, self._asked.phase, conditions, self.parameters)
        return [
            select.format(
                facet=self._facet,
                board=self._books.table(BOARD.name),
                part=sql.SQL("b." + part.where),
                narrowed=asked,
                way=way,
            )
            for part in found
            for way in part.ways
        ]


def _known(conditions: Iterable[Condition]) -> bool:
    """Whether the tally knows all of these columns."""
    return all(isinstance(one, Is) and one.column in BOARD.counted for one in conditions)
