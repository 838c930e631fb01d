"""When a deadline may be counted again."""

from __future__ import annotations

from typing import Any

from domain.envelope import Event
from domain.facts.work import WorkNoted
from tests.calendars import at
from tests.support.given import happened, started
from tests.unit.domain.rules.example import Shown, holds, refuses, rule

ON: dict[str, Any] = {"on": "deadline.changed", "by": "steward-1"}


def _runs(due: str, **more: Any) -> Event:
    """A clock of one working day that began on a Monday morning."""
    began = started("handle", at(due), **more)
    return happened(WorkNoted(step="other"), when=at("2026-03-02 10:00"), clocks=[began])


SHOWN: tuple[Shown, ...] = (
    rule("deadline_moves", "deadline_unchanged", **ON)(
        holds("due a day later than the calendar in force says", _runs("2026-03-04 17:30")),
        holds("due an hour earlier", _runs("2026-03-03 16:30")),
        refuses("due when the calendar in force says", _runs("2026-03-03 17:30")),
        refuses("due at a moment that was asked for", _runs("2026-03-04 17:30", rule="asked")),
        refuses("counted day and night", _runs("2026-03-04 17:30", unit="urgent_hour")),
        holds(
            "one of several of its name",
            _runs("2026-03-03 17:30"),
            _runs("2026-03-04 17:30", key="assist-1"),
            sends={"key": "assist-1"},
        ),
    ),
)
