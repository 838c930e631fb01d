"""Rows of the board and figures as plain data, in the reader's language."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from api.asking import Asked
from api.time_left import days_left, told_left
from domain.calendar import TimeUnit, WorkCalendar
from domain.clock_arithmetic import remaining
from domain.clock_recount import is_estimated, rolls
from domain.codec import to_data
from projections.board_row import RUNNING, BoardRow
from projections.live_clocks import LiveClock, most_pressing

SHOWN = (
    "case_no",
    "title",
    "workflow",
    "category",
    "state",
    "phase",
    "community",
    "unit",
    "urgent",
    "channel",
    "version",
    "position",
    "round",
    "returns",
    "reworks",
    "reopened",
)
MOMENTS = ("opened_at", "last_at", "closed_at")


def row_body(asked: Asked, row: BoardRow, now: datetime) -> dict[str, Any]:
    """A case as a list shows it."""
    return {
        "id": row.case_id,
        **{name: getattr(row, name) for name in SHOWN},
        **{name: to_data(getattr(row, name)) for name in MOMENTS},
        "assignee": row.assignee or None,
        "master": row.master or None,
        "place": {"lat_deg": row.lat_deg, "lon_deg": row.lon_deg, "address": row.address},
        "due": due_body(asked, row, now, roll=rolls_today(asked, row.workflow, row.due_clock)),
        "labels": _labels(asked, row),
    }


def _labels(asked: Asked, row: BoardRow) -> dict[str, str]:
    wording = asked.wording(row.workflow)
    return {
        "workflow": wording.of("workflows", row.workflow),
        "state": wording.of("states", row.state),
        "phase": wording.of("phases", row.phase),
        "category": wording.of("categories", row.category),
        "community": wording.unit(asked.office, row.community),
        "unit": wording.unit(asked.office, row.unit),
        "clock": wording.of("clocks", row.due_clock),
    }


def rolls_today(asked: Asked, workflow: str, clock: str) -> bool:
    """Whether a clock ends on a working day, as its workflow says today."""
    loaded = asked.services.catalogue.workflows.get(workflow)
    return loaded is not None and rolls(loaded.workflow, clock)


def due_body(asked: Asked, row: BoardRow, now: datetime, *, roll: bool = False) -> dict[str, Any] | None:
    """The duty that presses most: when it is due, and the open time left of it, below zero when overdue.

    Of `left_s` work hours count office time, in the hours of the clock, everything else the wall clock; `left` says it
    in the clock's own unit, `left_days` in days where it counts those. `estimated`: a year it reaches into is not
    announced.
    """
    if row.queue != RUNNING or row.due_at is None:
        return {"paused": True} if row.paused else None
    pressing, unit = most_pressing(row.clocks), TimeUnit(row.due_unit)
    calendar = asked.calendar(now).with_hours(pressing.hours if pressing else "")
    return {
        "clock": row.due_clock,
        "due_at": to_data(row.due_at),
        "overdue": row.due_at <= now,
        "left_s": remaining(calendar, now, row.due_at, unit),
        "left": told_left(calendar, now, row.due_at, unit, asked.language),
        "left_days": days_left(calendar, now, row.due_at, unit),
        "unit": row.due_unit,
        "estimated": _is_estimated(pressing, calendar, now, roll=roll),
    }


def _is_estimated(pressing: LiveClock | None, calendar: WorkCalendar, now: datetime, *, roll: bool) -> bool:
    """Whether the moment was counted, not named, is yet to come, and reaches into a year without notice."""
    return (
        pressing is not None
        and not pressing.fixed
        and pressing.due_at > now
        and is_estimated(calendar, pressing.unit, pressing.started_at, pressing.due_at, roll=roll)
    )
