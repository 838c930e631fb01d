"""What an extension does to the clocks of its case: the extended one and its promise are due later."""

from __future__ import annotations

from datetime import datetime

from domain.calendar import TimeUnit
from domain.case import Case, Clock
from domain.clock_arithmetic import amount_between, later_by
from domain.clock_hours import calendar_of
from domain.envelope import EXTENSION, ClockEffect
from domain.facts.work import ExtensionGranted
from domain.rules.rule import Attempt


def extended(attempt: Attempt, case: Case, fact: ExtensionGranted) -> tuple[ClockEffect, ...]:
    """The clock named by the fact moves; where a request was granted, its limit grows and `promise` moves as much.

    A moment that parties agreed on replaces the due moment and leaves the limit as it was.
    """
    clock, request = case.clock(fact.clock), case.request
    if clock is None:
        return ()
    if request is None or not attempt.move.decides:
        return (moved_to(attempt, clock, clock.amount, fact.new_due_at, EXTENSION),)
    moved = moved_to(attempt, clock, clock.amount + request.amount, fact.new_due_at, EXTENSION)
    promise = case.clock("promise")
    if promise is None or clock.name != "handle":
        return (moved,)
    calendar, unit = calendar_of(promise, attempt.context.calendar), TimeUnit(promise.unit)
    more = request.amount
    if promise.unit != clock.unit:
        more = amount_between(calendar, unit, fact.old_due_at, fact.new_due_at)
    due = later_by(calendar, promise.due_at, more, unit)
    return moved, moved_to(attempt, promise, promise.amount + more, due, EXTENSION)


def moved_to(attempt: Attempt, clock: Clock, amount: int, due: datetime, rule: str) -> ClockEffect:
    """The clock goes on with this limit and due moment; `rule` says by what."""
    return ClockEffect(
        clock=clock.name,
        key=clock.key,
        effect="moved",
        unit=clock.unit,
        amount=amount,
        due_at=due,
        rule=rule,
        calendar=attempt.context.calendar.version,
    )
