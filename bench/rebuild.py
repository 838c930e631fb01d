"""How fast every read model is built anew from the log in one process, and how fast the log is looked back on."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager

from api.read_models import READ_MODELS
from bench import history, office
from bench.ground import Ground
from bench.harness import OURS, Contestant, Figure
from projections.as_of import Cut, rows_at
from projections.board import BOARD
from projections.books import Books
from projections.connecting import connect
from projections.rebuild import bring_up, rebuild
from workflows.log import LogReader

EVENTS = 200_000


@contextmanager
def contest(ground: Ground) -> Iterator[list[Contestant]]:
    """One log for all; `seconds` plays no part, since a log is as long as it is."""
    dsn = ground.log_database()
    events = history.write(dsn, EVENTS)
    books = Books(office.office_file().code)
    with closing(connect(dsn)) as connection, LogReader.open(dsn, books.jurisdiction) as log:
        bring_up(connection, books, log, READ_MODELS, owner="bench")

        def rebuilt(_: float) -> Iterable[Figure]:
            began = time.perf_counter()
            rebuild(connection, books, log, READ_MODELS, owner="bench")
            yield Figure(what="events, all models", value=events / (time.perf_counter() - began), unit="/s")

        def replayed(_: float) -> Iterable[Figure]:
            began = time.perf_counter()
            past = rows_at(log, BOARD, Cut(position=events))
            assert past.position == events
            yield Figure(what="events, board folded", value=events / (time.perf_counter() - began), unit="/s")

        yield [
            Contestant(who=f"{OURS}, rebuild", writers=1, run=rebuilt),
            Contestant(who=f"{OURS}, replay", writers=1, run=replayed),
        ]
