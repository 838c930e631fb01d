"""When it is whose turn: the turns of a plan, one after the other, each found from the plan and the turn before it.

A turn lasts from the day `since` to the day `until`, both included; how long that is stands with the category of the
plan (`limits.cycle`). Turns follow each other without a gap. Where the category is `from_done` the next one begins on
the day after the last was done, so that no more time than the cycle lies between two (特种设备安全监察条例31).
Where it is `renewed` none follows one that was missed, until somebody opens one.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from domain.calendar import TimeUnit, WorkCalendar
from domain.case import Case
from domain.definition import Category, Limit, Workflow
from domain.facts.office import PlanAdopted

CYCLE = "cycle"
"""The clock whose limit is how often."""
FROM_DONE, RENEWED = "from_done", "renewed"
ONE_DAY = timedelta(days=1)
MISSED = "period_over"
"""The reason with which a turn ends that nobody took."""


@dataclass(frozen=True, kw_only=True)
class Turn:
    """The days in which something is to be done once."""

    since: date
    until: date


def category_of(plan: PlanAdopted, workflow: Workflow) -> Category | None:
    """What is to be done, in this version of the workflow; None when it has it no more."""
    category = workflow.categories.get(plan.category)
    return category if category is not None and CYCLE in category.limits else None


def first_turn(plan: PlanAdopted, category: Category) -> Turn:
    """The first turn there is."""
    return _turn(plan, category, plan.begins)


def turn_after(plan: PlanAdopted, category: Category, last: Case, calendar: WorkCalendar) -> Turn | None:
    """The turn after another; None while that depends on how it ends, and when none follows by itself."""
    task = last.task
    if task is None:
        return None
    if RENEWED in category.flags and (last.phase != "done" or last.ended_because == MISSED):
        return None
    if FROM_DONE not in category.flags:
        return _turn(plan, category, task.until + ONE_DAY)
    if last.phase != "done":
        return None
    done = last.checklist.at if last.checklist is not None and not last.ended_because else None
    return _turn(plan, category, (calendar.local(done).date() if done else task.until) + ONE_DAY)


def turn_again(plan: PlanAdopted, category: Category, last: Case, today: date) -> Turn | None:
    """The turn that somebody opens where none follows by itself any more: it begins on that day."""
    stopped = RENEWED in category.flags and last.ended_because == MISSED
    return _turn(plan, category, today) if stopped else None


def opens_on(plan: PlanAdopted, turn: Turn) -> date:
    """The day on which a turn is put on somebody's desk."""
    if not plan.ahead_days:
        return turn.since
    return max(turn.since, turn.until - timedelta(days=plan.ahead_days))


def _turn(plan: PlanAdopted, category: Category, since: date) -> Turn:
    ordinal = plan.begins.day if FROM_DONE not in category.flags else since.day
    return Turn(since=since, until=_day_after(since, category.limits[CYCLE], ordinal) - ONE_DAY)


def _day_after(since: date, limit: Limit, day: int) -> date:
    """The first day after a turn; months end before the day on which the plan began, as far as a month has it."""
    if limit.unit != TimeUnit.MONTH:
        return since + timedelta(days=limit.amount)
    years, month = divmod(since.month - 1 + limit.amount, 12)
    year = since.year + years
    return date(year, month + 1, min(day, monthrange(year, month + 1)[1]))
