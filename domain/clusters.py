"""When several cases are one matter that comes back: same listed object, same place or same applicant, one category.

Everything is judged from the cases themselves, so the rule that opens a root-cause task and the reaction that asks
for it cannot differ, and what was counted can be counted again years later.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from domain.calendar import WorkCalendar
from domain.case import Case
from domain.facts.tasks import BASES, ROOT_CAUSE, SAME_APPLICANT, SAME_OBJECT
from domain.tasks import Task

CASES, DAYS, NEAR = "cluster_cases", "cluster_natural_days", "near_m"
"""Parameters: how many cases in how many days make a cluster, and how many metres are one place."""
LIVE_WATCH = "watch"


@dataclass(frozen=True, kw_only=True)
class Cluster:
    """Cases that are one matter, the first filed first, and what they have in common."""

    rule: str
    cases: tuple[Case, ...]

    @property
    def newest(self) -> Case:
        """The case that completed it."""
        return self.cases[-1]


def counts(case: Case) -> bool:
    """Whether a case is counted: it was filed, and is not merged into another, which counts for it."""
    return case.filed_at is not None and case.master is None


def alike(rule: str, one: Case, other: Case, near_m: int) -> bool:
    """Whether two cases, or a case and the task about such, have this in common; without a category nothing is."""
    if not one.category or one.category != other.category:
        return False
    if rule == SAME_APPLICANT:
        return bool(applicant_of(one)) and applicant_of(one) == applicant_of(other)
    here, there = object_of(one), object_of(other)
    if rule == SAME_OBJECT:
        return bool(here) and here == there
    away = one.place.distance_m(other.place) if one.place and other.place else None
    return not here and not there and away is not None and away <= near_m


def object_of(case: Case) -> str:
    """The listed object a case lies at; empty when none."""
    return case.place.object_id if case.place else ""


def applicant_of(case: Case) -> str:
    """Who applied; nobody when he asked to stay anonymous, since a task about him would name him."""
    if case.task is not None:
        return case.task.subject
    return "" if case.anonymous else case.reporter or ""


def filed_day(case: Case, calendar: WorkCalendar) -> date:
    """The day on which a case was filed; of a task, the day it was opened."""
    return calendar.local(case.filed_at or case.opened_at).date()


def in_order(cases: Iterable[Case]) -> tuple[Case, ...]:
    """By the moment of filing."""
    return tuple(sorted(cases, key=lambda case: (case.filed_at or case.opened_at, case.id)))


def days_of(parameters: Mapping[str, int], rule: str, workflow: str) -> int:
    """In how many natural days; a workflow may have a number of its own for one object, as metro exits have."""
    own = parameters.get(f"{DAYS}_{workflow}") if rule == SAME_OBJECT else None
    return parameters[DAYS] if own is None else own


def is_cluster(cluster: Cluster, parameters: Mapping[str, int], calendar: WorkCalendar) -> bool:
    """Whether these cases are enough, all alike the newest, and filed within so many days before it."""
    belongs = _member_test(cluster.rule, cluster.newest, parameters, calendar)
    return len(cluster.cases) >= parameters[CASES] and all(map(belongs, cluster.cases))


def _member_test(
    rule: str, newest: Case, parameters: Mapping[str, int], calendar: WorkCalendar
) -> Callable[[Case], bool]:
    days, last = days_of(parameters, rule, newest.workflow), filed_day(newest, calendar)

    def belongs(case: Case) -> bool:
        age = (last - filed_day(case, calendar)).days
        return counts(case) and 0 <= age <= days and alike(rule, newest, case, parameters[NEAR])

    return belongs


def found_by(
    newest: Case, others: Iterable[Case], parameters: Mapping[str, int], calendar: WorkCalendar
) -> Cluster | None:
    """The cluster a filing completed, if any; a case that hangs on a root-cause task already is not counted again."""
    known = {case.id: case for case in (*others, newest) if not case.root_causes and _not_after(case, newest)}
    for rule in BASES:
        belongs = _member_test(rule, newest, parameters, calendar)
        cluster = Cluster(rule=rule, cases=in_order(filter(belongs, known.values())))
        if newest in cluster.cases and is_cluster(cluster, parameters, calendar):
            return cluster
    return None


def _not_after(case: Case, newest: Case) -> bool:
    return case.filed_at is not None and newest.filed_at is not None and case.filed_at <= newest.filed_at


def about(task: Case, case: Case, parameters: Mapping[str, int]) -> bool:
    """Whether an open root-cause task is about such cases as this one."""
    meant = cause_of(task)
    return meant is not None and task.phase != "done" and alike(meant.rule, task, case, parameters[NEAR])


def cause_of(case: Case) -> Task | None:
    """What a root-cause task was opened for; None of any other case."""
    task = case.task
    return task if task is not None and task.kind == ROOT_CAUSE else None


def came_back(task: Case, case: Case, near_m: int) -> bool:
    """Whether a case shows, while a task is being watched, that its matter has come back."""
    watch, meant = task.clock(LIVE_WATCH), cause_of(task)
    if meant is None or watch is None or case.filed_at is None:
        return False
    return counts(case) and case.filed_at >= watch.started_at and alike(meant.rule, task, case, near_m)
