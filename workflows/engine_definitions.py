"""Definitions by digest, from the log, with their machines; cases are never decided from the files."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable

from domain.definition import Machine, Workflow
from workflows.engine_published import published
from workflows.loader import workflow_from_data, workflow_to_data
from workflows.log import EventLog, LogError
from workflows.machine import compile_machine

KEPT = 256
"""Definitions kept in memory; far more than an office ever has versions in use."""


class DefinitionLost(LogError):
    """A case is pinned to a definition that is not in the log, or is not what its digest says."""


class Definitions:
    """What is published, read once and kept. `known` need not be read: a digest stands for one content only."""

    def __init__(self, log: EventLog, known: Iterable[Workflow] = ()) -> None:
        self._log = log
        self._kept: OrderedDict[str, Workflow] = OrderedDict((w.digest, w) for w in known if w.digest)

    async def get(self, digest: str) -> tuple[Workflow, Machine]:
        """The definition and its machine. Raises DefinitionLost."""
        workflow = self._kept.get(digest)
        if workflow is None:
            workflow = await published(self._log, digest, "definition", workflow_from_data, DefinitionLost)
        self._kept[digest] = workflow
        self._kept.move_to_end(digest)
        if len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return workflow, compile_machine(workflow)

    async def has(self, digest: str) -> bool:
        """Whether such a definition is known or was ever published."""
        return digest in self._kept or await self._log.definition(digest) is not None

    async def publish(self, workflow: Workflow) -> bool:
        """Keep a definition in the log for ever; False when it was there already."""
        return await self._log.publish(
            workflow.digest, workflow.key, workflow.version, workflow_to_data(workflow)
        )
