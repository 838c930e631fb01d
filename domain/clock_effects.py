"""What a move does to the clocks of its case: started, stopped, paused, resumed, moved; and when each is due."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from domain.calendar import TimeUnit, WorkCalendar
from domain.case import Case, Clock, clock_id
from domain.changing import replace
from domain.clock_arithmetic import due_after_pause, due_at, paused_between, recount, used_between
from domain.clock_conditions import CONDITIONS
from domain.clock_extension import extended, moved_to
from domain.clock_hours import calendar_of
from domain.definition import ClockRule, ClockStep, Limit
from domain.envelope import ASKED, ClockEffect
from domain.facts.intake import CaseReclassified
from domain.facts.recomputing import DeadlineChanged
from domain.facts.work import ExtensionGranted
from domain.rules.rule import Attempt
from domain.unit_hours import hours_at_start

_STARTED = ClockEffect(clock="", effect="started")
"""Copied for every clock that starts, which takes a part of the time of making one."""


def clock_effects(attempt: Attempt, target: str) -> tuple[ClockEffect, ...]:
    """Every effect of the move, in the order of the definition, then what law 2 and law 5 add.

    Going into a done state stops every clock the move does not start; a request that can no longer be granted
    lapses with its clock.
    """
    live: dict[str, Clock] = dict(attempt.case.clocks) if attempt.case else {}
    effects: list[ClockEffect] = []
    for step in attempt.move.clocks:
        if not step.condition or CONDITIONS[step.condition](attempt):
            effects.extend(_effect(attempt, step, live))
    effects.extend(_moved(attempt))
    effects.extend(_ended(attempt, target, effects))
    return tuple(effects)


def _ended(attempt: Attempt, target: str, effects: Sequence[ClockEffect]) -> list[ClockEffect]:
    """What law 2 and law 5 end besides: all clocks of a case that is over, the clock of a request that lapsed."""
    case = attempt.case
    if case is None:
        return []
    over = not attempt.workflow.is_open(target) and attempt.workflow.is_open(case.state)
    lapsed = _lapsed(attempt, case, target)
    if not over and not lapsed:
        return []
    told = {clock_id(one.clock, one.key) for one in effects if one.effect in ("started", "stopped")}
    return [
        _stop(clock.name, clock.key)
        for name, clock in case.clocks.items()
        if name not in told and (over or name == lapsed)
    ]


def _lapsed(attempt: Attempt, case: Case, target: str) -> str:
    """The clock of an open request that can no longer be granted where the move leads; empty when there is none."""
    request = case.request
    if request is None or attempt.move.target is None:
        return ""
    return "" if target in attempt.workflow.grantable_in(request.kind) else request.clock


def _effect(attempt: Attempt, step: ClockStep, live: dict[str, Clock]) -> tuple[ClockEffect, ...]:
    rule = attempt.workflow.clocks[step.clock]
    key = str(attempt.get(rule.key_field, "") or "") if rule.key_field else ""
    if step.effect == "stopped":
        return _stopped(step.clock, key, live)
    clock = live.get(clock_id(step.clock, key))
    if step.effect == "paused":
        return (_paused(attempt, clock),) if clock and clock.paused_at is None else ()
    if step.effect == "resumed" and clock is not None:
        return (_resumed(attempt, clock, clock.paused_at, rule),) if clock.paused_at else ()
    return (_started(attempt, step.clock, key, rule),)


def _stopped(name: str, key: str, live: dict[str, Clock]) -> tuple[ClockEffect, ...]:
    """Without a key every clock of that name stops."""
    ended = [clock for clock in live.values() if clock.name == name and key in ("", clock.key)]
    for clock in ended:
        del live[clock_id(clock.name, clock.key)]
    return tuple(_stop(clock.name, clock.key) for clock in ended)


@lru_cache(maxsize=1024)
def _stop(name: str, key: str) -> ClockEffect:
    return ClockEffect(clock=name, key=key, effect="stopped")


def _paused(attempt: Attempt, clock: Clock) -> ClockEffect:
    calendar, unit = calendar_of(clock, attempt.context.calendar), TimeUnit(clock.unit)
    rested = sum(paused_between(calendar, unit, *pause) for pause in clock.pauses)
    used = used_between(calendar, unit, clock.started_at, attempt.now) - rested
    return ClockEffect(clock=clock.name, key=clock.key, effect="paused", used=max(0, used))


def _resumed(attempt: Attempt, clock: Clock, paused_at: datetime, rule: ClockRule) -> ClockEffect:
    calendar, unit = calendar_of(clock, attempt.context.calendar), TimeUnit(clock.unit)
    if rule.roll:
        pauses = (*clock.pauses, (paused_at, attempt.now))
        due = recount(calendar, clock.started_at, clock.amount, unit, pauses, roll=True)
    else:
        due = due_after_pause(calendar, clock.due_at, paused_at, attempt.now, unit)
    return ClockEffect(
        clock=clock.name,
        key=clock.key,
        effect="resumed",
        due_at=due,
        kind=clock.kind,
        calendar=calendar.version,
    )


def _started(attempt: Attempt, name: str, key: str, rule: ClockRule) -> ClockEffect:
    hours = hours_at_start(attempt, rule)
    calendar = attempt.context.calendar.with_hours(hours.text)
    limit, source = _limit(attempt, name, rule)
    start = attempt.get(rule.start_field) if rule.start_field else None
    asked = _asked(calendar, _named(attempt, rule.due_field)) if rule.due_field else None
    due = asked or due_at(calendar, start or attempt.now, limit.amount, TimeUnit(limit.unit), rule.roll)
    return replace(
        _STARTED,
        clock=name,
        key=key,
        kind=rule.kind,
        unit=limit.unit,
        amount=limit.amount,
        started_at=start,
        due_at=due,
        basis=limit.basis,
        rule=ASKED if asked else source,
        calendar=calendar.version,
        hours=hours.text,
        hours_of=hours.unit,
    )


def _named(attempt: Attempt, field: str) -> Any:
    """The moment or date that the fact names, else the plan in force."""
    plan = attempt.case.plan if attempt.case else None
    return attempt.get(field) or attempt.get("new_due_at") or getattr(plan, field, None)


def _asked(calendar: WorkCalendar, value: Any) -> datetime | None:
    """A moment the fact names: itself, the end of a date, the end of the latest of several dates."""
    if isinstance(value, tuple) and value:
        value = max(value)
    if isinstance(value, datetime):
        return value
    return calendar.end_of_day(value) if isinstance(value, date) else None


def _limit(attempt: Attempt, name: str, rule: ClockRule) -> tuple[Limit, str]:
    """The limit that applies, and where it stands: the fact's value, the category, the urgent one, the clock's own."""
    chosen = rule.by_value.get(str(attempt.get(rule.by_field))) if rule.by_field else None
    if chosen is not None:
        return chosen, f"{name}.{attempt.get(rule.by_field)}"
    urgent = bool(attempt.get("urgent")) or (attempt.case is not None and attempt.case.urgent)
    category = attempt.category
    if rule.by_category and category is not None:
        if urgent and name in category.urgent_limits:
            return category.urgent_limits[name], f"{category.code}.{name}.urgent"
        if name in category.limits:
            return category.limits[name], f"{category.code}.{name}"
    if urgent and rule.urgent is not None:
        return rule.urgent, f"{name}.urgent"
    return rule.limit, name


def _moved(attempt: Attempt) -> tuple[ClockEffect, ...]:
    """Reclassifying counts again from the clock's own start, pauses kept; extension and recount name the moment."""
    case, fact = attempt.case, attempt.fact
    if case is None:
        return ()
    if isinstance(fact, ExtensionGranted):
        return extended(attempt, case, fact)
    if isinstance(fact, DeadlineChanged):
        clock = case.clocks[clock_id(fact.clock, fact.key)]
        return (moved_to(attempt, clock, clock.amount, fact.new_due_at, fact.cause),)
    if isinstance(fact, CaseReclassified):
        counted = (_recounted(attempt, case, name) for name in ("handle", "promise"))
        return tuple(effect for effect in counted if effect is not None)
    return ()


def _recounted(attempt: Attempt, case: Case, name: str) -> ClockEffect | None:
    clock = case.clock(name)
    if clock is None or name not in attempt.workflow.clocks:
        return None
    limit, source = _limit(attempt, name, attempt.workflow.clocks[name])
    again = replace(clock, unit=limit.unit, amount=limit.amount)
    calendar = calendar_of(clock, attempt.context.calendar)
    due = recount(calendar, clock.started_at, limit.amount, TimeUnit(limit.unit), clock.pauses)
    return moved_to(attempt, again, limit.amount, due, source)
