"""Pages of the log, proved to be without a gap, and cut at a fact that cannot be read."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from domain.envelope import Event
from projections.parking import told
from projections.ports import Log, Poison
from workflows.log.errors import GapInLog, Undecodable


@dataclass(frozen=True)
class Page:
    """Events in order after a position, and the last position that was looked at.

    An event that cannot be read ends its page; it is no event but counts as looked at, and parks its case.
    """

    events: Sequence[Event]
    through: int
    unread: tuple[Poison, ...] = ()


def next_page(log: Log, after: int, limit: int) -> Page:
    """The page after a position. Raises GapInLog when the positions do not follow each other."""
    try:
        events = log.page(after, limit)
    except Undecodable as error:
        if not error.stream_id:
            raise
        return _up_to(log, after, error)
    return Page(events, _proved(after, events))


def _up_to(log: Log, after: int, bad: Undecodable) -> Page:
    before = bad.position - 1 - after
    events = log.page(after, before) if before else ()
    if _proved(after, events) != bad.position - 1:
        raise GapInLog(after + len(events) + 1, bad.position)
    return Page(events, bad.position, (Poison(bad.stream_id, bad.position, told(bad)),))


def _proved(after: int, events: Sequence[Event]) -> int:
    """The last position, after proving that each follows the one before."""
    for event in events:
        after += 1
        if event.envelope.position != after:
            raise GapInLog(after, event.envelope.position)
    return after


@contextmanager
def uncollected() -> Iterator[None]:
    """Leave garbage to reference counts: pages hold no circles, and looking for some takes a third of the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
