"""How long a worklist takes among a million cases: filters, pairs of them, orders, words, pages, counts.

One question after the other, each with values of its own, on one connection, as the API asks them.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from itertools import combinations
from random import Random
from typing import Any

import psycopg

from bench import office
from bench.ground import Ground
from bench.harness import OURS, Contestant, Figure
from projections.board import BOARD
from projections.board_query import FACETS, ORDERS, BoardFilter, Mine, cases, counts
from projections.books import Books
from projections.connecting import connect
from projections.query import Query, ask
from projections.switch import make_live
from projections.table import Table

CASES = 1_000_000
COMMUNITIES, UNITS, CATEGORIES, PERSONS = 20, 40, 60, 400
STATES = ("reported", "filed", "dispatched", "handling", "handled", "checking")
WORDS = ("垃圾", "共享单车", "井盖缺失", "路灯不亮", "占道经营", "河面漂浮物", "噪声扰民", "违规停车")
ROADS = ("祥园路", "莫干山路", "莲花路", "杭行路", "祥符桥", "运河边", "远石街", "登云路")

_ROWS = """
INSERT INTO {board} (case_id, workflow, digest, opened_at, state, phase, version, position, last_at, case_no, title,
    category, channel, source_no, urgent, community, grid, address, search, unit, assignee, verifier, checker, assists,
    co_units, round, returns, reworks, reopened, request_open, request_clock, master, queue, due_clock, due_unit,
    due_at, due_sort, clocks, closed_at)
SELECT md5('case ' || n)::uuid::text, 'city_case', repeat('0', 64), opened, state,
    CASE WHEN done THEN 'done' WHEN state = 'reported' THEN 'intake' WHEN state = 'filed' THEN 'triage'
         WHEN state = 'checking' THEN 'check' ELSE 'work' END,
    8, n, opened + interval '2 days', 'XF-' || n, title, 'c' || h / 7 %% {categories}, 'grid', '', h %% 20 = 0,
    'm' || h / 3 %% {communities}, '', address, lower('XF-' || n || E'\\n' || title || E'\\n' || address),
    CASE WHEN state IN ('reported', 'filed') THEN '' ELSE 'u' || h / 11 %% {units} END,
    CASE WHEN state IN ('reported', 'filed', 'dispatched') THEN '' ELSE 'p' || h / 13 %% {persons} END,
    'p' || h / 17 %% {persons}, CASE WHEN done OR state = 'checking' THEN 'p' || h / 19 %% {persons} ELSE '' END,
    '{{}}', CASE WHEN h %% 50 = 0 THEN ARRAY['u' || h / 23 %% {units}] ELSE '{{}}' END, 1, 0, 0, 0, '', '', '',
    CASE WHEN done THEN 2 WHEN h %% 10 = 0 THEN 1 ELSE 0 END, '', '', CASE WHEN NOT done THEN due END,
    CASE WHEN done OR h %% 10 = 0 THEN '9999-01-01Z'::timestamptz ELSE due END, '[]', CASE WHEN done THEN due END
FROM (SELECT n, h, done,
        CASE WHEN done THEN 'closed' ELSE (%(states)s::text[])[1 + h / 29 %% {some_states}] END AS state,
        now() - interval '1 second' * (({cases} - n) * 30) AS opened,
        now() + interval '1 second' * (h %% 400000 - 100000) AS due,
        (%(words)s::text[])[1 + h / 31 %% {some_words}] || n %% 1000 AS title,
        (%(roads)s::text[])[1 + h / 37 %% {some_roads}] || h %% 3000 || '号' AS address
      FROM (SELECT n, abs(hashint8(n)::bigint) AS h, n < {cases} * 0.95 AS done
            FROM generate_series(1, {cases}) n) AS a) AS b
