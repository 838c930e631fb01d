"""Which cases an export takes, and their histories: read from the log in batches, as of a position."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from api.named_cases import cases_named
from domain.case import Case
from domain.envelope import Envelope, Event
from domain.fold import fold
from domain.streams import is_case
from projections.audience import Audience
from workflows.log import LogReader

BATCH = 200
"""Cases in memory at a time."""


@dataclass(frozen=True, kw_only=True)
class Choice:
    """Cases by what their first fact says; every case is taken with its whole history up to the position.

    Those that accuse the audience are not there. From `since` on and before `until`, both of business time.
    """

    audience: Audience
    position: int
    workflows: frozenset[str] = frozenset()
    case_id: str = ""
    since: datetime | None = None
    until: datetime | None = None

    def takes(self, first: Event) -> bool:
        """Whether the case that this fact began belongs to it."""
        return self._asks_for(first.envelope) and self.audience.is_told(first.fact)

    def _asks_for(self, first: Envelope) -> bool:
        return (
            is_case(first.case_id)
            and first.position <= self.position
            and (not self.case_id or first.case_id == self.case_id)
            and (not self.workflows or first.workflow in self.workflows)
            and (self.since is None or self.since <= first.occurred_at)
            and (self.until is None or first.occurred_at < self.until)
        )


@dataclass(frozen=True, kw_only=True)
class History:
    """A case: as it is now, which decides who may read it, and its facts up to the position."""

    now: Case
    events: Sequence[Event]
    others: frozenset[str]
    """Cases that the facts of its batch name and that are taken too."""
    unseen: frozenset[str] = frozenset()
    """Those that they name and that are not there for who reads."""


def batches(log: LogReader, choice: Choice, tell: Callable[[int], None]) -> Iterator[list[History]]:
    """The chosen cases in the order they began, some at a time; `tell` hears how far the log was looked through."""
    if choice.case_id:
        yield list(_read(log, choice, log.beginnings_of([choice.case_id])))
        return
    after = 0
    while after < choice.position:
        found = log.beginnings(after, BATCH)
        yield list(_read(log, choice, found))
        after = found[-1].envelope.position if len(found) == BATCH else choice.position
        tell(min(after, choice.position))


def _read(log: LogReader, choice: Choice, firsts: Sequence[Event]) -> Iterator[History]:
    chosen = [first.envelope.case_id for first in firsts if choice.takes(first)]
    streams = log.streams(chosen) if chosen else {}
    named = set(cases_named(event.fact for events in streams.values() for event in events))
    elsewhere = sorted(named.difference(chosen))
    others = log.beginnings_of(elsewhere) if elsewhere else []
    taken = named.intersection(chosen) | {one.envelope.case_id for one in others if choice.takes(one)}
    unseen = {one.envelope.case_id for one in others if not choice.audience.is_told(one.fact)}
    for events in streams.values():
        now = fold(events)
        if now is not None:
            shown = [event for event in events if event.envelope.position <= choice.position]
            yield History(now=now, events=shown, others=frozenset(taken), unseen=frozenset(unseen))
