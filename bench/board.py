"""How long a worklist takes among a million cases: filters, pairs of them, orders, words, pages, counts.

One question after the other, each with values of its own, on one connection, as the API asks them. Cold are the first
questions of a kind after the server's own memory was emptied; files may still be in that of the machine.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from itertools import combinations
from random import Random
from typing import Any

import psycopg

from bench import board_rows, office
from bench.board_rows import (
    CASES,
    CATEGORIES,
    CHANNELS,
    COMMUNITIES,
    ENDED_STATES,
    OPEN_STATES,
    PERSONS,
    ROADS,
    UNITS,
    WORDS,
    WORKFLOWS,
)
from bench.ground import Ground
from bench.harness import OURS, Contestant, Figure
from domain.definition import PHASES
from projections.audience import Audience
from projections.board_counts import counts
from projections.board_lists import cases
from projections.board_query import FACETS, ORDERS, BoardFilter, Mine
from projections.books import Books
from projections.connecting import connect
from projections.query import Query, ask

Values = dict[str, Any]
Ask = Callable[[Books, Random], Query[Any]]


def _values(rnd: Random) -> Values:
    """One value for each filter."""
    return {
        "workflow": (rnd.choice(WORKFLOWS),),
        "state": (rnd.choice((*OPEN_STATES, *ENDED_STATES)),),
        "phase": (rnd.choice([phase for phase in PHASES if phase not in ("returned", "suspended")]),),
        "community": (f"m{rnd.randrange(COMMUNITIES)}",),
        "unit": (f"u{rnd.randrange(UNITS)}",),
        "category": (f"c{rnd.randrange(CATEGORIES)}",),
        "channel": (rnd.choice(CHANNELS),),
        "urgent": rnd.random() < 0.8,
        "overdue": datetime.now(UTC),
        "mine": Mine(person=f"p{rnd.randrange(PERSONS)}", units=(f"u{rnd.randrange(UNITS)}",)),
        "master": f"01900000-0000-7000-8000-{rnd.randrange(CASES // 100) * 100:012x}",
    }


WORDS_ASKED: dict[str, Callable[[Random], str]] = {
    "a number": lambda rnd: f"XF-{rnd.randrange(CASES)}",
    "beginning of a number": lambda rnd: f"XF-{rnd.randrange(CASES)}"[: rnd.randrange(4, 8)],
    "end of a number": lambda rnd: f"{rnd.randrange(CASES):06d}"[-rnd.randrange(3, 6) :],
    "part of a title": lambda rnd: rnd.choice(WORDS)[: rnd.randrange(2, 5)],
    "a whole title": lambda rnd: f"{rnd.choice(WORDS)}{rnd.randrange(1000)}",
    "a road": lambda rnd: rnd.choice(ROADS),
    "an address": lambda rnd: f"{rnd.choice(ROADS)}{rnd.randrange(3000)}号",
    "two words": lambda rnd: f"{rnd.choice(WORDS)} {rnd.choice(ROADS)}",
    "nothing": lambda _: "不存在",
}
READER = Audience(("p7", "u3"))
"""A member of staff, as every list has one."""
NAMES = tuple(_values(Random(0)))


def _chosen(rnd: Random, names: Iterable[str]) -> BoardFilter:
    values = _values(rnd)
    return BoardFilter(
        audience=READER, **{name: values[name] for name in names}, sort=rnd.choice(sorted(ORDERS))
    )


def _filtered(*names: str) -> Ask:
    return lambda books, rnd: cases(books, _chosen(rnd, names))


def _ordered(sort: str) -> Ask:
    return lambda books, _: cases(books, BoardFilter(audience=READER, sort=sort))


def _worded(kind: str, *names: str) -> Ask:
    return lambda books, rnd: cases(books, replace(_chosen(rnd, names), q=WORDS_ASKED[kind](rnd)))


def _counted(*names: str) -> Ask:
    return lambda books, rnd: counts(books, _chosen(rnd, names), rnd.choice(FACETS))


PAIRS = tuple(combinations(NAMES, 2))
QUESTIONS: dict[str, dict[str, Ask]] = {
    "no filter": {sort: _ordered(sort) for sort in ORDERS},
    "one filter": {name: _filtered(name) for name in NAMES},
    "two filters": {" and ".join(pair): _filtered(*pair) for pair in PAIRS},
    "words": {kind: _worded(kind) for kind in WORDS_ASKED},
    "words and a filter": {f"{kind}, {name}": _worded(kind, name) for kind in WORDS_ASKED for name in NAMES},
    "counts": {"counts": _counted()},
    "counts, one filter": {name: _counted(name) for name in NAMES},
    "counts, two filters": {" and ".join(pair): _counted(*pair) for pair in PAIRS},
}


class Asking:
    """Asks on one connection and keeps time."""

    def __init__(self, connection: psycopg.Connection[Any], books: Books, say: Callable[[str], None]) -> None:
        self._connection, self._books, self._say = connection, books, say
        self._rnd = Random(8)
        connection.execute("CREATE EXTENSION IF NOT EXISTS pg_buffercache")

    def figures(self, what: str, asks: dict[str, Ask], seconds: float) -> Iterator[Figure]:
        """Cold and warm, and of which questions the slowest was one."""
        self._connection.execute("SELECT pg_buffercache_evict_all()")
        yield from _shares(f"{what}, cold", [self._took(question) for question in asks.values()])
        warm: dict[str, list[float]] = {name: [] for name in asks}
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            for name, question in asks.items():
                warm[name].append(self._took(question))
        yield from _shares(what, [took for name in warm for took in warm[name]])
        worst = max(warm, key=lambda name: _share(warm[name], 0.99))
        yield Figure(what=f"{what}, worst of {len(asks)}, p99", value=_share(warm[worst], 0.99), unit="ms")
        self._say(f"{what}: worst is {worst}, p99 {_share(warm[worst], 0.99):.1f} ms")

    def _took(self, question: Ask) -> float:
        query = question(self._books, self._rnd)
        began = time.perf_counter()
        ask(self._connection, query)
        return (time.perf_counter() - began) * 1000


def _shares(what: str, took: Sequence[float]) -> Iterator[Figure]:
    for name, share in (("p50", 0.5), ("p99", 0.99)):
        yield Figure(what=f"{what}, {name}", value=_share(took, share), unit="ms")


def _share(took: Sequence[float], share: float) -> float:
    return sorted(took)[min(len(took) - 1, int(len(took) * share))]


@contextmanager
def contest(ground: Ground) -> Iterator[list[Contestant]]:
    """Every kind of question for its part of `seconds`, on a board that nobody writes to."""
    books = Books(office.office_file().code)
    with closing(connect(ground.database("board"))) as connection:
        number = min(CASES, ground.facts)
        ground.say(f"filling a board with {number:,} cases")
        board_rows.fill(connection, books, number)
        asking = Asking(connection, books, ground.say)

        def run(seconds: float) -> Iterable[Figure]:
            for what, asks in QUESTIONS.items():
                yield from asking.figures(what, asks, seconds / len(QUESTIONS))

        yield [Contestant(who=OURS, writers=1, run=run)]
