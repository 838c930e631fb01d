"""How the clock effects of an envelope change a case's live clocks."""

from __future__ import annotations

from domain.case import Case, Clock, clock_id
from domain.changing import replace
from domain.envelope import ASKED, EXTENSION, ClockEffect, Envelope


def apply(case: Case, envelope: Envelope) -> Case:
    """The case with its clocks as the move left them; a request ends with its clock (law 5)."""
    if not envelope.clocks:
        return case
    live = dict(case.clocks)
    for effect in envelope.clocks:
        name = clock_id(effect.clock, effect.key)
        if effect.effect == "started":
            live[name] = _started(effect, envelope)
        elif effect.effect == "stopped":
            live.pop(name, None)
        elif name in live:
            live[name] = _changed(live[name], effect, envelope)
    request = case.request
    if request is not None and request.clock and request.clock not in live:
        request = None
    return replace(case, clocks=live, request=request)


def _started(effect: ClockEffect, envelope: Envelope) -> Clock:
    return Clock(
        name=effect.clock,
        key=effect.key,
        kind=effect.kind,
        unit=effect.unit,
        amount=effect.amount,
        started_at=effect.started_at or envelope.occurred_at,
        due_at=effect.due_at or envelope.occurred_at,
        calendar=effect.calendar,
        fixed=effect.rule == ASKED,
    )


def _changed(clock: Clock, effect: ClockEffect, envelope: Envelope) -> Clock:
    """Paused, gone on or moved; an extension that leaves the limit as it was named the moment itself."""
    if effect.effect == "paused":
        return replace(clock, paused_at=envelope.occurred_at)
    due_at, calendar = effect.due_at or clock.due_at, effect.calendar or clock.calendar
    if effect.effect == "resumed" and clock.paused_at is not None:
        over = (clock.paused_at, envelope.occurred_at)
        return replace(clock, due_at=due_at, calendar=calendar, paused_at=None, pauses=(*clock.pauses, over))
    amount = effect.amount or clock.amount
    return replace(
        clock,
        due_at=due_at,
        calendar=calendar,
        amount=amount,
        unit=effect.unit or clock.unit,
        fixed=clock.fixed or (effect.rule == EXTENSION and amount == clock.amount and due_at != clock.due_at),
    )
