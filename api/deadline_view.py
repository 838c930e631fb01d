"""Why a deadline is at this moment: its rule and what that rests on, the calendar, and everything that moved it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from api.case_view import View
from api.deadline_words import estimate_of, moves_of, why_of
from api.language import ENGLISH
from api.pause_causes import pauses_of
from api.time_left import days_left, told_left
from api.wording import DUTY, STATUTORY, Wording, due_name
from domain.calendar import TimeUnit
from domain.case import Clock, clock_id
from domain.clock_hours import calendar_of
from domain.clock_recount import clock_is_estimated
from domain.codec import to_data
from domain.definition import Limit, Workflow
from domain.envelope import ASKED, ClockEffect, Event

SHOWN_TO_REPORTER = ("promise", "rating", "supplement")
AS_SAID = ("按所定日期", "the date that was set")


@dataclass
class Course:
    """One clock from its last start: what was said then, and each step since."""

    started: ClockEffect
    begun_at: datetime
    steps: list[tuple[Event, ClockEffect]] = field(default_factory=list)
    calendar: str = ""
    ended_at: datetime | None = None
    due_at: datetime | None = None

    def take(self, event: Event, effect: ClockEffect) -> None:
        """One more effect on this clock."""
        self.steps.append((event, effect))
        self.calendar = effect.calendar or self.calendar
        self.due_at = effect.due_at or self.due_at
        if effect.effect == "stopped":
            self.ended_at = event.envelope.occurred_at


def courses(events: Iterable[Event]) -> list[Course]:
    """Every start of every clock, in order, with what happened to it."""
    live: dict[str, Course] = {}
    found: list[Course] = []
    for event in events:
        for effect in event.envelope.clocks:
            name = clock_id(effect.clock, effect.key)
            if effect.effect == "started":
                if name in live:  # counted from the beginning, as for another unit: what ran before is over
                    live[name].ended_at = event.envelope.occurred_at
                live[name] = Course(effect, effect.started_at or event.envelope.occurred_at)
                found.append(live[name])
            if name in live:
                live[name].take(event, effect)
            if effect.effect == "stopped":
                live.pop(name, None)
    return found


def deadlines_body(view: View) -> list[dict[str, Any]]:
    """Every deadline the case has or had, those that run first."""
    found = [course for course in courses(view.events) if _is_shown(view, course)]
    found.sort(key=lambda course: (course.ended_at is not None, course.due_at or course.begun_at))
    return [_deadline(view, course) for course in found]


def _is_shown(view: View, course: Course) -> bool:
    return not view.reader.is_outside or course.started.clock in SHOWN_TO_REPORTER


def _deadline(view: View, course: Course) -> dict[str, Any]:
    started, wording = course.started, view.wording
    clock = view.case.clocks.get(clock_id(started.clock, started.key)) if course.ended_at is None else None
    estimated = clock is not None and clock_is_estimated(clock, view.workflow, view.calendar, view.now)
    return {
        "clock": started.clock,
        "key": started.key,
        "label": wording.of("clocks", started.clock),
        "kind": started.kind,
        "kind_label": wording.of("clock_kinds", started.kind),
        "due_at": to_data(course.due_at),
        "started_at": to_data(course.begun_at),
        "ended_at": to_data(course.ended_at),
        "paused_at": to_data(clock.paused_at) if clock else None,
        **_standing(view, course, clock),
        **_rests_on(view, started),
        "calendar": course.calendar,
        "estimated": estimated,
        "pauses": pauses_of(view, started, course.steps),
        "changes": list(moves_of(view, course.steps)),
        "why": _why(view, course, clock, estimated=estimated),
        "steps": [_step(event, effect) for event, effect in course.steps],
    }


def _standing(view: View, course: Course, clock: Clock | None) -> dict[str, Any]:
    """Whether it has run out, and what is left in words and in days: of what rests, lapsed or is over, nothing."""
    ran_out, duty = _ran_out(view, course, clock), course.started.kind == DUTY
    told = {"left": None, "left_days": None, "overdue": ran_out and duty, "lapsed": ran_out and not duty}
    if clock is None or clock.paused_at is not None or told["lapsed"]:
        return told
    unit = TimeUnit(clock.unit or TimeUnit.NATURAL_DAY)
    calendar = calendar_of(clock, view.calendar)
    left = told_left(calendar, view.now, clock.due_at, unit, view.wording.language)
    return {**told, "left": left, "left_days": days_left(calendar, view.now, clock.due_at, unit)}


def _rests_on(view: View, started: ClockEffect) -> dict[str, Any]:
    """The limit, what it is called, what it rests on, and in whose hours it is counted."""
    wording = view.wording
    return {
        "limit": limit_body(started, wording),
        "rule": started.rule,
        "basis": started.basis,
        "basis_label": wording.of("bases", started.basis),
        "called": due_name(started.basis, started.kind, wording.language),
        "statutory": started.basis == STATUTORY,
        "cite": _cite(view.workflow, started, view.case.category),
        "hours": _hours(view, started),
    }


def _hours(view: View, started: ClockEffect) -> dict[str, str] | None:
    """Whose office hours it counts in, where they are not those of the calendar."""
    if not started.hours:
        return None
    label = view.wording.unit(view.office, started.hours_of)
    return {"unit": started.hours_of, "label": label, "office_hours": started.hours}


def _why(view: View, course: Course, clock: Clock | None, *, estimated: bool) -> list[str]:
    """In sentences, step by step; the last one says that it is an estimate."""
    told = why_of(view, course.steps)
    return [*told, estimate_of(view, clock.started_at, clock.due_at)] if clock and estimated else told


def _ran_out(view: View, course: Course, clock: Clock | None) -> bool:
    """Of a clock that runs: whether it has run out; of one that ended: whether it had by then."""
    if clock is not None:
        return clock.has_run_out(view.now)
    return bool(course.ended_at and course.due_at and course.due_at <= course.ended_at and not _rests(course))


def _rests(course: Course) -> bool:
    """Whether the clock was paused when it ended."""
    last = [effect.effect for _, effect in course.steps if effect.effect in ("paused", "resumed")]
    return bool(last) and last[-1] == "paused"


def limit_body(started: ClockEffect, wording: Wording) -> dict[str, Any]:
    """The limit this start was counted by; None where the fact itself said until when, in that unit of open time."""
    if started.rule == ASKED:
        zh, en = AS_SAID
        label = en if wording.language == ENGLISH else zh
        return {"amount": None, "unit": started.unit, "label": label}
    label = f"{started.amount} {wording.of('units', started.unit)}" if started.unit else ""
    return {"amount": started.amount, "unit": started.unit, "label": label}


def _step(event: Event, effect: ClockEffect) -> dict[str, Any]:
    envelope = event.envelope
    return {
        "effect": effect.effect,
        "at": to_data(envelope.occurred_at),
        "move": envelope.trigger,
        "position": envelope.position,
        "due_at": to_data(effect.due_at),
        "rule": effect.rule,
    }


def _cite(workflow: Workflow, started: ClockEffect, about: str) -> str:
    """The citation of the limit that this start used; found in the definition the case is pinned to."""
    rule = workflow.clocks.get(started.clock)
    if rule is None:
        return ""
    limits: list[Limit] = [rule.limit, *rule.by_value.values(), *filter(None, (rule.urgent,))]
    for category in workflow.categories.values():
        told = started.rule == ASKED and category is workflow.categories.get(about)
        if told or started.rule.startswith(f"{category.code}."):
            kept = (category.urgent_limits, category.limits)
            limits = [limit for by_clock in kept if (limit := by_clock.get(started.clock))]
    wanted = (started.amount, started.unit, started.basis)
    return next((limit.cite for limit in limits if (limit.amount, limit.unit, limit.basis) == wanted), "")
