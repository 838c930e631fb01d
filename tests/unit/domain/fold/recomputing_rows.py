"""What a deadline that is counted again makes of a case."""

from __future__ import annotations

from domain.case import Clock
from domain.facts import recomputing, work
from tests.support.given import effect, happened, started
from tests.unit.domain.fold.rows import DUE, REPORT, WHEN, Row

RECOMPUTING: tuple[Row, ...] = (
    (
        happened(
            recomputing.DeadlineChanged(
                clock="handle", old_due_at=DUE, new_due_at=WHEN, cause="calendar", calendar="new"
            ),
            clocks=[effect("handle", "moved", due_at=WHEN, rule="calendar", calendar="new", amount=1)],
        ),
        (
            REPORT,
            happened(
                work.WorkNoted(step="other"), when=WHEN, clocks=[started("handle", DUE, calendar="old")]
            ),
        ),
        {
            "clocks": {
                "handle": Clock(
                    name="handle",
                    key="",
                    kind="duty",
                    unit="work_day",
                    amount=1,
                    started_at=WHEN,
                    due_at=WHEN,
                    calendar="new",
                )
            }
        },
    ),
)
