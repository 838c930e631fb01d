"""Moves and whole cases a second: a case of eight steps, each loaded, decided and stored durably before the next.

A move of ours is judged by the packaged workflow (posts, fields, rules, deadlines by the working calendar) and stored
with its envelope and the row of its command. The peers decide next to nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager

from api import event_loop
from bench import office
from bench.callers import Timed, tasks, threads
from bench.ground import Ground
from bench.harness import OURS, Contestant, Figure
from bench.keyed import keyed_log
from bench.peers import by_hand, library

CALLERS = (1, 32)
CASE, MOVE = "case of 8 steps", "move"
WARM_UP = 3
REREAD = f"{OURS}, every case read anew"


@contextmanager
def contest(ground: Ground) -> Iterator[list[Contestant]]:
    """Everybody, alone and with 32 at once."""
    yield [
        contestant
        for callers in CALLERS
        for contestant in (
            _ours(ground, callers, OURS, cases_kept=4096),
            _ours(ground, callers, REREAD, cases_kept=0),
            _saving_once(ground, callers),
            _stock(ground, callers),
            _by_hand(ground, callers),
        )
    ]


def _ours(ground: Ground, callers: int, who: str, *, cases_kept: int) -> Contestant:
    async def run(dsn: str, seconds: float) -> Timed:
        async with keyed_log(dsn, office.office_file().code) as log:
            engine = office.engine_on(log, cases_kept=cases_kept)
            await office.found(engine)
            return await tasks(lambda _: office.live(engine), callers, seconds, warm_up=WARM_UP)

    return _lives(who, callers, lambda seconds: event_loop.run(run(ground.log_database(), seconds)))


def _stock(ground: Ground, callers: int) -> Contestant:
    def run(seconds: float) -> Timed:
        with closing(library.StockApplication(ground.database(), callers)) as peer:
            return threads(peer.live, callers, seconds, warm_up=WARM_UP)

    return _lives(library.APPLICATION, callers, run)


def _by_hand(ground: Ground, callers: int) -> Contestant:
    def run(seconds: float) -> Timed:
        with closing(by_hand.ByHand(ground.database(), callers)) as peer:
            return threads(peer.live, callers, seconds, warm_up=WARM_UP)

    return _lives(by_hand.MACHINE, callers, run)


def _saving_once(ground: Ground, callers: int) -> Contestant:
    def run(seconds: float) -> Iterable[Figure]:
        with closing(library.StockApplication(ground.database(), callers)) as peer:
            return [threads(peer.save_once, callers, seconds, warm_up=WARM_UP).rate(MOVE)]

    return Contestant(who=library.SAVING, writers=callers, run=run)


def _lives(who: str, callers: int, run: Callable[[float], Timed]) -> Contestant:
    """Whole lives are timed; a move is an eighth of one."""

    def figures(seconds: float) -> Iterable[Figure]:
        timed = run(seconds)
        return [*timed.figures(CASE), timed.rate(MOVE, each=len(office.STEPS))]

    return Contestant(who=who, writers=callers, run=figures)
