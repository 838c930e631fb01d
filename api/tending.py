"""Keeps the embedded server running for as long as a command needs it: one that died is started again.

A server whose journal finds no room on the disk ends, and cannot start before there is some: it is tried until it can.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread

from api.postgres import Lease, PostgresError

LOOK_S = 1.0


@contextmanager
def kept_running(
    lease: Lease, acquire: Callable[[], Lease], say: Callable[[str], None] = lambda _: None
) -> Iterator[None]:
    """Within the block the server of `lease` is looked after; `acquire` starts it anew, `say` tells of it."""
    end = Event()
    thread = Thread(target=_tend, args=(lease, acquire, end, say), name="postgres", daemon=True)
    thread.start()
    try:
        yield
    finally:
        end.set()
        thread.join()


def _tend(lease: Lease, acquire: Callable[[], Lease], end: Event, say: Callable[[str], None]) -> None:
    """Look once a second; what was taken meanwhile is given back in the end."""
    taken: list[Lease] = []
    told = ""
    while not end.wait(LOOK_S):
        if lease.pid is not None:
            continue
        try:
            taken.append(acquire())
        except PostgresError as error:
            if str(error) != told:
                say(f"{error} It is tried again.")
            told = str(error)
        else:
            say("PostgreSQL ended and was started again.")
            told = ""
    for one in taken:
        one.release()
