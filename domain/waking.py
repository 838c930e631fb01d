"""When a case has to be looked at again because of what a move just did to its clocks."""

from __future__ import annotations

from datetime import datetime

from domain.calendar import WorkCalendar
from domain.case import Case
from domain.definition import Workflow
from domain.envelope import Event
from domain.facts.migrating import CaseMigrated
from domain.fold.clocks import touched
from domain.ladder import EXPIRE, next_moment


def wake_after(
    case: Case | None, event: Event, workflow: Workflow, calendar: WorkCalendar
) -> datetime | None:
    """The first moment of the clocks that this fact started, let go on or moved; None when it did no such thing.

    For every other clock somebody is waked already. A version that a case is moved to may be the first whose time acts
    by itself, so there every clock counts. `case` is as it was before the fact.
    """
    if EXPIRE not in workflow.moves:
        return None
    before = case.clocks if case else {}
    if isinstance(event.fact, CaseMigrated):
        clocks = tuple(before.values())
    elif event.envelope.clocks:
        clocks = touched(before, event.envelope)
    else:
        return None
    now = event.envelope.recorded_at
    moments = [next_moment(clock, workflow.clocks[clock.name], calendar, now) for clock in clocks]
    return min((moment for moment in moments if moment is not None), default=None)
