"""What a command is decided on: the case, the office, the definition, other cases; from memory or read now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from domain.calendar import WorkCalendar
from domain.case import Case
from domain.changing import replace
from domain.claims import LEDGER
from domain.command import Command
from domain.context import Context
from domain.counting_occasions import counted_party
from domain.decide import decide
from domain.definition import Machine, Workflow
from domain.envelope import Event
from domain.errors import NotFound
from domain.migrating import version_asked
from domain.needs import eater_of, keys_of, needs_of
from domain.office import STREAM, Office
from domain.streams import is_case
from domain.waking import wake_after
from workflows.engine_definitions import Definitions
from workflows.engine_occasions import earlier_occasions
from workflows.engine_shelf import Shelf
from workflows.log import EventLog
from workflows.ports import Diets

LONGEST_ID = 64


@dataclass(frozen=True, kw_only=True)
class View:
    """Everything for one decision. `fresh` says that the case and the office were read for this very decision."""

    case: Case | None
    office: Office
    workflow: Workflow
    machine: Machine
    unpublished: WorkCalendar
    """Counted by only while the office published no calendar."""
    others: Mapping[str, Case | None] = field(default_factory=dict)
    avoids: frozenset[str] | None = None
    claimed: frozenset[str] = frozenset()
    fresh: bool
    earlier: tuple[str, ...] = ()
    """Of `others`, the occasions of the party the command counts, the latest first."""

    @property
    def calendar(self) -> WorkCalendar:
        """The calendar of the office as it was read, guarded by its version like all else of it."""
        return self.office.calendar or self.unpublished

    def decide(self, command: Command, case_no: str = "") -> list[Event]:
        """The facts the command becomes. Raises Refused."""
        return decide(self.case, command, self.workflow, self.machine, self.context(case_no))

    def context(self, case_no: str = "") -> Context:
        """The outside of the case, as rules may see it."""
        others = {case_id: case for case_id, case in self.others.items() if case is not None}
        return Context(
            calendar=self.calendar,
            office=self.office,
            others=others,
            earlier=self.earlier,
            case_no=case_no,
            avoids=self.avoids,
            claimed=self.claimed,
        )

    def wakes_at(self, event: Event) -> datetime | None:
        """When the case has to be looked at again because of a fact that was decided on this view."""
        return wake_after(self.case, event, self.workflow, self.calendar)

    @property
    def guards(self) -> dict[str, int]:
        """Versions of all that was read besides the case itself."""
        versions = {case_id: case.version if case else 0 for case_id, case in self.others.items()}
        return {**versions, STREAM: self.office.version}

    def files_a_case(self, move: str) -> bool:
        """Whether the move gives the case its number."""
        return move in self.workflow.moves and self.workflow.moves[move].fact == "case.filed"


def may_be_a_case(case_id: str) -> bool:
    """Whether a case can have this id: the office's own streams are none, nor is what no database can hold."""
    return is_case(case_id) and case_id.isprintable() and 0 < len(case_id) <= LONGEST_ID


class Views:
    """Makes views."""

    def __init__(
        self, log: EventLog, shelf: Shelf, definitions: Definitions, calendar: WorkCalendar, diets: Diets
    ) -> None:
        self._log = log
        self._diets = diets
        self._shelf = shelf
        self._definitions = definitions
        self._unpublished = calendar

    def calendar_of(self, office: Office, at: datetime | None = None) -> WorkCalendar:
        """The calendar an office counts by, or counted by at a moment."""
        return (office.calendar if at is None else office.calendar_at(at)) or self._unpublished

    async def of(self, command: Command, *, fresh: bool) -> View:
        """What to decide a command on. Raises NotFound, from what was read just now."""
        case, office, fresh = await self._case_and_office(command, fresh=fresh)
        digest = case.digest if case else office.published.get(command.workflow)
        if digest is None and not fresh:
            return await self.of(command, fresh=True)
        if digest is None:
            raise _not_found(command)
        workflow, machine = await self._definitions.get(await self._version(case, command) or digest)
        view = View(
            case=case,
            office=office,
            workflow=workflow,
            machine=machine,
            unpublished=self._unpublished,
            fresh=fresh,
            earlier=await self._earlier(workflow, command),
        )
        view = await self._with_outside(view, command)
        needed = (needs_of(workflow, command, case) | {*view.earlier}) - {command.case_id}
        if not needed:
            return view
        return await self._with_others(view, frozenset(filter(may_be_a_case, needed)))

    async def _earlier(self, workflow: Workflow, command: Command) -> tuple[str, ...]:
        party = counted_party(workflow, command)
        return await earlier_occasions(self._log, party) if party else ()

    async def _with_outside(self, view: View, command: Command) -> View:
        """With what lies neither in cases nor in the office's lists, where the move's rules ask for it."""
        eater = eater_of(view.workflow, command)
        if eater:
            card = view.office.meal_cards.get(eater)
            view = replace(view, avoids=await self._diets.avoided(card) if card else frozenset())
        keys = keys_of(view.workflow, command, view.case)
        if keys:
            taken = [key for key in keys if await self._log.claim(LEDGER, key) is not None]
            view = replace(view, claimed=frozenset(taken))
        return view

    async def _version(self, case: Case | None, command: Command) -> str:
        """The version a case is to be moved to. Raises NotFound for one that was never published."""
        asked = version_asked(case, command)
        if asked and not await self._definitions.has(asked):
            raise NotFound(what="version", id=asked)
        return asked

    async def _case_and_office(self, command: Command, *, fresh: bool) -> tuple[Case | None, Office, bool]:
        case, office = self._shelf.case(command.case_id), self._shelf.office
        # A command that names a workflow opens a case: most likely there is none to read.
        if not fresh and office is not None and (case is not None or command.workflow):
            return case, office, False
        office, cases = await self._shelf.read([command.case_id])
        return cases[command.case_id], office, True

    async def _with_others(self, view: View, ids: frozenset[str]) -> View:
        others = {case_id: self._shelf.case(case_id) for case_id in ids}
        if view.fresh or None in others.values():
            unknown = [case_id for case_id, case in others.items() if view.fresh or case is None]
            office, found = await self._shelf.read(unknown) if unknown else (view.office, {})
            return replace(view, office=office, others=others | found)
        return replace(view, others=others)


def _not_found(command: Command) -> NotFound:
    if command.workflow:
        return NotFound(what="workflow", id=command.workflow)
    return NotFound(what="case", id=command.case_id)
