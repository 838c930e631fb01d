"""What opening a task, approving its plan and hanging cases on it make of it."""

from __future__ import annotations

from domain.case import Case
from domain.changing import replace
from domain.envelope import Envelope
from domain.facts import tasks as facts
from domain.fieldwork import Plan
from domain.fold.change import Changes
from domain.tasks import Task


def opened(case: Case, fact: facts.TaskOpened, envelope: Envelope) -> Case:
    """A task is about what its cases are about, and may be a unit's from the first.

    Who opened it is remembered, since another has to approve its plan. Whom it was asked for waits as any reporter.
    One that another case opened hangs on that case, and is about whom it is about.
    """
    place, is_child = fact.place, fact.rule == facts.OF_PARENT
    asker = fact.subject if fact.rule == facts.ON_REQUEST else None
    return replace(
        case,
        category=fact.category or "",
        title=fact.title,
        place=place,
        community=place.community if place else "",
        grid=place.grid if place else "",
        attributes=fact.attributes or {},
        reporter=asker,
        reported_by=envelope.persons | {asker} if asker else frozenset(),
        unit=fact.unit or "",
        units=frozenset(filter(None, (fact.unit,))),
        assignments={"work": fact.assignee} if fact.assignee else {},
        hands=frozenset(fact.officers),
        parents=frozenset(fact.cases) if is_child else frozenset(),
        parties=tuple(filter(None, (fact.subject,))) if is_child else (),
        task=_task(fact, envelope),
    )


def _task(fact: facts.TaskOpened, envelope: Envelope) -> Task:
    return Task(
        kind=fact.kind,
        rule=fact.rule,
        cases=fact.cases,
        since=fact.since,
        until=fact.until,
        subject=fact.subject or "",
        opened_by=envelope.persons,
        plan=fact.plan or "",
        role=fact.doer or "",
        units=frozenset(fact.units),
        area=fact.area,
        meal=fact.meal or "",
    )


def planned(case: Case, fact: facts.PlanApproved, _: Envelope) -> Case:
    """What was measured before is kept while a changed plan says nothing of it."""
    before = case.plan
    plan = Plan(
        units=frozenset(unit for unit, duty in fact.duties.items() if str(duty).strip()),
        since=fact.since,
        until=fact.until,
        measured=fact.quantity is not None or (before is not None and before.measured),
        method=fact.method or (before.method if before else ""),
    )
    return replace(case, plan_version=fact.version, plan=plan)


def hung_on(case: Case, cause: str) -> Case:
    """Another case of the kind hangs on the task."""
    task = case.task
    if task is None or cause in task.cases:
        return case
    return replace(case, task=replace(task, cases=(*task.cases, cause)))


CHANGES: Changes = {facts.TaskOpened: opened, facts.PlanApproved: planned}
