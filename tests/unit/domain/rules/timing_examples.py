"""The rule of recording that a clock ran out."""

from __future__ import annotations

from typing import Any

from domain.facts.deadlines import DeadlinePassed
from domain.facts.work import WorkNoted
from tests.calendars import at
from tests.support.given import effect, happened, started
from tests.unit.domain.rules.example import Shown, holds, refuses, rule

ON: dict[str, Any] = {"on": "deadline.passed", "by": "system"}
LONG_AGO, LATER = at("2026-03-02 12:00"), at("2026-03-04 17:30")
NOTED = WorkNoted(step="other")
RUNS = happened(NOTED, when=at("2026-03-02 10:00"), clocks=[started("handle", LONG_AGO)])
AHEAD = happened(NOTED, when=at("2026-03-02 10:00"), clocks=[started("handle", LATER)])
PASSED = happened(DeadlinePassed(clock="handle", kind="duty", due_at=LONG_AGO), id="passed")
STOPPED = happened(NOTED, when=at("2026-03-02 13:00"), clocks=[effect("handle", "stopped")])
IN_TIME = happened(NOTED, when=at("2026-03-02 11:00"), clocks=[effect("handle", "stopped")])
RESTS = happened(NOTED, when=at("2026-03-02 11:00"), clocks=[effect("handle", "paused")])
RESTS_LATE = happened(NOTED, when=at("2026-03-02 13:00"), clocks=[effect("handle", "paused")])
IMPORTED = happened(
    NOTED,
    when=at("2026-03-02 13:00"),
    clocks=[started("handle", LONG_AGO)],
    door="import",
)

SHOWN: tuple[Shown, ...] = (
    rule("clock_is_due", "not_due", **ON)(
        holds("it ran out", RUNS),
        holds("at the very moment", RUNS, now=LONG_AGO),
        refuses("a moment before", AHEAD, now=at("2026-03-04 17:29")),
        refuses("there is no such clock"),
        refuses("it is recorded already", RUNS, PASSED),
        refuses("another moment is meant", RUNS, sends={"due_at": LATER.isoformat()}),
        refuses("another one of that name is meant", RUNS, sends={"key": "assist-1"}),
        holds("it was stopped after it had run out", RUNS, STOPPED),
        refuses("it was stopped in time", RUNS, IN_TIME),
        refuses("it was stopped late, and that is recorded", RUNS, STOPPED, PASSED),
        refuses("it rests", RUNS, RESTS),
        holds("it rests since it had run out", RUNS, RESTS_LATE),
        refuses("it was told from elsewhere when it was over", IMPORTED),
    ),
)
