"""What publishing a calendar would do to open deadlines: the same walk as the recount's, and nothing is changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from domain.calendar import WorkCalendar
from domain.case import Case
from domain.changing import replace
from domain.clock_recount import clock_is_estimated, counted_again, deadlines_moved
from domain.definition import Workflow
from workflows.engine import Engine
from workflows.recounting import MOVE, Recounted, opened_between


@dataclass(frozen=True, kw_only=True)
class Shift:
    """A deadline that would be due at another moment; `key` tells several clocks of one name apart."""

    case_id: str
    case_no: str
    category: str
    title: str
    workflow: str
    clock: str
    key: str
    old_due_at: datetime
    new_due_at: datetime


@dataclass
class Preview(Recounted):
    """How many cases are open and how many deadlines would move; `shifts` are the first of these.

    `begun` deadlines would become estimates (预估), `ended` would be estimates no more.
    """

    shifts: list[Shift] = field(default_factory=list)
    begun: int = 0
    ended: int = 0


async def preview(
    engine: Engine,
    calendar: WorkCalendar,
    now: datetime,
    *,
    limit: int,
    tell: Callable[[int, int], None] = lambda _, __: None,
) -> Preview:
    """Look at every open case, in the order they were opened; `tell` hears how far it is, and of how much."""
    found, place, head = Preview(), 0, await engine.log.head() + 1
    before = engine.calendar_of(await engine.office())
    while place < head:
        ids, place = await opened_between(engine.log, place, head)
        for case in sorted(await engine.cases(ids), key=lambda one: ids.index(one.id)):
            found.cases += 1
            workflow = await engine.workflow(case.digest)
            _take(found, case, workflow, calendar, limit)
            _estimates(found, case, workflow, (before, calendar), now)
        tell(place, head)
    return found


def _take(found: Preview, case: Case, workflow: Workflow, calendar: WorkCalendar, limit: int) -> None:
    knows_how = _knows_how(case, workflow)
    for shift in _shifts(case, workflow, calendar):
        if not knows_how:
            found.left.append(case.id)
            continue
        found.moved += 1
        if len(found.shifts) < limit:
            found.shifts.append(shift)


def _knows_how(case: Case, workflow: Workflow) -> bool:
    """Whether deadlines of a case can be counted again where it stands."""
    return MOVE in workflow.moves and case.state in workflow.moves[MOVE].sources


def _estimates(
    found: Preview, case: Case, workflow: Workflow, turn: tuple[WorkCalendar, WorkCalendar], now: datetime
) -> None:
    """Count the deadlines that are an estimate by one of two calendars alone, each due as it would be then."""
    before, after = turn
    knows_how = _knows_how(case, workflow)
    for clock in case.clocks.values():
        due_at = counted_again(case, clock, workflow, after) if knows_how else clock.due_at
        was = clock_is_estimated(clock, workflow, before, now)
        will_be = clock_is_estimated(replace(clock, due_at=due_at), workflow, after, now)
        found.begun += will_be and not was
        found.ended += was and not will_be


def _shifts(case: Case, workflow: Workflow, calendar: WorkCalendar) -> Iterator[Shift]:
    for clock in deadlines_moved(case, workflow, calendar):
        yield Shift(
            case_id=case.id,
            case_no=case.case_no,
            category=case.category,
            title=case.title,
            workflow=case.workflow,
            clock=clock.name,
            key=clock.key,
            old_due_at=clock.due_at,
            new_due_at=counted_again(case, clock, workflow, calendar),
        )
