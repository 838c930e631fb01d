"""The engine: load, decide, append; again when somebody was quicker; the same answer when it was done before.

What it promises: a command is done once or not at all; it is never refused because of something remembered that is no
longer so; whoever named the version he had seen is told what happened since, and nothing is done over his head.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, tzinfo

from domain.calendar import WorkCalendar
from domain.case import Case
from domain.changing import replace
from domain.command import Command
from domain.definition import Workflow
from domain.envelope import Event
from domain.errors import NotFound
from domain.facts.calendar import CalendarPublished
from domain.facts.schema import Fact
from domain.formula import Formula
from domain.office import Office
from workflows import engine_calendars
from workflows.diets import DietsOnRecord
from workflows.engine_answers import Done
from workflows.engine_definitions import Definitions
from workflows.engine_formulas import Formulas
from workflows.engine_handling import Handling, Means
from workflows.engine_numbers import CASE_NO, SCOPE, CaseNumbers
from workflows.engine_office import OfficeBook
from workflows.engine_shelf import Shelf
from workflows.engine_view import View, Views, may_be_a_case
from workflows.log import EventLog
from workflows.ports import Diets, NewId, RecordClock

__all__ = ["Done", "Engine"]


class Engine:
    """Takes commands on the cases of one office, and answers what cases and office are now."""

    def __init__(
        self,
        log: EventLog,
        *,
        calendar: WorkCalendar,
        zone: tzinfo,
        new_id: NewId,
        known: Iterable[Workflow] = (),
        record_clock: RecordClock = None,
        cases_kept: int = 4096,
        diets: Diets | None = None,
    ) -> None:
        """`known` definitions need not be read from the log; `zone` dates case numbers; `record_clock` is a demo's.

        `calendar` counts only for an office that published none.
        """
        self.log = log
        self._shelf = shelf = Shelf(log, cases_kept)
        self._definitions = definitions = Definitions(log, known)
        self._views = Views(log, shelf, definitions, calendar, diets or DietsOnRecord())
        self._office = OfficeBook(log, shelf, definitions, new_id=new_id, record_clock=record_clock)
        self._formulas = Formulas(log, self._office)
        self._means = Means(
            log=log,
            shelf=self._shelf,
            views=self._views,
            numbers=CaseNumbers(log, zone),
            record_clock=record_clock,
        )

    async def handle(self, command: Command) -> Done:
        """Do a command. Raises Refused (NotFound and StaleVersion among them), LogUnavailable, Unstorable.

        `case_id` may be a case number. StaleVersion tells `since`, the facts in between, and `still_legal`. A command
        id that was another request's is refused as `key_reused`, what only one case can have with its claim's code.
        """
        case_id = await self._case_id(command.case_id)
        named = command if case_id == command.case_id else replace(command, case_id=case_id)
        return await Handling(named, self._means).to_the_end()

    async def view(self, command: Command) -> View:
        """What such a command would be decided on just now, for showing the moves there are. Raises NotFound."""
        case_id = await self._case_id(command.case_id)
        return await self._views.of(replace(command, case_id=case_id), fresh=True)

    async def case(self, named: str) -> Case:
        """The case as it is, by id or case number. Raises NotFound."""
        case_id = await self._case_id(named)
        case = (await self._shelf.read([case_id]))[1][case_id]
        if case is None:
            raise NotFound(what="case", id=named)
        return case

    def known_case(self, case_id: str) -> Case | None:
        """A case as remembered, None when it is not: to act on, since the log judges every act, not to refuse by."""
        return self._shelf.case(case_id)

    def known_office(self) -> Office | None:
        """The office as remembered, for the same use."""
        return self._shelf.office

    async def cases(self, ids: Iterable[str]) -> list[Case]:
        """Cases by their ids, as they are, read together; those that are not there are left out."""
        return [case for case in (await self._shelf.read(ids))[1].values() if case is not None]

    async def history(self, named: str) -> list[Event]:
        """The facts of a case in order, by id or case number. Raises NotFound."""
        events = await self.log.stream(await self._case_id(named))
        if not events:
            raise NotFound(what="case", id=named)
        return events

    async def workflow(self, digest: str) -> Workflow:
        """A definition that cases are pinned to. Raises DefinitionLost."""
        return (await self._definitions.get(digest))[0]

    async def versions(self) -> list[Workflow]:
        """Every version that was ever in force: a case follows the one it began with, whatever came afterwards."""
        return await self._office.versions()

    async def office(self) -> Office:
        """The office as it is."""
        return await self._office.now()

    async def tell_office(
        self,
        facts: Sequence[Fact],
        actor: str,
        now: datetime,
        *,
        door: str = "cli",
        command_id: str | None = None,
    ) -> int:
        """Store facts of the office together; returns the last position. Repeated under one `command_id`, done once."""
        return await self._office.tell(facts, actor, now, door=door, command_id=command_id)

    async def publish(self, workflow: Workflow, actor: str, now: datetime, *, door: str = "cli") -> bool:
        """Put a version of a workflow in force for cases opened from now on; False when it is already."""
        return await self._office.publish(workflow, actor, now, door=door)

    async def formula(self, digest: str) -> Formula:
        """A rate or rule of points that was ever published. Raises FormulaLost."""
        return await self._formulas.get(digest)

    async def publish_formulas(
        self, formulas: Iterable[Formula], actor: str, now: datetime, *, door: str = "cli"
    ) -> int:
        """Put formulas in force from now on; returns how many were not already. Raises NotRaised."""
        return await self._formulas.publish(formulas, actor, now, door=door)

    def calendar_of(self, office: Office, at: datetime | None = None) -> WorkCalendar:
        """The calendar an office counts by, or counted by at a moment."""
        return self._views.calendar_of(office, at)

    async def publish_calendar(
        self, fact: CalendarPublished, actor: str, now: datetime, *, door: str = "cli"
    ) -> bool:
        """Count by this calendar from now on; False when it is in force already. Raises CalendarTaken."""
        return await engine_calendars.publish(self._office, fact, actor, now, door=door)

    async def _case_id(self, named: str) -> str:
        """The id behind a case number. Raises NotFound."""
        if not may_be_a_case(named):
            raise NotFound(what="case", id=named)
        if not CASE_NO.fullmatch(named):
            return named
        case_id = await self.log.claim(SCOPE, named)
        if case_id is None:
            raise NotFound(what="case", id=named)
        return case_id
