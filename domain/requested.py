"""What a grant takes over from the request it decides: nothing is granted that nobody asked for.

Such a field is never typed in a move that decides requests; a move that decides none (an extension the parties of a
dispute agreed on) takes it from its sender.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from domain.calendar import TimeUnit
from domain.case import Clock
from domain.clock_arithmetic import later_by
from domain.clock_hours import calendar_of
from domain.definition import Move
from domain.errors import RuleBroken
from domain.granted import Request
from domain.rules.rule import Attempt

TakeOver = Callable[[Attempt, Request], Any]


def due_with(attempt: Attempt, clock: Clock, amount: int) -> datetime:
    """When a clock would be due with so much more time, in its own unit and hours."""
    return later_by(calendar_of(clock, attempt.context.calendar), clock.due_at, amount, TimeUnit(clock.unit))


def _new_due(attempt: Attempt, request: Request) -> datetime | None:
    """None, and so missing, when the time to handle does not run: there is nothing to extend."""
    handle = attempt.known.clock("handle")
    return None if handle is None else due_with(attempt, handle, request.amount)


TAKEN_OVER: Mapping[tuple[str, str], TakeOver] = {
    ("extension.granted", "new_due_at"): _new_due,
    ("case.suspended", "ground"): lambda _, request: request.reason,
    ("case.suspended", "interim"): lambda _, __: "",  # it was said in the request, and is read there
    ("case.force_closed", "reason"): lambda _, request: request.reason,
    ("case.force_closed", "requested_by"): lambda _, request: request.asker,
    ("case.excluded", "ground"): lambda _, request: request.reason,
    ("case.excluded", "indicators"): lambda _, request: [request.indicator],
}


def is_taken_over(move: Move, field: str) -> bool:
    """Whether this move has the field from the request it decides."""
    return bool(move.decides) and (move.fact, field) in TAKEN_OVER


def taken_over(attempt: Attempt) -> dict[str, Any]:
    """The fields of the request that become fields of the grant. Raises RuleBroken when nothing of its kind is open."""
    move = attempt.move
    if not move.decides:
        return {}
    rows = [(name, take) for (topic, name), take in TAKEN_OVER.items() if topic == move.fact]
    if not rows:
        return {}
    request = attempt.known.request
    if request is None or request.kind not in move.decides:
        raise RuleBroken("no_request", rule="request_is_open")
    return {name: take(attempt, request) for name, take in rows}
