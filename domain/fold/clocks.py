"""How the clock effects of an envelope change a case's live clocks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from domain.case import Case, Clock, clock_id
from domain.changing import replace
from domain.envelope import ASKED, EXTENSION, IMPORTED, ClockEffect, Envelope


def apply(case: Case, envelope: Envelope) -> Case:
    """The case with its clocks as the move left them; a request ends with its clock (law 5)."""
    if not envelope.clocks:
        return case
    live, overrun = _moved(case.clocks, envelope)
    request = case.request
    if request is not None and request.clock and request.clock not in live:
        request = None
    return replace(case, clocks=live, request=request, overrun=(*case.overrun, *overrun))


def touched(clocks: Mapping[str, Clock], envelope: Envelope) -> tuple[Clock, ...]:
    """The clocks that a fact starts, lets go on or moves, as they are after it."""
    live, _ = _moved(clocks, envelope)
    names = (clock_id(e.clock, e.key) for e in envelope.clocks if e.effect not in ("stopped", "paused"))
    return tuple(live[name] for name in dict.fromkeys(names) if name in live)


def _moved(clocks: Mapping[str, Clock], envelope: Envelope) -> tuple[dict[str, Clock], list[Clock]]:
    """The live clocks after a fact, and those it took away after they had run out unrecorded."""
    live, overrun = dict(clocks), []
    for effect in envelope.clocks:
        name = clock_id(effect.clock, effect.key)
        before = live.get(name)
        if effect.effect in ("started", "stopped"):
            if before is not None and before.is_to_pass(envelope.occurred_at):
                overrun.append(before)
            live.pop(name, None)
            if effect.effect == "started":
                live[name] = _started(effect, envelope)
        elif before is not None:
            live[name] = _changed(before, effect, envelope)
    return live, overrun


def _started(effect: ClockEffect, envelope: Envelope) -> Clock:
    due_at = effect.due_at or envelope.occurred_at
    return Clock(
        name=effect.clock,
        key=effect.key,
        kind=effect.kind,
        unit=effect.unit,
        amount=effect.amount,
        started_at=effect.started_at or envelope.occurred_at,
        due_at=due_at,
        calendar=effect.calendar,
        fixed=effect.rule == ASKED,
        silent=_is_silent(due_at, envelope),
        hours=effect.hours,
    )


def _is_silent(due_at: datetime, envelope: Envelope) -> bool:
    """What was over elsewhere when it was told of does not act by itself now."""
    return envelope.door == IMPORTED and due_at <= envelope.recorded_at


def _changed(clock: Clock, effect: ClockEffect, envelope: Envelope) -> Clock:
    """Paused, gone on or moved; an extension that leaves the limit as it was named the moment itself."""
    if effect.effect == "paused":
        return replace(clock, paused_at=envelope.occurred_at)
    due_at, calendar = effect.due_at or clock.due_at, effect.calendar or clock.calendar
    silent = _is_silent(due_at, envelope) or (clock.silent and due_at <= envelope.recorded_at)
    if effect.effect == "resumed" and clock.paused_at is not None:
        over = (clock.paused_at, envelope.occurred_at)
        return replace(
            clock,
            due_at=due_at,
            calendar=calendar,
            paused_at=None,
            pauses=(*clock.pauses, over),
            silent=silent,
        )
    amount = effect.amount or clock.amount
    return replace(
        clock,
        due_at=due_at,
        calendar=calendar,
        silent=silent,
        amount=amount,
        unit=effect.unit or clock.unit,
        fixed=clock.fixed or (effect.rule == EXTENSION and amount == clock.amount and due_at != clock.due_at),
    )
