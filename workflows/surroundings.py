"""What the reactions are told besides the fact: cases like a filed one, those a task counted, those of a batch.

Which cases are like another is asked of whoever keeps them in order (`Recurrences`); what they are is read from the
log, where the rules will read it as well.
"""

from __future__ import annotations

from datetime import timedelta

from domain.case import Case
from domain.claims import batch_scope
from domain.clusters import DAYS
from domain.command import Command
from domain.definition import Workflow
from domain.envelope import Event
from domain.errors import NotFound
from domain.facts.intake import CaseFiled
from domain.facts.tasks import TaskOpened
from domain.office import SYSTEM
from workflows.batches import asks_for_batch
from workflows.consequences import NOTHING, Around
from workflows.engine import Engine
from workflows.engine_view import View
from workflows.ports import Recurrences
from workflows.root_causes import OPEN, WORKFLOW, linking_moves, task_id

APPLIED_FOR = "applied_for"
"""The flag of categories that people apply for."""


def moves_from(workflow: Workflow, case: Case) -> frozenset[str]:
    """The moves that exist from where a case is."""
    return frozenset(name for name, move in workflow.moves.items() if case.state in move.sources)


def is_applied_for(workflow: Workflow, case: Case) -> bool:
    """Whether somebody applies for it: that several do is no grievance that comes back."""
    category = workflow.categories.get(case.category)
    return category is not None and APPLIED_FOR in category.flags


class Surroundings:
    """Reads what is around a fact."""

    def __init__(self, engine: Engine, recurrences: Recurrences) -> None:
        self._engine = engine
        self._recurrences = recurrences

    async def of(self, event: Event, case: Case) -> Around:
        """What its reactions may know. Raises LogUnavailable, also while the recurrences are behind the log."""
        if asks_for_batch(event, case):
            return await self._batch(case)
        if isinstance(event.fact, CaseFiled):
            return await self._alike(event, case)
        if isinstance(event.fact, TaskOpened):
            counted = tuple(await self._engine.cases(event.fact.cases))
            workflows = [(one, await self._engine.workflow(one.digest)) for one in counted]
            return Around(others=counted, linking=linking_moves(event.fact.rule, workflows))
        return NOTHING

    async def _batch(self, case: Case) -> Around:
        """Everything of its batch, as the log's claims say, and what may be done with each."""
        members = await self._engine.log.claimed(batch_scope(case.batch))
        cases = tuple(await self._engine.cases(members))
        workflows = [(one, await self._engine.workflow(one.digest)) for one in cases]
        return Around(others=cases, moves={one.id: moves_from(workflow, one) for one, workflow in workflows})

    async def _alike(self, event: Event, case: Case) -> Around:
        view = await self._root_cause_view(event)
        if (
            view is None
            or case.filed_at is None
            or is_applied_for(await self._engine.workflow(case.digest), case)
        ):
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
