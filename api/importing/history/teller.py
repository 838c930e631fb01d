"""Tells the engine the steps of cases, each in its order; what the moves do not allow is left out and listed.

A step is known by the source's name, the file's digest, its case and its line, and a case by the source's name and its
number there. So a run that was killed goes on where it stopped, and a file taken over twice adds nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from api import identity
from api.importing.history import reasons
from api.importing.history.counts import HistoryCounts, LeftOut
from api.importing.history.mapping import HistoryMapping
from api.importing.history.steps import EventLog, Step, Told
from api.importing.history.voice import Voice
from domain.command import Command
from domain.definition import NEW, Workflow
from domain.envelope import IMPORTED, Event
from domain.errors import Refused
from domain.facts.intake import CaseReported
from workflows.loader import Labels
from workflows.machine import compile_machine

Tell = Callable[[int], None]


@dataclass
class _Course:
    """How far a case has come: the state its steps reached, and what is recorded of this file already."""

    case_id: str
    known: dict[str, Event]
    workflow: Workflow
    state: str = NEW
    foreign: bool = False
    """Whether there is such a case of another file."""


async def _all(tasks: Iterable[Coroutine[Any, Any, None]]) -> None:
    """Let all of them end before the first failure is raised."""
    for failure in await asyncio.gather(*tasks, return_exceptions=True):
        if failure is not None:
            raise failure


class Teller:
    """Tells the cases of one file to one office."""

    def __init__(
        self,
        voice: Voice,
        mapping: HistoryMapping,
        workflow: Workflow,
        labels: Labels,
        clock: Callable[[], datetime],
    ) -> None:
        self._voice, self._mapping, self._workflow = voice, mapping, workflow
        self._labels, self._clock = labels, clock

    async def tell(self, log: EventLog, heard: Tell) -> HistoryCounts:
        """Tell all of them; `heard` is told how many rows are done. Raises LogUnavailable."""
        counts, done, cases = HistoryCounts.of(log), 0, list(log.cases.values())
        for start in range(0, len(cases), self._voice.at_once):
            some = cases[start : start + self._voice.at_once]
            await _all(self._case(log.digest, case, counts) for case in some)
            done += sum(len(case.steps) for case in some)
            heard(done)
        counts.left_out.sort(key=lambda one: one.step.row.line)
        return counts

    async def _case(self, digest: str, case: Told, counts: HistoryCounts) -> None:
        course = await self._course(digest, case)
        for step in case.steps:
            command_id = self._command_id(digest, case, step)
            if command_id in course.known:
                course.state = course.known[command_id].envelope.target
                counts.known += 1
                counts.changed += not self._is_same(step, course.known[command_id])
                continue
            refused = await self._step(course, case, step, command_id, counts)
            if refused is not None:
                counts.left_out.append(LeftOut(case.number, step, *refused))

    async def _course(self, digest: str, case: Told) -> _Course:
        case_id = identity.command_id_of(f"history {self._mapping.name}", case.number)
        events = await self._voice.begin(case_id)
        ours = {self._command_id(digest, case, step) for step in case.steps}
        known = {one.envelope.command_id: one for one in events if one.envelope.command_id in ours}
        workflow = await self._voice.workflow(events[0].envelope.digest) if events else self._workflow
        return _Course(case_id, known, workflow, foreign=bool(events) and not known)

    async def _step(
        self, course: _Course, case: Told, step: Step, command_id: str, counts: HistoryCounts
    ) -> tuple[str, str] | None:
        """Tell one step; why not, when it is left out."""
        if course.foreign:
            return reasons.OTHER_FILE, reasons.other_file(case.number)
        machine = compile_machine(course.workflow)
        targets = {move: machine.target(course.state, move) for move in step.mapped.moves}
        move = next((name for name, target in targets.items() if target is not None), "")
        if not move and course.state == NEW:
            return reasons.NOT_OPENED, reasons.not_opened(step)
        if not move:
            return reasons.NO_MOVE, reasons.no_move(step, course.state, machine.triggers(course.state))
        try:
            events = await self._voice.say(self._command(course, case, step, move, command_id))
        except Refused as refusal:
            return refusal.code, reasons.told(refusal, self._labels)
        counts.opened += course.state == NEW
        course.state = events[-1].envelope.target
        counts.take(events)
        return None

    def _command(self, course: _Course, case: Told, step: Step, move: str, command_id: str) -> Command:
        fields = dict(step.fields)
        if course.workflow.moves[move].fact == CaseReported.TOPIC:
            fields["source_no"] = case.number
        return Command(
            id=command_id,
            event_id=identity.following(command_id, "fact"),
            case_id=course.case_id,
            move=move,
            actor=step.actor,
            now=self._clock(),
            fields=fields,
            workflow=self._mapping.workflow if course.state == NEW else "",
            occurred_at=step.moment,
            elsewhere=step.post,
            door=IMPORTED,
        )

    def _command_id(self, digest: str, case: Told, step: Step) -> str:
        source = f"history {self._mapping.name} {digest}"
        return identity.command_id_of(source, f"{case.number}:{step.row.line}")

    def _is_same(self, step: Step, event: Event) -> bool:
        """Whether the mapping still makes of the row what was recorded of it."""
        envelope = event.envelope
        return envelope.trigger in step.mapped.moves and (envelope.actor, envelope.role, envelope.unit) == (
            step.actor,
            step.post.role,
            step.post.unit,
        )
