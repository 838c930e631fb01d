"""What publishing a calendar would do to open deadlines: the same walk as the recount's, and nothing is changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from domain.calendar import WorkCalendar
from domain.case import Case
from domain.clock_recount import counted_again, deadlines_moved
from domain.definition import Workflow
from workflows.engine import Engine
from workflows.recounting import MOVE, Recounted, opened_between


@dataclass(frozen=True, kw_only=True)
class Shift:
    """A deadline that would be due at another moment; `key` tells several clocks of one name apart."""

    case_id: str
    case_no: str
    workflow: str
    clock: str
    key: str
    old_due_at: datetime
    new_due_at: datetime


@dataclass
class Preview(Recounted):
    """How many cases are open and how many deadlines would move; `shifts` are the first of these."""

    shifts: list[Shift] = field(default_factory=list)


async def preview(
    engine: Engine,
    calendar: WorkCalendar,
    *,
    limit: int,
    tell: Callable[[int, int], None] = lambda _, __: None,
) -> Preview:
    """Look at every open case, in the order they were opened; `tell` hears how far it is, and of how much."""
    found, place, head = Preview(), 0, await engine.log.head() + 1
    while place < head:
        ids, place = await opened_between(engine.log, place, head)
        for case in sorted(await engine.cases(ids), key=lambda one: ids.index(one.id)):
            found.cases += 1
            _take(found, case, await engine.workflow(case.digest), calendar, limit)
        tell(place, head)
    return found


def _take(found: Preview, case: Case, workflow: Workflow, calendar: WorkCalendar, limit: int) -> None:
    knows_how = MOVE in workflow.moves and case.state in workflow.moves[MOVE].sources
    for shift in _shifts(case, workflow, calendar):
        if not knows_how:
            found.left.append(case.id)
            continue
        found.moved += 1
        if len(found.shifts) < limit:
            found.shifts.append(shift)


def _shifts(case: Case, workflow: Workflow, calendar: WorkCalendar) -> Iterator[Shift]:
    for clock in deadlines_moved(case, workflow, calendar):
        yield Shift(
            case_id=case.id,
            case_no=case.case_no,
            workflow=case.workflow,
            clock=clock.name,
            key=clock.key,
            old_due_at=clock.due_at,
            new_due_at=counted_again(case, clock, workflow, calendar),
        )
