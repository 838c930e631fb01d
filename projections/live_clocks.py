"""The clocks of a case that were started and not stopped, as a read model keeps them.

They say what the envelopes said: no calendar is asked and no moment is reckoned here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

import orjson

from domain.envelope import ASKED, EXTENSION, ClockEffect


class LiveClock(NamedTuple):
    """A clock as in `domain.case.Clock`, without its pauses that are over."""

    clock: str
    key: str
    kind: str
    unit: str
    amount: int
    started_at: datetime
    due_at: datetime
    paused_at: datetime | None
    fixed: bool = False
    """Whether somebody named the due moment."""
    hours: str = ""
    """The office hours it counts in, as text; empty for those of the calendar."""

    @property
    def is_running_duty(self) -> bool:
        """Whether somebody in the office is being waited for by this clock now."""
        return self.kind == "duty" and self.paused_at is None


Clocks = tuple[LiveClock, ...]
FIELDS = LiveClock._fields


def after(clocks: Clocks, effects: Iterable[ClockEffect], at: datetime) -> Clocks:
    """The live clocks after a move at `at`, in the order they were started."""
    live = list(clocks)
    for effect in effects:
        place = _place(live, effect.clock, effect.key)
        if effect.effect == "started":
            live.append(_started(effect, at))
            if place >= 0:
                del live[place]
        elif place >= 0:
            if effect.effect == "stopped":
                del live[place]
            else:
                live[place] = _changed(live[place], effect, at)
    return tuple(live)


def _place(live: Sequence[LiveClock], name: str, key: str) -> int:
    """Where a clock stands among so few that looking is quicker than a dictionary; -1 when it is not there."""
    for place, clock in enumerate(live):
        if clock.clock == name and clock.key == key:
            return place
    return -1


def _started(effect: ClockEffect, at: datetime) -> LiveClock:
    begun = effect.started_at or at
    due_at = effect.due_at or at
    fixed = effect.rule == ASKED
    return LiveClock(
        effect.clock,
        effect.key,
        effect.kind,
        effect.unit,
        effect.amount,
        begun,
        due_at,
        None,
        fixed,
        effect.hours,
    )


def _changed(clock: LiveClock, effect: ClockEffect, at: datetime) -> LiveClock:
    if effect.effect == "paused":
        return clock._replace(paused_at=at)
    due_at = effect.due_at or clock.due_at
    if effect.effect == "resumed":
        return clock._replace(due_at=due_at, paused_at=None)
    amount = effect.amount or clock.amount
    named = effect.rule == EXTENSION and amount == clock.amount and due_at != clock.due_at
    return clock._replace(due_at=due_at, amount=amount, fixed=clock.fixed or named)


def most_pressing(clocks: Clocks) -> LiveClock | None:
    """The running duty that falls due first; by name when two do at once."""
    running = [clock for clock in clocks if clock.is_running_duty]
    if len(running) <= 1:
        return running[0] if running else None
    return min(running, key=lambda clock: (clock.due_at, clock.clock, clock.key))


def rests(clocks: Clocks) -> bool:
    """Whether every duty is paused, and there is one."""
    duties = [clock for clock in clocks if clock.kind == "duty"]
    return bool(duties) and all(clock.paused_at for clock in duties)


def dump(clocks: Clocks) -> str:
    """Canonical JSON: a list of objects, moments in UTC, empty fields left out."""
    told = [_told(clock) for clock in clocks]
    return orjson.dumps(told, option=orjson.OPT_UTC_Z).decode()


def _told(clock: LiveClock) -> dict[str, str | int | datetime]:
    values = zip(FIELDS, clock, strict=True)
    return {name: value for name, value in values if value not in ("", None) and value is not False}


def load(text: str) -> Clocks:
    """Read what `dump` wrote."""
    return tuple(_read(told) for told in orjson.loads(text))


def _read(told: dict[str, str | int]) -> LiveClock:
    moments = {
        name: datetime.fromisoformat(str(told[name])) if name in told else None
        for name in ("started_at", "due_at", "paused_at")
    }
    return LiveClock(**{"key": "", "kind": "", "unit": "", **told, **moments})  # type: ignore[arg-type]
