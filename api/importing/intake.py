"""Takes reports in through the engine: each is decided like any other, counted, and given back when it is refused.

A repeat is known twice over: its command id follows from the source's name and number, and the number is a claim.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from api import identity
from api.importing.fitting import accepted, opening_move
from api.importing.mapping import ReportMapping
from api.importing.rejected import GivenBack
from api.importing.report import Report, report_of
from api.importing.rows import Row
from api.importing.values import Rejected
from domain.claims import claims_of
from domain.codec import FieldProblem
from domain.command import Command
from domain.errors import FieldMissing, Refused
from workflows.engine import Engine
from workflows.loader import Labels

DOOR = "import"
KNOWN = ("already_reported", "key_reused")
"""Refusals that mean: this very report is here already, as it was or with other words."""
Tell = Callable[[Row], None]


@dataclass
class Counts:
    """What became of the rows."""

    taken: int = 0
    known: int = 0
    changed: int = 0
    """Of the known ones, those whose row says something else by now."""
    formulas: int = 0
    rejected: list[GivenBack] = field(default_factory=list)
    last_position: int = 0

    @property
    def rows(self) -> int:
        """All of them."""
        return self.taken + self.known + len(self.rejected)


class Intake:
    """Takes the rows of one file into one office. `dry` decides everything and records nothing."""

    def __init__(
        self,
        engine: Engine,
        mapping: ReportMapping,
        labels: Labels,
        *,
        clock: Callable[[], datetime],
        new_id: Callable[[], str],
        dry: bool,
    ) -> None:
        self._engine, self._mapping, self._labels = engine, mapping, labels
        self._clock, self._new_id, self._dry = clock, new_id, dry
        self._seen: set[tuple[str, str]] = set()
        self._move, self._categories = "", tuple[str, ...]()

    async def take(self, rows: Iterable[Row], tell: Tell) -> Counts:
        """Take in what can be; `tell` hears each row. Raises NotTaken before the first row, LogUnavailable."""
        workflow, self._move = await opening_move(self._engine, self._mapping)
        self._categories = tuple(workflow.categories)
        counts = Counts()
        for row in rows:
            counts.formulas += row.formulas
            await self._row(row, counts)
            tell(row)
        return counts

    async def _row(self, row: Row, counts: Counts) -> None:
        try:
            report = report_of(row, self._mapping)
        except Rejected as rejected:
            counts.rejected.append(GivenBack(row, rejected.code, str(rejected)))
            return
        command = self._command(report)
        try:
            is_new = await (self._judge(command) if self._dry else self._record(command, counts))
        except Refused as refusal:
            self._refused(row, report, refusal, counts)
        else:
            counts.taken += is_new
            counts.known += not is_new

    def _refused(self, row: Row, report: Report, refusal: Refused, counts: Counts) -> None:
        if refusal.code in KNOWN:
            counts.known += 1
            counts.changed += refusal.code == "key_reused"
            return
        counts.rejected.append(GivenBack(row, refusal.code, self._reason(report, refusal)))

    def _command(self, report: Report) -> Command:
        command_id = identity.command_id_of(f"import {self._mapping.name}", report.number)
        return Command(
            id=command_id,
            event_id=self._new_id(),
            case_id=self._new_id(),
            move=self._move,
            actor=self._mapping.actor,
            now=self._clock(),
            fields=report.fields,
            workflow=self._mapping.workflow,
            occurred_at=report.reported_at,
            door=DOOR,
        )

    async def _record(self, command: Command, counts: Counts) -> bool:
        done = await self._engine.handle(command)
        counts.last_position = max(counts.last_position, done.position)
        return not done.recovered

    async def _judge(self, command: Command) -> bool:
        """Decide without recording; whether it would be a new case."""
        view = await self._engine.view(command)
        keys = [(claim.scope, claim.key) for event in view.decide(command) for claim in claims_of(event)]
        taken = [key for key in keys if key in self._seen or await self._engine.log.claim(*key) is not None]
        self._seen.update(keys)
        return not taken

    def _reason(self, report: Report, refusal: Refused) -> str:
        if isinstance(refusal, FieldMissing):
            return "; ".join(self._told(report, problem) for problem in refusal.facts["problems"])
        return self._labels.refusal(refusal.code, "en", refusal.numbers)

    def _told(self, report: Report, problem: FieldProblem) -> str:
        name = problem.pointer.lstrip("/")
        if name == "category" and problem.problem == "not_listed":
            word = str(report.fields[name])
            return f'there is no category "{word}" in {self._mapping.workflow}; {accepted(word, self._categories)}'
        if problem.problem == "in_the_future" and report.reported_at is not None:
            return f"{report.reported_at.isoformat()} lies in the future"
        return f"{name} is {problem.problem} {problem.expected}".strip()
