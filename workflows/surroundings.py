"""What the reactions are told besides the fact: cases like a filed one, the cases a task counted.

Which cases are like another is asked of whoever keeps them in order (`Recurrences`); what they are is read from the
log, where the rules will read it as well.
"""

from __future__ import annotations

from datetime import timedelta

from domain.case import Case
from domain.clusters import DAYS
from domain.command import Command
from domain.envelope import Event
from domain.errors import NotFound
from domain.facts.intake import CaseFiled
from domain.facts.site import ChecklistRecorded
from domain.facts.tasks import TaskOpened
from domain.office import SYSTEM
from workflows.consequences import NOTHING, Around
from workflows.engine import Engine
from workflows.engine_view import View
from workflows.ports import Recurrences
from workflows.root_causes import OPEN, WORKFLOW, linking_moves, task_id


class Surroundings:
    """Reads what is around a fact."""

    def __init__(self, engine: Engine, recurrences: Recurrences) -> None:
        self._engine = engine
        self._recurrences = recurrences

    async def of(self, event: Event, case: Case) -> Around:
        """What its reactions may know. Raises LogUnavailable, also while the recurrences are behind the log."""
        if isinstance(event.fact, CaseFiled):
            return await self._alike(event, case)
        if isinstance(event.fact, TaskOpened):
            counted = tuple(await self._engine.cases(event.fact.cases))
            workflows = [(one, await self._engine.workflow(one.digest)) for one in counted]
            return Around(others=counted, linking=linking_moves(event.fact.rule, workflows))
        if isinstance(event.fact, ChecklistRecorded):
            return Around(workflow=await self._engine.workflow(case.digest))
        return NOTHING

    async def _alike(self, event: Event, case: Case) -> Around:
        view = await self._root_cause_view(event)
        if view is None or case.filed_at is None:
            return NOTHING
        numbers = view.workflow.parameters
        since = case.filed_at - timedelta(days=numbers[DAYS] + 1)
        head = await self._engine.log.head()
        ids = await self._recurrences.alike(case, since, head)
        others = tuple(await self._engine.cases(ids))
        return Around(others=others, parameters=numbers, calendar=view.calendar)

    async def _root_cause_view(self, event: Event) -> View | None:
        """What a task would be opened on; None in an office that has not put the workflow in force."""
        asking = Command(
            id=event.envelope.event_id,
            event_id=event.envelope.event_id,
            case_id=task_id(event),
            workflow=WORKFLOW,
            move=OPEN,
            actor=SYSTEM,
            now=event.envelope.recorded_at,
        )
        try:
            return await self._engine.view(asking)
        except NotFound:
            return None
