"""The engine on PostgreSQL, with reactions and read models, without a web server in front of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any

from api.case_view import View, history_body
from api.deadline_view import deadlines_body
from api.disclosed import Reader, reader_of, shown_fields
from api.language import CHINESE
from api.rate_view import nothing, part_names
from api.revealing import Reading
from api.services import Services
from api.wording import Wording
from domain.case import Case
from domain.envelope import Event
from domain.errors import Refused
from domain.facts.calendar import CalendarPublished
from domain.facts.office import PlanAdopted
from domain.facts.schema import Fact
from domain.fold import fold
from domain.offers import moves_for
from domain.values import Place
from features.answers import Answer
from features.driver import CaseSeen, CorrectionSeen, DeadlineSeen, FactSeen, Request, RestSeen
from features.drivers.catalogue import Catalogue
from features.drivers.domain import FOUNDING
from features.drivers.offices import HeldClock, Offices, command_of, offices
from features.drivers.paper import file_data
from features.drivers.record import Record
from features.drivers.seen import case_seen, corrections_in, deadline_in, fact_seen, rests_in
from features.drivers.worker import catch_up, let_pass, react, turns_of
from features.looking import without_door
from projections.as_of import Cut
from projections.audience import EVERYBODY, Audience
from projections.board_lists import cases
from projections.board_query import BoardFilter
from projections.closed_loop_query import LoopFilter, figures
from projections.figures import figure, out_of_reach
from projections.query import Query, ask_async
from projections.rate_parts import RateFilter, lacking
from projections.rates import RATES
from projections.rates_query import rates, rates_of


class InprocessDriver:
    """One office of the running engine."""

    def __init__(self, stage: Offices, services: Services, clock: HeldClock) -> None:
        self.catalogue = stage.catalogue
        self._stage, self._services, self._clock = stage, services, clock
        self._run, self._engine = stage.loop.run, services.engine
        self._numbers = count(1)
        self.door = without_door()

    @property
    def now(self) -> datetime:
        return self._clock.now

    @now.setter
    def now(self, moment: datetime) -> None:
        let_pass(self._services, self._stage.loop, self._clock, moment)

    def found(self, facts: Sequence[Fact]) -> None:
        self._stage.found(self._services, facts, self.now)

    def take(self, request: Request) -> Answer:
        try:
            done = self._run(self._engine.handle(command_of(request, self._services, self.now)))
        except Refused as refusal:
            return Answer(case=request.case, code=refusal.code, told=str(refusal))
        react(self._services, self._stage.loop)
        return Answer(case=done.case_id)

    def publish(self, calendar: CalendarPublished) -> None:
        self._stage.publish(self._services, calendar, self.now)

    def adopt(self, plan: PlanAdopted) -> None:
        self._stage.adopt(self._services, plan, self.now)
        let_pass(self._services, self._stage.loop, self._clock, self.now)

    def turns(self, plan: str) -> Sequence[str]:
        return turns_of(self._services, self._stage.loop, plan)

    def case(self, case_id: str, at: datetime | None = None) -> CaseSeen | None:
        events = self._run(self._engine.history(case_id))
        found = fold(event for event in events if at is None or event.envelope.recorded_at <= at)
        return case_seen(found) if found else None

    def history(self, case_id: str) -> Sequence[FactSeen]:
        events = self._run(self._engine.history(case_id))
        (opened,) = self._run(self._services.revealing.unnoted([events]))
        return tuple(map(fact_seen, opened))

    def moves(self, case_id: str, actor: str) -> Mapping[str, str]:
        request = Request(move="", actor=actor, case=case_id)
        view = self._run(self._engine.view(command_of(request, self._services, self.now)))
        person = view.office.person(actor)
        offers = moves_for(view.case, person, self.now, view.workflow, view.machine, view.context())
        return {offer.move: offer.code for offer in offers}

    def evidence(self, slot: str, taken_at: datetime, place: Place | None) -> Mapping[str, Any]:
        return file_data(f"file-{next(self._numbers)}", slot, taken_at, place)

    def worklist(self, actor: str, state: str) -> Sequence[str]:
        audience = Audience.of(self._run(self._engine.office()).person(actor))
        wanted = BoardFilter(audience=audience, state=(state,))
        return [row.case_id for row in self._asked(cases(self._services.books, wanted)).rows]

    def figures(self) -> Mapping[str, int | None]:
        never = out_of_reach(loaded.workflow for loaded in self.catalogue.loaded.workflows.values())
        asked = LoopFilter(audience=EVERYBODY, never=never)
        found = self._asked(figures(self._services.books, asked))
        named = {name: value for name, value in found.values[""].items() if not isinstance(value, float)}
        return {said: value for name, value in named.items() for said in _names(name)}

    def rate(self, name: str, at: datetime | None = None) -> Mapping[str, int]:
        formulas = self.catalogue.loaded.formulas
        formula = next((one for one in formulas.values() if name in (one.id, one.zh, one.en)), None)
        if formula is None:
            return {}
        defined = (loaded.workflow for loaded in self.catalogue.loaded.workflows.values())
        asked = RateFilter(audience=EVERYBODY, until=at or self.now, lacking=lacking(defined))
        if at is None:
            found = self._asked(rates(self._services.books, [formula], asked))
        else:
            past = self._run(self._services.past.rows(RATES, Cut(recorded=at)))
            found = rates_of(past.rows, [formula], asked, "", past.position)
        parts = found.values.get("", nothing([formula], asked))[formula.id]
        return {said: number for part, number in parts.items() for said in part_names(formula, part)}

    def rests(self, case_id: str, actor: str, clock: str) -> Sequence[RestSeen]:
        return rests_in(self._deadlines(case_id, actor), clock)

    def deadline(self, case_id: str, actor: str, clock: str) -> DeadlineSeen | None:
        return deadline_in(self._deadlines(case_id, actor), clock)

    def corrections(self, case_id: str, actor: str) -> Sequence[CorrectionSeen]:
        view = self._view(case_id, actor)
        return corrections_in(history_body(view)) if view else ()

    def _deadlines(self, case_id: str, actor: str) -> Sequence[Mapping[str, Any]]:
        view = self._view(case_id, actor)
        return deadlines_body(view) if view else ()

    def _view(self, case_id: str, actor: str) -> View | None:
        """The case as this person reads it; None when there is nothing to read."""
        events = self._run(self._engine.history(case_id))
        office, case = self._run(self._engine.office()), fold(events)
        reader = reader_of(office.person(actor), case) if case else None
        if case is None or reader is None:
            return None
        return View(
            case=case,
            events=self._opened(case, events, reader),
            workflow=self.catalogue.workflow(case.workflow),
            office=office,
            reader=reader,
            wording=Wording(self.catalogue.labels(case.workflow), CHINESE),
            calendar=self._engine.calendar_of(office, self.now),
            now=self.now,
        )

    def _opened(self, case: Case, events: Sequence[Event], reader: Reader) -> Sequence[Event]:
        """The facts with everything opened that this reader may see."""
        sensitivity = self.catalogue.workflow(case.workflow).sensitivity
        reading = Reading(
            stream=case.id, events=events, reader=reader, sensitivity=sensitivity, as_corrected=True
        )
        return self._run(self._services.revealing.one(reading))

    def violations(self, kind: str) -> Sequence[str]:
        dsn, office = self._services.dsn, self._services.jurisdiction
        return Record(dsn, office, self.catalogue.loaded, self.catalogue.calendar).violations(kind)

    def readable(self, case_id: str, actor: str, field: str) -> bool:
        events = self._run(self._engine.history(case_id))
        office, case = self._run(self._engine.office()), fold(events)
        reader = reader_of(office.person(actor), case) if case else None
        if case is None or reader is None:
            return False
        sensitivity = self.catalogue.workflow(case.workflow).sensitivity
        shown = shown_fields(self._opened(case, events, reader)[0], sensitivity, reader).get(field)
        return shown is not None and not isinstance(shown, Mapping)

    def _asked(self, query: Query[Any]) -> Any:
        catch_up(self._services)
        return self._run(self._ask(query))

    async def _ask(self, query: Query[Any]) -> Any:
        async with self._services.reads.connection() as connection:
            return await ask_async(connection, query)


def _names(name: str) -> Sequence[str]:
    told = figure(name)
    return (name, told.zh, told.en)


@dataclass(frozen=True)
class InprocessStage:
    """A run on the engine."""

    offices: Offices

    @contextmanager
    def driver(self) -> Iterator[InprocessDriver]:
        clock = HeldClock(FOUNDING)
        with self.offices.opened(clock) as services:
            yield InprocessDriver(self.offices, services, clock)


@contextmanager
def stage(catalogue: Catalogue, folder: Path) -> Iterator[InprocessStage]:
    """The stage of the engine without a web server."""
    with offices(catalogue, folder) as running:
        yield InprocessStage(running)
