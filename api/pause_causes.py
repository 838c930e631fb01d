"""Why a clock rested: by which fact, who decided it, on what ground, with which interim measure; and what it gave."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from api.case_view import View, fields_now
from api.disclosed import HIDDEN
from domain.calendar import TimeUnit
from domain.clock_arithmetic import amount_between
from domain.codec import to_data
from domain.envelope import ClockEffect, Event
from domain.facts.resting import CaseSuspended
from domain.facts.work import ApprovalRequested

TOLD = ("ground", "interim", "until")
"""What a suspension says for itself."""


def says_why(_: Event, field: str) -> bool:
    """Whether a field says why a clock rested."""
    return field in TOLD


def pauses_of(
    view: View, started: ClockEffect, steps: Iterable[tuple[Event, ClockEffect]]
) -> list[dict[str, Any]]:
    """Every rest of one clock, in order; `started` is how it was started."""
    due_at = started.due_at
    found: list[dict[str, Any]] = []
    for event, effect in steps:
        at = to_data(event.envelope.occurred_at)
        if effect.effect == "paused":
            begun = {"from": at, "until": None, "used": effect.used, "move": event.envelope.trigger}
            found.append(
                {**begun, "cause": _cause(view, event), "due_before": to_data(due_at), "later": None}
            )
        elif effect.effect in ("resumed", "stopped") and found and found[-1]["until"] is None:
            found[-1]["until"] = at
            if effect.due_at and due_at:
                found[-1]["later"] = _later(view, started, due_at, effect.due_at)
        due_at = effect.due_at or due_at
    return found


def _cause(view: View, event: Event) -> dict[str, Any]:
    """The fact that let it rest; who is from outside does not read who decided."""
    envelope, wording = event.envelope, view.wording
    fields = fields_now(view, event)
    outside = view.reader.is_outside
    approver: Any = {"hidden": HIDDEN[1]} if outside else envelope.actor
    cause = {
        "fact": envelope.event_id,
        "topic": event.fact.TOPIC,
        "label": wording.of("topics", event.fact.TOPIC),
        "position": envelope.position,
        "approver": approver,
        "approver_label": "" if outside else wording.person(view.office, envelope.actor),
    }
    told = {name: fields.get(name) for name in TOLD if name in fields}
    asked = _asked(view, event) if isinstance(event.fact, CaseSuspended) else None
    if asked is not None and "interim" not in told:
        said = fields_now(view, asked)
        told |= {"interim": said["interim"]} if "interim" in said else {}
    ground = told.get("ground")
    if isinstance(ground, str):
        told["ground_label"] = wording.value("ground", ground)
    return {**cause, **told}


def _asked(view: View, granted: Event) -> Event | None:
    """The request that was granted: what keeps the place safe is said there."""
    before = (one for one in view.events if one.envelope.version < granted.envelope.version)
    asked = [
        one for one in before if isinstance(one.fact, ApprovalRequested) and one.fact.kind == "suspension"
    ]
    return asked[-1] if asked else None


def _later(view: View, started: ClockEffect, before: datetime, after: datetime) -> dict[str, Any]:
    """By how much the due moment moved, in the clock's own unit and hours: hours begun, or days."""
    calendar, unit = view.calendar.with_hours(started.hours), TimeUnit(started.unit)
    amount = amount_between(calendar, unit, before, after) if after > before else 0
    label = f"{amount} {view.wording.of('units', unit)}"
    return {"amount": amount, "unit": started.unit, "due_at": to_data(after), "label": label}
