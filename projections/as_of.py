"""How things stood: any read model at a position or a moment, folded from the log by the very functions that keep it.

By recorded time it shows what was known then; by business time what had happened by then, as is known now.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Generic, TypeVar

from domain.envelope import Envelope
from projections.folding import Folding
from projections.pages import Page, next_page, uncollected
from projections.ports import Log, Poison
from projections.projection import Key, Projection

R = TypeVar("R")
PAGE = 5_000


@dataclass(frozen=True, kw_only=True)
class Cut:
    """A place in the past: a position, a moment of recorded or of business time; both ends included.

    ValueError when neither or both are given.
    """

    position: int | None = None
    recorded: datetime | None = None
    occurred: datetime | None = None

    def __post_init__(self) -> None:
        given = [value for value in (self.position, self.recorded, self.occurred) if value is not None]
        if len(given) != 1:
            raise ValueError("the past is looked at by one position or one moment")

    def is_over(self, envelope: Envelope) -> bool:
        """Whether neither this fact nor any later one was known yet; recorded time never goes back."""
        return self.recorded is not None and envelope.recorded_at > self.recorded

    def includes(self, envelope: Envelope) -> bool:
        """Whether this fact belongs to it."""
        return self.occurred is None or envelope.occurred_at <= self.occurred


@dataclass(frozen=True)
class Past(Generic[R]):
    """The rows of a model as they were, the last position that counted, and what could not be folded."""

    rows: tuple[R, ...]
    position: int
    unfolded: tuple[Poison, ...] = ()


def rows_at(log: Log, projection: Projection[R], cut: Cut) -> Past[R]:
    """Fold a read model up to a cut. Reads the log from its beginning: seconds for a hundred thousand facts."""
    folding, rows, position = Folding(), dict[Key, R](), 0
    with uncollected():
        for page in _pages(log, cut):
            concerning = folding.concerning(projection, page.events)
            for key, row in folding.fold(projection, concerning, rows).items():
                if row is None:
                    rows.pop(key, None)
                else:
                    rows[key] = row
            folding.stop(page.unread)
            position = page.through
    return Past(tuple(rows.values()), position, tuple(folding.poisons))


def _pages(log: Log, cut: Cut) -> Iterator[Page]:
    """The pages up to the cut, with the events that belong to it."""
    after = 0
    while limit := PAGE if cut.position is None else min(PAGE, cut.position - after):
        page = next_page(log, after, limit)
        events = [event for event in page.events if not cut.is_over(event.envelope)]
        if len(events) < len(page.events):
            yield Page(events, events[-1].envelope.position if events else after)
            return
        if page.through == after:
            return
        yield replace(page, events=[event for event in events if cut.includes(event.envelope)])
        after = page.through
