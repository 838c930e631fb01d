"""What lies in the outline of a task, while it runs: its cases hang on it by themselves."""

from __future__ import annotations

from datetime import date

from domain.case import Case
from domain.outlines import inside


def covers(task: Case, case: Case, day: date) -> bool:
    """Whether a case lies in the outline of a task that runs on this day, and does not hang on it yet.

    What has no point is in no outline; it is hung on by hand.
    """
    about, plan, place = task.task, task.plan, case.place
    if about is None or plan is None or place is None or place.lat_deg is None or place.lon_deg is None:
        return False
    runs = task.phase == "work" and plan.since <= day
    other = case.id != task.id and case.id not in task.children
    return runs and other and bool(about.area) and inside(place.lat_deg, place.lon_deg, about.area)
