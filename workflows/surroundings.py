"""What the reactions are told besides the fact: cases like a filed one, those a task counted, those of a batch, parents
and children.

Which cases are like another is asked of whoever keeps them in order (`Recurrences`); what they are is read from the
log, where the rules will read it as well.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from domain.case import Case
from domain.changing import replace
from domain.children import settled_by
from domain.claims import batch_scope
from domain.clusters import DAYS
from domain.command import Command
from domain.definition import Workflow
from domain.disclosure import accused_of
from domain.envelope import Event
from domain.errors import NotFound
from domain.facts.dispatch import ChildLinked
from domain.facts.intake import CaseFiled
from domain.facts.site import ChecklistRecorded
from domain.facts.tasks import ROOT_CAUSE, TaskOpened
from domain.office import SYSTEM
from workflows.batches import asks_for_batch
from workflows.consequences import NOTHING, Around
from workflows.engine import Engine
from workflows.engine_definitions import DefinitionLost
from workflows.engine_view import View
from workflows.ports import Recurrences
from workflows.root_causes import OPEN, WORKFLOW, linking_moves, task_id

APPLIED_FOR = "applied_for"
"""The flag of categories that people apply for."""


def moves_from(workflow: Workflow, case: Case) -> frozenset[str]:
    """The moves that exist from where a case is."""
    return frozenset(name for name, move in workflow.moves.items() if case.state in move.sources)


def is_no_grievance(workflow: Workflow, case: Case) -> bool:
    """Whether it is nothing that comes back: what people apply for, and what goes its own way by law.

    A task about accusations would tell the accused of them (信访工作条例30).
    """
    category = workflow.categories.get(case.category)
    return (category is not None and APPLIED_FOR in category.flags) or bool(accused_of(case))


class Surroundings:
    """Reads what is around a fact."""

    def __init__(self, engine: Engine, recurrences: Recurrences) -> None:
        self._engine = engine
        self._recurrences = recurrences

    async def of(self, event: Event, case: Case) -> Around:
        """What its reactions may know. Raises LogUnavailable, also while the recurrences are behind the log."""
        around = await self._of_task(event, case)
        if isinstance(event.fact, ChildLinked):
            return replace(around, **await self._of_link(event, event.fact))
        if case.parents and await self.settles(event):
            workflow = await self._engine.workflow(event.envelope.digest)
            return replace(around, workflow=workflow, known=await self._known(case.parents))
        return around

    async def settles(self, event: Event) -> bool:
        """Whether the fact's case counts as finished since, for cases that may wait for it."""
        if event.envelope.is_told or not event.envelope.digest:
            return False
        try:
            return bool(settled_by(event, await self._engine.workflow(event.envelope.digest)))
        except DefinitionLost:
            return False

    async def _of_link(self, event: Event, fact: ChildLinked) -> dict[str, Any]:
        """The version that linked the child, and the child, or the workflow in which it is to be opened."""
        workflow = await self._engine.workflow(event.envelope.digest)
        opens = workflow.moves[event.envelope.trigger].opens
        if not opens:
            return {"workflow": workflow, "known": await self._known([fact.child])}
        digest = (await self._engine.office()).published[opens]
        return {"workflow": workflow, "opens": True, "opened": await self._engine.workflow(digest)}

    async def _known(self, ids: Iterable[str]) -> dict[str, tuple[Case, Workflow]]:
        cases = await self._engine.cases(ids)
        return {case.id: (case, await self._engine.workflow(case.digest)) for case in cases}

    async def _of_task(self, event: Event, case: Case) -> Around:
        """What may be known of root-cause tasks, of the cases they count, and of a batch."""
        if asks_for_batch(event, case):
            return await self._batch(case)
        if isinstance(event.fact, CaseFiled):
            return await self._alike(event, case)
        if isinstance(event.fact, TaskOpened) and event.fact.kind == ROOT_CAUSE:
            counted = tuple(await self._engine.cases(event.fact.cases))
            workflows = [(one, await self._engine.workflow(one.digest)) for one in counted]
            return Around(others=counted, linking=linking_moves(event.fact.rule, workflows))
        if isinstance(event.fact, ChecklistRecorded):
            return Around(workflow=await self._engine.workflow(case.digest))
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
            or is_no_grievance(await self._engine.workflow(case.digest), case)
        ):
            return NOTHING
        numbers = view.workflow.parameters
        since = case.filed_at - timedelta(days=numbers[DAYS] + 1)
        head = await self._engine.log.head()
        ids = await self._recurrences.alike(case, since, head)
        others = tuple(one for one in await self._engine.cases(ids) if not accused_of(one))
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
