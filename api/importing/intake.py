"""Takes reports in through the engine: each is decided like any other, counted, and given back when it is refused.

A repeat is known twice over: its command id follows from the source's name and number, and the number is a claim.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from api import identity
from api.importing.mapping import ReportMapping
from api.importing.rejected import GivenBack
from api.importing.report import Rejected, Report, report_of
from api.importing.rows import Row
from domain.claims import claims_of
from domain.command import Command
from domain.definition import NEW, Workflow
from domain.errors import FieldMissing, Refused
from workflows.engine import Engine
from workflows.loader import Labels

DOOR = "import"
KNOWN = ("already_reported", "key_reused")
"""Refusals that mean: this very report is here already, as it was or with other words."""
Tell = Callable[[Row], None]


class NotTaken(Exception):
    """Nothing of this file can be taken in; the message says why and what to do."""


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
        self._move = ""

    async def take(self, rows: Iterable[Row], tell: Tell) -> Counts:
        """Take in what can be; `tell` hears each row. Raises NotTaken before the first row, LogUnavailable."""
        self._move = await self._opening_move()
        counts = Counts()
        for row in rows:
            counts.formulas += row.formulas
            await self._row(row, counts)
            tell(row)
        return counts

    async def _row(self, row: Row, counts: Counts) -> None:
        try:
            command = self._command(report_of(row, self._mapping))
            is_new = await (self._judge(command) if self._dry else self._record(command, counts))
        except Rejected as rejected:
            counts.rejected.append(GivenBack(row, rejected.code, str(rejected)))
        except Refused as refusal:
            self._refused(row, refusal, counts)
        else:
            counts.taken += is_new
            counts.known += not is_new

    def _refused(self, row: Row, refusal: Refused, counts: Counts) -> None:
        if refusal.code in KNOWN:
            counts.known += 1
            counts.changed += refusal.code == "key_reused"
            return
        counts.rejected.append(GivenBack(row, refusal.code, self._reason(refusal)))

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

    async def _opening_move(self) -> str:
        """The move by which a report opens a case, once office, actor and workflow are seen to be there."""
        office, mapping = await self._engine.office(), self._mapping
        digest = office.published.get(mapping.workflow)
        if digest is None:
            there = ", ".join(sorted(office.published)) or "none"
            raise NotTaken(
                f'{mapping.path}: the office has no workflow "{mapping.workflow}" (it has {there}): correct [case].'
            )
        workflow = await self._engine.workflow(digest)
        move = next((name for name, move in workflow.moves.items() if NEW in move.sources), "")
        self._require_actor(office.person(mapping.actor).roles, workflow, move)
        return move

    def _require_actor(self, roles: frozenset[str], workflow: Workflow, move: str) -> None:
        allowed = workflow.moves[move].roles
        if not roles & set(allowed):
            raise NotTaken(
                f"{self._mapping.path}: {self._mapping.actor} may not bring in reports; name in [case] an actor who is "
                f"{' or '.join(allowed)} here."
            )

    def _reason(self, refusal: Refused) -> str:
        if isinstance(refusal, FieldMissing):
            problems = refusal.facts["problems"]
            return "; ".join(f"{p.pointer.lstrip('/')} is {p.problem} {p.expected}".strip() for p in problems)
        return self._labels.refusal(refusal.code, "en")
