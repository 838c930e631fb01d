"""When a matter comes back often enough to look for its cause, and when its cause may be called removed."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from domain.calendar import TimeUnit
from domain.clock_arithmetic import due_at
from domain.clusters import LIVE_WATCH, Cluster, came_back, cause_of, in_order, is_cluster, object_of
from domain.facts.tasks import SAME_OBJECT
from domain.rules.rule import Attempt, rule


@rule("no_cluster", "cases", "calendar", body=True)
def cluster_reached(attempt: Attempt) -> bool:
    """So many cases in so many days, of one category and at one object, at one place or by one applicant."""
    named = frozenset(attempt.get("cases", ()))
    known = [attempt.context.others[one] for one in named if one in attempt.context.others]
    if not known or len(known) < len(named):
        return False
    cluster = Cluster(rule=str(attempt.get("rule")), cases=in_order(known))
    return is_cluster(cluster, attempt.workflow.parameters, attempt.context.calendar)


@rule("root_cause_exists", "cases", body=True)
def one_live_root_cause(attempt: Attempt) -> bool:
    """None of these cases hangs on a root-cause task yet; the log holds that as a claim of each of them as well."""
    if attempt.case is not None:
        return not attempt.case.root_causes
    named = set(attempt.get("cases", ()))
    return not any(other.root_causes for other in attempt.context.others.values() if other.id in named)


@rule("no_recurrence", "child", body=True)
def recurrence_reached(attempt: Attempt) -> bool:
    """The task counted this case: so often the same exit and minor class were filed within so many days."""
    case, child = attempt.known, attempt.context.others.get(attempt.get("child"))
    task = cause_of(child) if child is not None else None
    if child is None or task is None or task.rule != SAME_OBJECT:
        return False
    often = attempt.parameter("recurrence_cases")
    same = child.category == case.category and object_of(child) == object_of(case)
    within = timedelta(days=attempt.parameter("recurrence_natural_days"))
    return same and case.id in task.cases and len(task.cases) >= often and task.until - task.since <= within


@rule("no_recurrence_in_watch", "case", body=True)
def recurrence_in_watch(attempt: Attempt) -> bool:
    """The case named was filed while the task is watched, and is of the kind it is about."""
    case = attempt.context.others.get(attempt.get("case"))
    return case is not None and came_back(attempt.known, case, attempt.parameter("near_m"))


@rule("watch_running")
def watch_over(attempt: Attempt) -> bool:
    """The time to watch has run out, and nothing came back."""
    watch = attempt.known.clock(LIVE_WATCH)
    return watch is not None and watch.has_run_out(attempt.now)


@rule("plan_too_long", "calendar", body=True)
def within_plan_max(attempt: Attempt) -> bool:
    """Until a moment to come, at most so many natural days from now; an extension gives later than there was."""
    calendar, end = attempt.context.calendar, attempt.get("new_due_at") or attempt.get("until")
    if isinstance(end, date) and not isinstance(end, datetime):
        end = calendar.end_of_day(end)
    days = attempt.parameter("plan_max_natural_days")
    latest = due_at(calendar, attempt.now, days, TimeUnit.NATURAL_DAY)
    earliest = attempt.get("old_due_at") or attempt.now
    return end is not None and bool(earliest < end <= latest)


RULES = (
    cluster_reached,
    one_live_root_cause,
    recurrence_reached,
    recurrence_in_watch,
    watch_over,
    within_plan_max,
)
