"""The pure domain, alone: decides and folds in memory, over a small office of its own. No database, no reactions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any

from domain.calendar import WorkCalendar
from domain.case import Case
from domain.changing import replace
from domain.claims import LEDGER, claims_of
from domain.clock_recount import deadlines_moved
from domain.command import Command
from domain.context import Context
from domain.counting_occasions import counted_party, earlier_among
from domain.decide import decide
from domain.definition import Workflow
from domain.envelope import IMPORTED, Event
from domain.errors import Refused
from domain.facts.calendar import CalendarPublished
from domain.facts.office import PlanAdopted
from domain.facts.schema import Fact
from domain.fold import evolve, fold
from domain.ladder import next_of
from domain.needs import eater_of, keys_of, needs_of
from domain.offers import moves_for
from domain.office import SYSTEM, Office, evolve_office
from domain.published_calendar import counted_by
from domain.values import Place
from features.answers import Answer
from features.driver import CaseSeen, CorrectionSeen, DeadlineSeen, FactSeen, Request, RestSeen
from features.drivers.catalogue import Catalogue
from features.drivers.founding import founding, in_force
from features.drivers.paper import file_data
from features.drivers.seen import case_seen, fact_seen
from features.looking import without_door
from workflows.acting import next_act
from workflows.machine import compile_machine

FOUNDING = datetime.fromisoformat("2026-01-01T00:00:00+00:00")


class NotThere(NotImplementedError):
    """The pure domain has no such thing; a scenario about it carries a tag and is not played here."""


class DomainDriver:
    """Cases as lists of events, an office as a fold."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.door = without_door()
        self._now = FOUNDING
        self._numbers = count(1)
        self._office = Office()
        self._events: dict[str, list[Event]] = {}
        self._cases: dict[str, Case] = {}
        self._claims: dict[tuple[str, str], str] = {}

    @property
    def now(self) -> datetime:
        return self._now

    @now.setter
    def now(self, moment: datetime) -> None:
        """Let time go on: what is due on the way happens, each thing at its own moment."""
        while (due := self._next()) is not None and due[0] <= moment:
            self._now, case_id = due
            self._act(case_id)
        self._now = moment

    def _next(self) -> tuple[datetime, str] | None:
        """The case that is to be looked at first, later than now."""
        found = [(self._next_of(case), case_id) for case_id, case in self._cases.items()]
        return min(((at, case_id) for at, case_id in found if at is not None), default=None)

    def _next_of(self, case: Case) -> datetime | None:
        return next_of(case, self.catalogue.workflow(case.workflow), self._calendar, self._now)

    def _act(self, case_id: str) -> None:
        done: set[str] = set()
        while True:
            case = self._cases[case_id]
            workflow = self.catalogue.workflow(case.workflow)
            act = next_act(case, workflow, self._calendar, self._now, self._now, done)
            if act is None:
                return
            done.add(act.id)
            if act.command is not None:
                with suppress(Refused):
                    self._do(act.command)

    def found(self, facts: Sequence[Fact]) -> None:
        versions = (in_force(self.catalogue.workflow(key)) for key in self.catalogue.keys)
        for fact in (*facts, self.catalogue.published, *versions):
            self._office = evolve_office(self._office, founding(fact, self._office.version + 1, self.now))

    def take(self, request: Request) -> Answer:
        command = self._command(request)
        try:
            self._do(command)
        except Refused as refusal:
            return Answer(case=request.case, code=refusal.code, told=str(refusal))
        return Answer(case=command.case_id)

    def _do(self, command: Command) -> None:
        """Decide and fold. Raises Refused."""
        case = self._cases.get(command.case_id)
        workflow = self.catalogue.workflow(case.workflow if case else command.workflow)
        party = counted_party(workflow, command)
        earlier = earlier_among(self._cases.values(), party) if party else ()
        needed = needs_of(workflow, command, case) | {*earlier}
        others = {id_: self._cases[id_] for id_ in needed if id_ in self._cases}
        context = self._with_outside(self._context(others, earlier), workflow, command, case)
        events = decide(case, command, workflow, compile_machine(workflow), context)
        self._claim(events)
        for event in events:
            self._events.setdefault(command.case_id, []).append(event)
            self._cases[command.case_id] = evolve(self._cases.get(command.case_id), event)

    def publish(self, calendar: CalendarPublished) -> None:
        self._office = evolve_office(self._office, founding(calendar, self._office.version + 1, self.now))
        for case in [one for one in self._cases.values() if one.phase != "done"]:
            workflow = self.catalogue.workflow(case.workflow)
            for clock in deadlines_moved(case, workflow, counted_by(calendar)):
                fields = {"clock": clock.name, "key": clock.key, "cause": "calendar"}
                self.take(Request(move="recompute", actor=SYSTEM, case=case.id, fields=fields))

    def adopt(self, plan: PlanAdopted) -> None:
        raise NotThere("turns of plans are opened by the worker: tag the scenario @reactions")

    def turns(self, plan: str) -> Sequence[str]:
        raise NotThere("turns of plans are opened by the worker: tag the scenario @reactions")

    def case(self, case_id: str, at: datetime | None = None) -> CaseSeen | None:
        events = self._events.get(case_id, ())
        known = [event for event in events if at is None or event.envelope.recorded_at <= at]
        case = fold(known)
        return case_seen(case) if case else None

    def history(self, case_id: str) -> Sequence[FactSeen]:
        return tuple(map(fact_seen, self._events[case_id]))

    def moves(self, case_id: str, actor: str) -> Mapping[str, str]:
        case, person = self._cases[case_id], self._office.person(actor)
        workflow = self.catalogue.workflow(case.workflow)
        offers = moves_for(
            case, person, self.now, workflow, compile_machine(workflow), self._context(self._cases)
        )
        return {offer.move: offer.code for offer in offers}

    def evidence(self, slot: str, taken_at: datetime, place: Place | None) -> Mapping[str, Any]:
        return file_data(f"file-{next(self._numbers)}", slot, taken_at, place)

    def worklist(self, actor: str, state: str) -> Sequence[str]:
        raise NotThere("lists are read models: tag the scenario @lists")

    def figures(self) -> Mapping[str, int | None]:
        raise NotThere("figures are read models: tag the scenario @figures")

    def rate(self, name: str, at: datetime | None = None) -> Mapping[str, int]:
        raise NotThere("rates are read models: tag the scenario @figures")

    def rests(self, case_id: str, actor: str, clock: str) -> Sequence[RestSeen]:
        raise NotThere("deadlines are explained at the doors: tag the scenario @deadlines")

    def deadline(self, case_id: str, actor: str, clock: str) -> DeadlineSeen | None:
        raise NotThere("deadlines are explained at the doors: tag the scenario @deadlines")

    def readable(self, case_id: str, actor: str, field: str) -> bool:
        raise NotThere("who may read what is decided at the doors: tag the scenario @rights")

    def corrections(self, case_id: str, actor: str) -> Sequence[CorrectionSeen]:
        raise NotThere("who may read what is decided at the doors: tag the scenario @rights")

    def violations(self, kind: str) -> Sequence[str]:
        raise NotThere("the record lies in a database: tag the scenario @record")

    def _command(self, request: Request) -> Command:
        number = next(self._numbers)
        return Command(
            id=f"command-{number}",
            event_id=f"event-{number}",
            case_id=request.case or f"case-{number}",
            workflow=request.workflow,
            move=request.move,
            actor=request.actor,
            on_behalf_of=request.on_behalf_of,
            fields=request.fields,
            now=self.now,
            elsewhere=request.elsewhere,
            occurred_at=request.occurred_at,
            door=IMPORTED if request.elsewhere else "http",
        )

    def _context(self, others: Mapping[str, Case], earlier: tuple[str, ...] = ()) -> Context:
        number = f"XF-{next(self._numbers):06}"
        return Context(
            calendar=self._calendar, office=self._office, others=others, earlier=earlier, case_no=number
        )

    def _with_outside(
        self, context: Context, workflow: Workflow, command: Command, case: Case | None
    ) -> Context:
        """What the engine would ask of the meal list and of the log's claims."""
        card = self._office.meal_cards.get(eater_of(workflow, command))
        taken = [key for key in keys_of(workflow, command, case) if (LEDGER, key) in self._claims]
        return replace(context, avoids=frozenset(card.avoids if card else ()), claimed=frozenset(taken))

    @property
    def _calendar(self) -> WorkCalendar:
        return self._office.calendar or self.catalogue.calendar

    def _claim(self, events: Sequence[Event]) -> None:
        """What must be unique is claimed, as the log does it; a taken claim refuses all of it."""
        wanted = [(claim, event.envelope.case_id) for event in events for claim in claims_of(event)]
        for claim, _ in wanted:
            if (claim.scope, claim.key) in self._claims:
                raise Refused(claim.code)
        self._claims.update({(claim.scope, claim.key): case_id for claim, case_id in wanted})


@dataclass(frozen=True)
class DomainStage:
    """Nothing to make ready."""

    catalogue: Catalogue

    @contextmanager
    def driver(self) -> Iterator[DomainDriver]:
        yield DomainDriver(self.catalogue)


@contextmanager
def stage(catalogue: Catalogue, _: Path) -> Iterator[DomainStage]:
    """The stage of the pure domain, which keeps nothing on disk."""
    yield DomainStage(catalogue)
