"""Lists of the live board say what filtering its rows one by one would, by whichever way they are found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from random import Random
from typing import Any

import pytest

from domain.definition import PHASES
from projections.as_of import Cut, rows_at
from projections.audience import EVERYBODY
from projections.board import BOARD
from projections.board_counts import counts
from projections.board_finding import ENDED, OPEN
from projections.board_lists import cases
from projections.board_query import FACETS, ORDERS, BoardFilter, Mine, conditions_of, counts_of
from projections.board_row import BoardRow
from projections.closed_loop import CLOSED_LOOP
from projections.conditions import holds
from projections.query import ask
from projections.rebuild import rebuild
from projections.timeline import TIMELINE
from tests.integration.projections.conftest import ReadSide
from tests.support.histories import BEGIN, UNITS, histories

ON_EVERY_SERVER = True
EVENTS = 1_500
WAYS = {"collected": (0, 0), "either": (7, 15), "walked": (10_000, 10_000)}


@pytest.fixture(params=WAYS)
def walked(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """How many rows are looked at along the order before the rest is collected."""
    monkeypatch.setattr(
        "projections.board_lists.WALKED", dict(zip((OPEN, ENDED), WAYS[request.param], strict=True))
    )


@pytest.fixture
def filled(read_side: ReadSide) -> ReadSide:
    """Half of it was rebuilt, the other half followed."""
    read_side.up()
    every = histories(71, EVENTS, at_once=60)
    read_side.log.events = every[: EVENTS // 2]
    models = (BOARD, TIMELINE, CLOSED_LOOP)
    rebuild(read_side.connection, read_side.books, read_side.log, models, owner="rebuild", page=101)
    read_side.log.events = every
    read_side.follow(read_side.runner(page=37))
    read_side.execute("ANALYZE")
    return read_side


def known(read_side: ReadSide) -> tuple[BoardRow, ...]:
    return rows_at(read_side.log, BOARD, Cut(position=EVENTS)).rows


def word(rnd: Random, rows: tuple[BoardRow, ...]) -> str:
    """A piece of something that is there, or of something else."""
    text = rnd.choice(rows).search
    begin, length = rnd.randrange(len(text)), rnd.choice([1, 2, 3, 4, 5, 9])
    return rnd.choice(
        [text[begin : begin + length], text[begin : begin + length].upper(), "不存在", "'", "a&b|!(:*"]
    )


def one_of(rnd: Random, row: BoardRow, name: str) -> Any:
    """A value to filter by, mostly that of a row."""
    if name == "urgent":
        return rnd.random() < 0.3
    persons = [row.assignee, row.verifier, row.checker, "nobody", ""]
    return {
        "overdue": rnd.choice([row.due_at or BEGIN, row.last_at]),
        "mine": Mine(person=rnd.choice(persons), units=tuple(rnd.sample(UNITS, rnd.randrange(3)))),
        "master": row.master or "none",
        "phase": (row.phase, *rnd.sample(PHASES, rnd.randrange(2))),
    }.get(name) or (getattr(row, name),)


NAMES = (*FACETS, "channel", "urgent", "overdue", "mine", "master")


def questions(rnd: Random, rows: tuple[BoardRow, ...], number: int) -> Iterator[BoardFilter]:
    for _ in range(number):
        row = rnd.choice(rows)
        chosen = rnd.sample(NAMES, rnd.choice([0, 1, 1, 2, 2, 3]))
        yield BoardFilter(
            audience=EVERYBODY,
            **{name: one_of(rnd, row, name) for name in chosen},
            q=" ".join(word(rnd, rows) for _ in range(rnd.choice([0, 0, 1, 1, 2]))),
            sort=rnd.choice(sorted(ORDERS)),
            limit=rnd.choice([1, 4, 50]),
        )


def by_brute_force(rows: tuple[BoardRow, ...], wanted: BoardFilter) -> list[BoardRow]:
    return wanted.order.arranged([row for row in rows if holds(conditions_of(wanted), row)])


@pytest.mark.usefixtures("walked")
@pytest.mark.parametrize("seed", range(3))
def test_every_page_of_a_list_and_every_number_is_what_filtering_all_rows_gives(
    filled: ReadSide, seed: int
) -> None:
    rnd, rows = Random(seed), known(filled)
    lengths = []
    for wanted in questions(rnd, rows, 80):
        expected, found, cursor = by_brute_force(rows, wanted), list[BoardRow](), ""
        for _ in range(3):
            page = ask(filled.connection, cases(filled.books, replace(wanted, cursor=cursor)))
            found += page.rows
            cursor = page.next_cursor or ""
            if not cursor:
                break
        assert found == expected[: len(found)], wanted
        assert cursor or len(found) == len(expected), wanted
        facet = rnd.choice(FACETS)
        counted = ask(filled.connection, counts(filled.books, wanted, facet))
        assert counted == counts_of(rows, wanted, facet, EVENTS), wanted
        lengths.append(len(expected))
    assert max(lengths) > 100
    assert sum(0 < length < 20 for length in lengths) > 10


def test_words_of_a_case_are_found_while_it_is_open_and_after_it_has_ended(filled: ReadSide) -> None:
    rows = known(filled)
    for ended in (True, False):
        row = next(
            row for row in rows if (row.closed_at is not None) == ended and row.case_no and row.address
        )
        for q in (row.case_no, row.case_no[-4:], row.title, row.title[:2], row.address[-4:], row.address[0]):
            page = ask(
                filled.connection, cases(filled.books, BoardFilter(audience=EVERYBODY, q=q, limit=500))
            )
            assert row.case_id in {found.case_id for found in page.rows}, q


def test_a_text_of_any_length_is_found_by_its_end(filled: ReadSide) -> None:
    """Only the beginning of a very long one is in the index."""
    row = next(row for row in known(filled) if row.closed_at is not None)
    long = "井盖" * 15_000 + "尾声"
    filled.execute("UPDATE {s}.board SET search = %s WHERE case_id = %s", long, row.case_id)
    for q in ("井盖尾声", "尾声"):
        page = ask(filled.connection, cases(filled.books, BoardFilter(audience=EVERYBODY, q=q)))
        assert [found.case_id for found in page.rows] == [row.case_id]
