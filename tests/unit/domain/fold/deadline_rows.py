"""What a deadline that ran out makes of a case."""

from __future__ import annotations

from dataclasses import replace

from domain.case import Clock
from domain.facts.deadlines import DeadlinePassed
from domain.facts.work import WorkNoted
from tests.calendars import at
from tests.support.given import effect, happened, started
from tests.unit.domain.fold.rows import REPORT, Row

BEGAN, DUE = at("2026-03-02 10:00"), at("2026-03-02 12:00")
NOTED = WorkNoted(step="other")
RUNS = happened(NOTED, when=BEGAN, clocks=[started("handle", DUE)])
STOPPED = happened(NOTED, when=at("2026-03-02 13:00"), clocks=[effect("handle", "stopped")])
CLOCK = Clock(name="handle", key="", kind="duty", unit="work_day", amount=1, started_at=BEGAN, due_at=DUE)
PASSED = DeadlinePassed(clock="handle", kind="duty", due_at=DUE, held_by="roads")

DEADLINES: tuple[Row, ...] = (
    (
        happened(PASSED, id="passed-1"),
        (REPORT, RUNS),
        {"clocks": {"handle": replace(CLOCK, passed="passed-1")}},
    ),
    (PASSED, (REPORT, RUNS, STOPPED), {"overrun": ()}),
    (PASSED, (REPORT,), {}),
    (STOPPED, (REPORT, RUNS), {"clocks": {}, "overrun": (CLOCK,)}),
    (
        happened(NOTED, when=at("2026-03-02 13:00"), clocks=[started("handle", at("2026-03-03 12:00"))]),
        (REPORT, RUNS),
        {
            "clocks": {
                "handle": replace(CLOCK, started_at=at("2026-03-02 13:00"), due_at=at("2026-03-03 12:00"))
            },
            "overrun": (CLOCK,),
        },
    ),
)