"""


def fill(connection: psycopg.Connection[Any], books: Books, number: int = CASES) -> None:
    """So many cases on the live board, 5 in 100 of them open, without a log behind them."""
    books.prepare(connection)
    make_live(connection, books, BOARD)
    table = Table(books.schema, BOARD.table, BOARD)
    schema, name = books.schema, table.name
    found = connection.execute(
        "SELECT indexname FROM pg_indexes WHERE schemaname = %s AND tablename = %s AND indexname !~ '_pkey$'",
        [schema, name],
    ).fetchall()
    for (index,) in found:
        connection.execute(f'DROP INDEX "{schema}"."{index}"'.encode())
    numbers = {
        "categories": CATEGORIES,
        "communities": COMMUNITIES,
        "units": UNITS,
        "persons": PERSONS,
        "cases": number,
    }
    sizes = {"some_states": len(STATES), "some_words": len(WORDS), "some_roads": len(ROADS)}
    rows = _ROWS.format(board=f'"{schema}"."{name}"', **numbers, **sizes)
    connection.execute(rows.encode(), {"states": list(STATES), "words": list(WORDS), "roads": list(ROADS)})
    connection.execute(f'VACUUM "{schema}"."{name}"'.encode())
    table.index(connection)


def _values(rnd: Random) -> dict[str, Any]:
    person = f"p{rnd.randrange(PERSONS)}"
    return {
        "state": (rnd.choice((*STATES, "closed")),),
        "phase": (rnd.choice(("intake", "triage", "work", "check", "done")),),
        "community": (f"m{rnd.randrange(COMMUNITIES)}",),
        "unit": (f"u{rnd.randrange(UNITS)}",),
        "category": (f"c{rnd.randrange(CATEGORIES)}",),
        "urgent": True,
        "overdue": datetime.now(UTC),
        "mine": Mine(person=person, units=(f"u{rnd.randrange(UNITS)}",)),
        "q": rnd.choice((f"xf-{rnd.randrange(CASES)}", rnd.choice(WORDS), f"{rnd.choice(ROADS)}{rnd.randrange(3000)}号",
                         f"{rnd.choice(WORDS)} {rnd.choice(ROADS)}", "不存在")),
    }  # fmt: skip


Ask = Callable[[Books, Random], Query[Any]]


def _filtered(*names: str) -> Ask:
    def question(books: Books, rnd: Random) -> Query[Any]:
        values = _values(rnd)
        return cases(
            books, BoardFilter(**{name: values[name] for name in names}, sort=rnd.choice(sorted(ORDERS)))
        )

    return question


def _counted(name: str) -> Ask:
    def question(books: Books, rnd: Random) -> Query[Any]:
        narrowed = {name: _values(rnd)[name]} if name else {}
        return counts(books, BoardFilter(**narrowed), rnd.choice(FACETS))

    return question


NAMES = tuple(_values(Random(0)))
QUESTIONS: dict[str, tuple[Ask, ...]] = {
    "no filter": (_filtered(),),
    "one filter": tuple(_filtered(name) for name in NAMES if name != "q"),
    "pair of filters": tuple(_filtered(*pair) for pair in combinations(NAMES, 2) if "q" not in pair),
    "words": (_filtered("q"),),
    "words and a filter": tuple(_filtered("q", name) for name in NAMES if name != "q"),
    "counts": (_counted(""),),
    "counts, one filter": tuple(_counted(name) for name in NAMES if name != "q"),
}


@contextmanager
def contest(ground: Ground) -> Iterator[list[Contestant]]:
    """Every kind of question for `seconds`, on a board that nobody writes to."""
    books = Books(office.office_file().code)
    with closing(connect(ground.database("board"))) as connection:
        ground.say(f"filling a board with {CASES:,} cases")
        fill(connection, books)
        rnd = Random(8)

        def run(seconds: float) -> Iterable[Figure]:
            for what, questions in QUESTIONS.items():
                took = sorted(_timed(connection, books, rnd, questions, seconds / len(QUESTIONS)))
                for name, share in (("p50", 0.5), ("p99", 0.99)):
                    value = took[min(len(took) - 1, int(len(took) * share))]
                    yield Figure(what=f"{what}, {name}", value=value * 1000, unit="ms")

        yield [Contestant(who=OURS, writers=1, run=run)]


def _timed(
    connection: psycopg.Connection[Any], books: Books, rnd: Random, questions: tuple[Ask, ...], seconds: float
) -> Iterator[float]:
    end = time.perf_counter() + seconds
    number = 0
    while time.perf_counter() < end or number < len(questions):
        query = questions[number % len(questions)](books, rnd)
        began = time.perf_counter()
        ask(connection, query)
        yield time.perf_counter() - began
        number += 1
