"""Countable deadlines: what became of the clocks that rates ask about, as the envelopes tell it.

On time is judged by the moment the duty was done (`occurred_at`) against the due moment in force just then. Handling
is done by the report that was not sent back (`work.reported` and whatever else leads to the check), so that a late
check never costs the handler; it is undone when the case leaves the check for work again.
"""

from __future__ import annotations

from collections.abc import Callable

from domain.countables import FORCED, IN_TIME, LATE, MISSED, OPEN, PAUSED, SUSPENDED, TRANSFERRED, VOID
from domain.envelope import ASKED, EXTENSION, ClockEffect, Envelope, Event
from projections.moments import Moment, Moments

HANDLE, PROMISE, CHECK, CONTACT, DISPATCH = "handle", "promise", "check", "first_contact", "dispatch"
FULFILLED_BY = {
    DISPATCH: ("case.dispatched",),
    CHECK: ("check.passed", "check.failed"),
    CONTACT: ("contact.made",),
    PROMISE: ("case.closed",),
    HANDLE: (),
}
"""The facts that, stopping a clock, met it; handling is met before its clock stops."""
OF_LEAD_UNIT = (HANDLE, PROMISE)
OF_DESK = (DISPATCH, CONTACT)
"""Nobody's until it is met, then that of whoever met it."""
APART = {"case.force_closed": FORCED, "case.transferred": TRANSFERRED}
MET = (IN_TIME, LATE)


def after(moments: Moments, event: Event, phase: str, unit: str) -> Moments:
    """The moments after a fact, from `phase` on; the very same tuple when it concerns no deadline."""
    envelope, topic = event.envelope, event.fact.TOPIC
    effects = [effect for effect in envelope.clocks if effect.clock in FULFILLED_BY]
    entered, left = envelope.phase == "check" != phase, phase == "check" != envelope.phase
    new_holder = topic in ("case.dispatched", "case.reassigned", "check.assigned")
    if not (effects or entered or left or new_holder):
        return moments
    found = list(moments)
    if entered:
        _each(found, HANDLE, lambda moment: _met(moment, envelope, moment.unit))
    if left and envelope.phase != "done":
        _each(found, HANDLE, _undone)
    for effect in effects:
        _apply(found, effect, event, unit)
    if new_holder:
        _hold(found, event, unit)
    return tuple(found)


def _each(found: list[Moment], kind: str, change: Callable[[Moment], Moment]) -> None:
    for n, moment in enumerate(found):
        if moment.live and moment.kind == kind:
            found[n] = change(moment)


def _apply(found: list[Moment], effect: ClockEffect, event: Event, unit: str) -> None:
    envelope, kind = event.envelope, effect.clock
    if effect.effect == "started":
        _each(found, kind, lambda moment: _stopped(moment, event))
        found.append(_started(effect, envelope, unit if kind in OF_LEAD_UNIT else ""))
    elif effect.effect == "stopped":
        _each(found, kind, lambda moment: _stopped(moment, event))
    else:
        _each(found, kind, lambda moment: _changed(moment, effect, envelope))


def _started(effect: ClockEffect, envelope: Envelope, unit: str) -> Moment:
    return Moment(
        kind=effect.clock,
        at=effect.started_at or envelope.occurred_at,
        position=envelope.position,
        unit=unit,
        due_at=effect.due_at,
        verdict=OPEN,
        live=True,
        time_unit=effect.unit,
        amount=effect.amount,
        fixed=effect.rule == ASKED,
    )


def _met(moment: Moment, envelope: Envelope, unit: str) -> Moment:
    """Done; of a clock that rested until now only the time before its rest counts."""
    at, due_at = envelope.occurred_at, moment.due_at
    verdict = IN_TIME if due_at is None or (moment.rest_at or at) <= due_at else LATE
    return moment._replace(verdict=verdict, ended_at=at, ended=envelope.position, unit=unit)


def _undone(moment: Moment) -> Moment:
    """The report was sent back: what it seemed to end goes on."""
    return moment._replace(verdict=OPEN, ended_at=None, ended=0) if moment.verdict in MET else moment


def _stopped(moment: Moment, event: Event) -> Moment:
    envelope, topic = event.envelope, event.fact.TOPIC
    over = moment._replace(live=False, time_unit="", amount=0, fixed=False)
    if topic in FULFILLED_BY[moment.kind]:
        return _met(over, envelope, envelope.unit if moment.kind in OF_DESK else moment.unit)
    if moment.kind == HANDLE and topic == "case.closed" and moment.verdict in MET:
        return over
    return over._replace(
        verdict=_otherwise(moment, envelope, topic), ended_at=envelope.occurred_at, ended=envelope.position
    )


def _otherwise(moment: Moment, envelope: Envelope, topic: str) -> str:
    """Ended unmet: apart, or a miss when it had run out before (before its pause, if it rested), or void."""
    if topic in APART:
        return APART[topic]
    counted_to = moment.rest_at or envelope.occurred_at
    return MISSED if moment.due_at is not None and moment.due_at < counted_to else VOID


def _changed(moment: Moment, effect: ClockEffect, envelope: Envelope) -> Moment:
    """Paused, resumed or moved; what is done already stays done while its clock rests."""
    if effect.effect == "paused":
        rests = SUSPENDED if envelope.phase == "suspended" else PAUSED
        verdict = rests if moment.verdict == OPEN else moment.verdict
        return moment._replace(verdict=verdict, rest_at=envelope.occurred_at)
    due_at = effect.due_at or moment.due_at
    if effect.effect == "resumed":
        verdict = OPEN if moment.verdict in (SUSPENDED, PAUSED) else moment.verdict
        return moment._replace(verdict=verdict, due_at=due_at, rest_at=None)
    amount = effect.amount or moment.amount
    named = effect.rule == EXTENSION and amount == moment.amount and due_at != moment.due_at
    return moment._replace(due_at=due_at, amount=amount, fixed=moment.fixed or named)


def _hold(found: list[Moment], event: Event, unit: str) -> None:
    """Who has the duty now: the lead unit, or the unit of the checker."""
    topic, fact = event.fact.TOPIC, event.fact
    kinds, holder = ((CHECK,), fact.unit) if topic == "check.assigned" else (OF_LEAD_UNIT, unit)  # type: ignore[attr-defined]
    for kind in kinds:
        _each(found, kind, lambda moment: moment._replace(unit=holder))
