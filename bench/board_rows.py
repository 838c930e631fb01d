"""A million cases on the live board, 5 in 100 of them open, without a log behind them.

Every value follows from the number of the case alone. Communities, units and categories are unevenly busy, as they are
in an office: the first has some five times its share, the last half of it. A category belongs to a workflow; who is
sent follows from community and category, but for 2 in 100. One in a thousand accuses a unit. Four in five of the open
cases are the latest; the others are spread over all years. Ids are as the doors make them, each greater than those
before it.
"""

from __future__ import annotations

from typing import Any

import psycopg

from projections.board import BOARD
from projections.books import Books
from projections.switch import make_live
from projections.table import Table

CASES = 1_000_000
COMMUNITIES, UNITS, CATEGORIES, PERSONS = 20, 40, 60, 400
OPEN_STATES = ("reported", "filed", "dispatched", "handling", "handled", "checking")
ENDED_STATES = ("closed", "closed", "closed", "evaluated", "evaluated", "merged", "declined", "withdrawn")
WORKFLOWS = ("city_case", "city_case", "city_case", "hotline_case", "mediation", "inspection")
CHANNELS = ("grid", "grid", "hotline", "app", "patrol")
WORDS = ("垃圾", "共享单车", "井盖缺失", "路灯不亮", "占道经营", "河面漂浮物", "噪声扰民", "违规停车")
ROADS = ("祥园路", "莫干山路", "莲花路", "杭行路", "祥符桥", "运河边", "远石街", "登云路")

_ROWS = """
INSERT INTO {board} (case_id, workflow, digest, opened_at, state, phase, version, position, last_at, case_no, title,
    category, channel, source_no, urgent, community, grid, address, search, unit, assignee, verifier, checker, assists,
    co_units, round, returns, reworks, reopened, request_open, request_clock, master, accused_unit, accused_person,
    queue, due_clock, due_unit, due_at, due_sort, clocks, closed_at)
SELECT '01900000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'), workflow, repeat('0', 64), opened, state,
    CASE WHEN done THEN 'done' WHEN state = 'reported' THEN 'intake' WHEN state = 'filed' THEN 'triage'
         WHEN state = 'checking' THEN 'check' ELSE 'work' END,
    8, n, opened + interval '1 second' * (r9 %% 172800), number, title, 'c' || category, channel, '', r6 %% 20 = 0,
    'm' || community, '', address, lower(number || E'\\n' || title || E'\\n' || address),
    CASE WHEN state IN ('reported', 'filed') THEN '' ELSE 'u' || unit END,
    CASE WHEN state IN ('reported', 'filed', 'dispatched') THEN '' ELSE 'p' || r3 / 7 %% {persons} END,
    'p' || r4 / 7 %% {persons}, CASE WHEN done OR state = 'checking' THEN 'p' || r5 / 7 %% {persons} ELSE '' END,
    '{{}}', CASE WHEN r6 %% 50 = 1 THEN ARRAY['u' || r7 / 7 %% {units}] ELSE '{{}}' END, 1, 0, 0, 0, '', '',
    CASE WHEN state = 'merged' THEN '01900000-0000-7000-8000-' || lpad(to_hex(n - n %% 100), 12, '0') ELSE '' END,
    CASE WHEN r3 %% 1000 = 7 THEN 'u' || r7 / 7 %% {units} ELSE '' END, '',
    CASE WHEN done THEN 2 WHEN r8 %% 10 = 0 THEN 1 ELSE 0 END, '', '', CASE WHEN NOT done THEN due END,
    CASE WHEN done OR r8 %% 10 = 0 THEN '9999-01-01Z'::timestamptz ELSE due END, '[]', CASE WHEN done THEN due END
FROM (SELECT n, done, r3, r4, r5, r6, r7, r8, r9,
        CASE WHEN done THEN (%(ended)s::text[])[1 + r1 / 7 %% {ended}] ELSE (%(open)s::text[])[1 + r1 / 7 %% {open}] END
            AS state,
        (%(workflows)s::text[])[1 + category::int %% {workflows}] AS workflow,
        (%(channels)s::text[])[1 + r2 / 77 %% {channels}] AS channel,
        community, category,
        CASE WHEN r3 %% 50 = 0 THEN r3 / 50 %% {units} ELSE (community * 7 + category * category) %% {units} END::int
            AS unit,
        'XF-' || n AS number,
        now() - interval '1 second' * (({cases} - n) * 30) AS opened,
        now() + interval '1 second' * (r8 %% 400000 - 100000) AS due,
        (%(words)s::text[])[1 + r5 %% {words}] || r6 %% 1000 AS title,
        (%(roads)s::text[])[1 + r7 %% {roads}] || r9 %% 3000 || '号' AS address
      FROM (SELECT n, n < {cases} * 0.96 AND r1 %% 96 > 0 AS done, r1, r2, r3, r4, r5, r6, r7, r8, r9,
              floor(power(r2 %% 1000 / 1000.0, 2) * {communities})::int AS community,
              floor(power(r4 %% 1000 / 1000.0, 2) * {categories})::int AS category
            FROM generate_series(1, {cases}) n, {randoms}) AS a) AS b
"""


LISTS = {
    "open": list(OPEN_STATES),
    "ended": list(ENDED_STATES),
    "workflows": list(WORKFLOWS),
    "channels": list(CHANNELS),
    "words": list(WORDS),
    "roads": list(ROADS),
}
SIZES = {"communities": COMMUNITIES, "units": UNITS, "categories": CATEGORIES, "persons": PERSONS}


def fill(connection: psycopg.Connection[Any], books: Books, number: int = CASES) -> None:
    """So many cases on the live board."""
    books.prepare(connection)
    make_live(connection, books, BOARD)
    table = Table(books.schema, BOARD.table, BOARD)
    _without_indexes(connection, table, books.schema)
    board = f'"{books.schema}"."{table.name}"'
    randoms = ", ".join(f"abs(hashint8extended(n, {seed}) / 2) AS r{seed}" for seed in range(1, 10))
    sizes = {**SIZES, **{name: len(values) for name, values in LISTS.items()}}
    rows = _ROWS.format(board=board, cases=number, randoms=randoms, **sizes)
    connection.execute(rows.encode(), LISTS)
    connection.execute(f"VACUUM {board}".encode())
    table.index(connection)
    table.refill(connection)


def _without_indexes(connection: psycopg.Connection[Any], table: Table[Any], schema: str) -> None:
    found = connection.execute(
        "SELECT indexname FROM pg_indexes WHERE schemaname = %s AND tablename = %s AND indexname !~ '_pkey$'",
        [schema, table.name],
    ).fetchall()
    for (index,) in found:
        connection.execute(f'DROP INDEX "{schema}"."{index}"'.encode())
