"""What is known at each place of the log, in bounded memory: cases, versions of workflows, facts that caused others."""

from __future__ import annotations

from collections import OrderedDict
from uuid import UUID

from domain.case import Case
from domain.definition import Machine, Workflow
from domain.envelope import Event
from domain.fold import evolve, fold
from workflows.conformance.reading import Scope, stream_before
from workflows.loader import workflow_from_data
from workflows.log import LogReader
from workflows.machine import compile_machine

CASES_KEPT = 10_000
"""Cases in memory at a time; one that was put away is folded again when it is needed."""
CAUSES_TO_A_CASE = 10
VERSIONS_KEPT = 256


class Cases:
    """Cases as they were just before the fact that is judged."""

    def __init__(self, log: LogReader, scope: Scope, kept: int) -> None:
        self._log, self._scope, self._most = log, scope, kept
        self._kept: OrderedDict[str, Case | None] = OrderedDict()

    def before(self, event: Event) -> Case | None:
        """The case of a fact before it; None when the fact is its first."""
        it = event.envelope
        if it.case_id not in self._kept and it.version == 1:
            return None
        return self.at(it.case_id, it.position)

    def at(self, case_id: str, position: int) -> Case | None:
        """A case before a position; None when it was not there."""
        if case_id in self._kept:
            self._kept.move_to_end(case_id)
            return self._kept[case_id]
        case = fold(stream_before(self._log, case_id, position))
        if self._scope.case_id in (
            "",
            case_id,
        ):  # of other cases than the one followed the next fact is not seen
            self._keep(case_id, case)
        return case

    def take(self, event: Event, before: Case | None) -> Case:
        """Let a fact be what it was, legal or not, since what follows was decided on it."""
        case = evolve(before, event)
        self._keep(event.envelope.case_id, case)
        return case

    def _keep(self, case_id: str, case: Case | None) -> None:
        self._kept[case_id] = case
        if len(self._kept) > self._most:
            self._kept.popitem(last=False)


class Versions:
    """Versions of workflows by their digest, from the database; a file is never asked."""

    def __init__(self, log: LogReader) -> None:
        self._log = log
        self._kept: OrderedDict[str, tuple[Workflow, Machine] | None] = OrderedDict()

    def get(self, digest: str) -> tuple[Workflow, Machine] | None:
        """The version and its machine; None when it is not there, or not what its digest says."""
        if digest not in self._kept:
            self._kept[digest] = self._read(digest)
            if len(self._kept) > VERSIONS_KEPT:
                self._kept.popitem(last=False)
        return self._kept[digest]

    def _read(self, digest: str) -> tuple[Workflow, Machine] | None:
        try:
            data = self._log.definition(digest)
            workflow = workflow_from_data(data) if data is not None else None
        except (LookupError, TypeError, ValueError):
            return None
        if workflow is None or workflow.digest != digest:
            return None
        return workflow, compile_machine(workflow)


class Causes:
    """Which facts were there before, for what names one of them as its cause."""

    def __init__(self, log: LogReader, kept: int) -> None:
        self._log, self._most = log, CAUSES_TO_A_CASE * kept
        self._seen: OrderedDict[str, None] = OrderedDict()

    def take(self, event: Event) -> None:
        """Remember a fact."""
        self._seen[event.envelope.event_id] = None
        if len(self._seen) > self._most:
            self._seen.popitem(last=False)

    def known(self, event_id: str, position: int) -> bool:
        """Whether that fact lies before a position of this office's log."""
        if event_id in self._seen:
            return True
        try:
            found = self._log.position_of(str(UUID(event_id)))
        except ValueError:
            return False
        return found is not None and found < position
