"""One real engine on PostgreSQL for a run, and a fresh office in it for every scenario.

An office is told apart by the code of its jurisdiction, which leads every key: scenarios share the database and see
nothing of each other, as the offices of a district would.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from pathlib import Path

from api.bootstrap import build
from api.services import Services
from api.settings import Settings, load_settings
from domain.command import Command
from domain.envelope import IMPORTED
from domain.errors import Refused
from domain.facts.calendar import CalendarPublished
from domain.facts.office import PlanAdopted
from domain.facts.schema import Fact
from domain.office import SYSTEM
from features.answers import Answer
from features.driver import Request
from features.drivers.catalogue import Catalogue
from features.drivers.scratch import scratch_database
from projections.connecting import connect
from workflows.blocking import LoopThread
from workflows.recounting import Recounting

DOOR = "cli"


def command_of(request: Request, services: Services, now: datetime) -> Command:
    """A request as the engine takes it."""
    return Command(
        id=services.new_id(),
        event_id=services.new_id(),
        case_id=request.case or services.new_id(),
        workflow="" if request.case else request.workflow,
        move=request.move,
        actor=request.actor,
        on_behalf_of=request.on_behalf_of,
        fields=request.fields,
        now=now,
        elsewhere=request.elsewhere,
        occurred_at=request.occurred_at,
        door=IMPORTED if request.elsewhere else DOOR,
    )


class HeldClock:
    """A clock that shows what it was set to, and moves by nothing else."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def move_to(self, moment: datetime) -> None:
        """Go on to a moment."""
        self.now = max(self.now, moment)


@dataclass(frozen=True, kw_only=True)
class Offices:
    """The database of a run, the loop everything runs in, and running numbers for the offices in it."""

    catalogue: Catalogue
    settings: Settings
    dsn: str
    loop: LoopThread
    numbers: Iterator[int]

    @contextmanager
    def opened(self, clock: HeldClock) -> Iterator[Services]:
        """A fresh office, put together by the composition root with the clock that is held here."""
        stack = AsyncExitStack()
        building = build(
            self.settings,
            dsn=self.dsn,
            jurisdiction=f"spec_{next(self.numbers)}",
            clock=clock,
            record_clock=clock,
            catalogue=self.catalogue.loaded,
        )
        try:
            yield self.loop.run(stack.enter_async_context(building))
        finally:
            self.loop.run(stack.aclose())

    def found(self, services: Services, facts: Sequence[Fact], now: datetime) -> None:
        """Set up the office and put every workflow in force."""
        with connect(services.dsn) as connection:
            services.books.prepare(connection)
        self.loop.run(services.engine.tell_office([*facts, self.catalogue.published], SYSTEM, now, door=DOOR))
        for key in self.catalogue.keys:
            workflow = self.catalogue.workflow(key)
            self.loop.run(services.engine.publish(workflow, SYSTEM, now, door=DOOR))
        formulas = self.catalogue.loaded.formulas.values()
        self.loop.run(services.engine.publish_formulas(formulas, SYSTEM, now, door=DOOR))

    def tell(self, services: Services, request: Request, now: datetime) -> Answer:
        """Tell what happened elsewhere; no door but an import does."""
        try:
            done = self.loop.run(services.engine.handle(command_of(request, services, now)))
        except Refused as refusal:
            return Answer(case=request.case, code=refusal.code, told=str(refusal))
        return Answer(case=done.case_id)

    def adopt(self, services: Services, plan: PlanAdopted, now: datetime) -> None:
        """Put a plan in force."""
        self.loop.run(services.engine.tell_office([plan], SYSTEM, now, door=DOOR))

    def publish(self, services: Services, calendar: CalendarPublished, now: datetime) -> None:
        """Put a calendar in force and count open deadlines again."""
        self.loop.run(services.engine.publish_calendar(calendar, SYSTEM, now, door=DOOR))
        self.loop.run(Recounting(services.engine, services.clock).drain())


@contextmanager
def offices(catalogue: Catalogue, folder: Path) -> Iterator[Offices]:
    """The engine of a run; `folder` holds what it keeps on disk."""
    settings = load_settings(data_dir=folder, timezone=catalogue.calendar.timezone)
    with scratch_database(settings, folder) as made:
        loop = LoopThread("bihuan-spec")
        try:
            settings = settings.model_copy(update={"keys_database_url": made.keys})
            yield Offices(catalogue=catalogue, settings=settings, dsn=made.log, loop=loop, numbers=count(1))
        finally:
            loop.close()
