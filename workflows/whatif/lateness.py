"""Which clocks ran out, told from the envelopes alone: no calendar and no catalogue is asked.

A clock was late when it ran past its due moment before it was stopped or paused; once per start, as `deadline.passed`
is. On the very moment is in time, as in the rates.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from domain.case import clock_id
from domain.envelope import ClockEffect, Event
from domain.office import SYSTEM

Identity = tuple[str, str, str, int]


@dataclass(frozen=True, kw_only=True)
class Start:
    """A clock from its start on; `position` is that of the fact that started it.

    What the system starts by itself has no place of its own in another world: there it is the first, second ... start
    of its clock by the system, counted below zero.

    `late_at` is the due moment it ran past, None as long as it did not; `ended_at` when it was stopped,
    `paused_at` since when it rests.
    """

    case_id: str
    clock: str
    key: str
    kind: str
    position: int
    due_at: datetime
    paused_at: datetime | None = None
    late_at: datetime | None = None
    ended_at: datetime | None = None

    @property
    def identity(self) -> Identity:
        """What makes it the same start in another world: case, clock, key and the fact it started with."""
        return (self.case_id, self.clock, self.key, self.position)

    def seen_at(self, moment: datetime) -> Start:
        """This start once that moment has come: late when it ran past its due moment."""
        late = self.paused_at is None and self.late_at is None and self.due_at < moment
        return replace(self, late_at=self.due_at) if late else self


class Lateness:
    """Every start of every clock, as the facts came."""

    def __init__(self) -> None:
        self._live: dict[str, dict[str, Start]] = {}
        self._over: list[Start] = []
        self._by_system: Counter[tuple[str, str]] = Counter()

    def take(self, event: Event) -> None:
        """Take the clocks as a fact left them."""
        envelope = event.envelope
        live = self._live.setdefault(envelope.case_id, {})
        for effect in envelope.clocks:
            name = clock_id(effect.clock, effect.key)
            if effect.effect == "started":
                self._end(live.pop(name, None), envelope.occurred_at)
                live[name] = _started(effect, event, self._place(name, event))
            elif effect.effect == "stopped":
                self._end(live.pop(name, None), envelope.occurred_at)
            elif name in live:
                live[name] = _changed(live[name], effect, envelope.occurred_at)

    def starts(self, until: datetime) -> Iterator[Start]:
        """Every start, the live ones as they stand at `until`."""
        yield from self._over
        for live in self._live.values():
            yield from (start.seen_at(until) for start in live.values())

    def place_of(self, case_id: str, clock: str, key: str) -> int:
        """The place of the live start of a clock, 0 when none is live."""
        live = self._live.get(case_id, {}).get(clock_id(clock, key))
        return live.position if live else 0

    def _place(self, name: str, event: Event) -> int:
        if event.envelope.actor != SYSTEM:
            return event.envelope.position
        self._by_system[event.envelope.case_id, name] += 1
        return -self._by_system[event.envelope.case_id, name]

    def _end(self, start: Start | None, at: datetime) -> None:
        if start is not None:
            self._over.append(replace(start.seen_at(at), ended_at=at))


def _started(effect: ClockEffect, event: Event, place: int) -> Start:
    envelope = event.envelope
    return Start(
        case_id=envelope.case_id,
        clock=effect.clock,
        key=effect.key,
        kind=effect.kind,
        position=place,
        due_at=effect.due_at or envelope.occurred_at,
    )


def _changed(start: Start, effect: ClockEffect, at: datetime) -> Start:
    start = start.seen_at(at)
    if effect.effect == "paused":
        return replace(start, paused_at=at)
    due_at = effect.due_at or start.due_at
    return replace(start, due_at=due_at, paused_at=None if effect.effect == "resumed" else start.paused_at)
