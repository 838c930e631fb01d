"""Fields of facts about deadlines that follow from the clock they are about.

Where there is no such clock something is filled in all the same: the rule says that there is none.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from domain.case import Clock
from domain.clock_recount import counted_again
from domain.derivation import Derive, Sent
from domain.expiring import clock_meant, unit_of
from domain.office import Post
from domain.rules.rule import Attempt
from domain.scalars import SCALARS


def _clock(attempt: Attempt, sent: Sent) -> Clock | None:
    due_at = SCALARS[datetime][0](sent.get("due_at"))
    return clock_meant(attempt.known, str(sent.get("clock")), str(sent.get("key") or ""), due_at)


def _kind(attempt: Attempt, _: Post, sent: Sent) -> Any:
    clock = _clock(attempt, sent)
    rule = attempt.workflow.clocks.get(str(sent.get("clock")))
    return clock.kind if clock else rule.kind if rule else "duty"


def _due_at(attempt: Attempt, _: Post, sent: Sent) -> Any:
    clock = _clock(attempt, sent)
    return clock.due_at if clock else attempt.now


def _held_by(attempt: Attempt, _: Post, sent: Sent) -> Any:
    rule = attempt.workflow.clocks.get(str(sent.get("clock")))
    return unit_of(attempt.known, rule, str(sent.get("key") or "")) or None if rule else None


def _named_clock(attempt: Attempt, sent: Sent) -> Clock | None:
    return attempt.known.clock(str(sent.get("clock")), str(sent.get("key") or ""))


def _due_before(attempt: Attempt, _: Post, sent: Sent) -> Any:
    clock = _named_clock(attempt, sent)
    return clock.due_at if clock else None


def _due_recounted(attempt: Attempt, _: Post, sent: Sent) -> Any:
    clock = _named_clock(attempt, sent)
    calendar = attempt.context.calendar
    return counted_again(attempt.known, clock, attempt.workflow, calendar) if clock else None


DERIVED: Mapping[tuple[str, str], Derive] = {
    ("deadline.passed", "kind"): _kind,
    ("deadline.passed", "held_by"): _held_by,
    ("deadline.changed", "old_due_at"): _due_before,
    ("deadline.changed", "new_due_at"): _due_recounted,
    ("deadline.changed", "calendar"): lambda attempt, _, __: attempt.context.calendar.version,
}
FILLED: Mapping[tuple[str, str], Derive] = {
    ("deadline.passed", "due_at"): _due_at,
}
