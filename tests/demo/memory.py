"""The demo played on the pure domain: decide and evolve, no database, so that many cases take a moment."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from heapq import heappop, heappush

from api.demo.casting import Casting
from api.demo.ids import Ids
from api.demo.images import pictures
from api.demo.moments import Moments
from api.demo.phrases import load_phrases
from api.demo.play import Player, Tally
from api.demo.story import Story
from api.demo.world import World
from api.office_places import ListedPlace
from domain.case import Case
from domain.claims import claims_of
from domain.command import Command
from domain.counting_occasions import counted_party, earlier_among
from domain.envelope import Event
from domain.facts.office import CataloguePublished
from domain.fold import evolve
from domain.needs import eater_of, keys_of, needs_of
from tests.calendars import PUBLISHED
from tests.cli.conftest import XIANGFU
from tests.cli.offices import read
from tests.demo.turns import turn_due
from tests.support.small_office import office_of
from workflows.engine_answers import Done, done
from workflows.engine_view import View
from workflows.firing import look_at
from workflows.loader import catalogue_dir, load_catalogue
from workflows.machine import compile_machine

UNTIL = date(2026, 11, 24)
DAYS = 60


@dataclass
class Played:
    """What was played: the world as it ended, every fact, what was refused."""

    world: World
    stories: Sequence[Story]
    tally: Tally
    end: datetime
    events: list[Event] = field(default_factory=list)
    commands: list[Command] = field(default_factory=list)
    """Every command that was tried, in order, reactions among them."""

    @property
    def triggers(self) -> Counter[tuple[str, str]]:
        """How often each move was made, by workflow."""
        return Counter((event.envelope.workflow, event.envelope.trigger) for event in self.events)


def play(cases: int, seed: int = 1, days: int = DAYS) -> Played:
    """Play so many cases and return everything."""
    first = UNTIL - timedelta(days=days - 1)
    world = _world(seed, first)
    end = world.moments.midnight(UNTIL + timedelta(days=1))
    ids = Ids(seed)
    casting = Casting(world, ids, seed, first, days, end)
    stories = list(casting.stories(cases))
    office = _Office(world)
    player = Player(world, ids, office.do, office.keep_time, end)
    tally = asyncio.run(player.play(stories, lambda done, total: None))
    return Played(world, stories, tally, end, office.events, office.commands)


class _Office:
    """What engine, log and workers do together, in memory: decisions, facts in their order, timers."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._cases: dict[str, Case] = {}
        self._timers: list[tuple[datetime, str]] = []
        self._turns: dict[str, str] = {}
        self._due: Command | None = None
        self._stale = True
        self._claimed: set[str] = set()
        self.events: list[Event] = []
        self.commands: list[Command] = []

    async def do(self, command: Command) -> Sequence[Event]:
        """Decide, keep, arm."""
        self.commands.append(command)
        view = await self.view(command)
        made = [
            replace(event, envelope=replace(event.envelope, position=len(self.events) + n))
            for n, event in enumerate(view.decide(command, f"no-{len(self.events)}"), 1)
        ]
        for event in made:
            moment = view.wakes_at(event)
            if moment is not None:
                heappush(self._timers, (moment, command.case_id))
            self._cases[command.case_id] = evolve(self._cases.get(command.case_id), event)
            self._note_turn(self._cases[command.case_id])
        self.events.extend(made)
        self._claimed |= {claim.key for event in made for claim in claims_of(event)}
        return made

    def _note_turn(self, case: Case | None) -> None:
        if case is not None and case.task is not None and case.task.plan:
            if case.version == 1:
                self._turns[case.task.plan] = case.id
            self._stale = True

    def _turn_due(self) -> Command | None:
        if self._stale:
            last = {name: self._cases[one] for name, one in self._turns.items()}
            self._due, self._stale = turn_due(self._world, last), False
        return self._due

    async def keep_time(self, until: datetime) -> Sequence[Event]:
        """Open turns and look at cases, each at its moment, until something comes of it."""
        while True:
            turn = self._turn_due()
            fires_at = self._timers[0][0] if self._timers else until
            if turn is not None and turn.now <= fires_at and turn.now < until:
                return await self.do(turn)
            if fires_at >= until:
                return ()
            at, case_id = heappop(self._timers)
            look = await look_at(self, case_id, at, at)
            if look.next_at is not None:
                heappush(self._timers, (look.next_at, case_id))
            if look.events:
                return look.events

    async def view(self, command: Command) -> View:
        case = self._cases.get(command.case_id)
        workflow = self._world.workflows[case.workflow if case else command.workflow]
        party = counted_party(workflow, command)
        earlier = earlier_among(self._cases.values(), party) if party else ()
        needed = needs_of(workflow, command, case) | {*earlier}
        card = self._world.office.meal_cards.get(eater_of(workflow, command))
        keys = keys_of(workflow, command, case)
        return View(
            case=case,
            office=self._world.office,
            workflow=workflow,
            machine=compile_machine(workflow),
            unpublished=self._world.moments.calendar,
            others={name: self._cases[name] for name in needed if name in self._cases},
            avoids=frozenset(card.avoids if card else ()),
            claimed=frozenset(keys) & self._claimed,
            fresh=True,
            earlier=earlier,
        )

    async def handle(self, command: Command) -> Done:
        return done(list(await self.do(command)))


def _world(seed: int, first: date) -> World:
    office, loaded = read(XIANGFU), load_catalogue([catalogue_dir()]).required()
    plans = office.plans_from(first - timedelta(days=1))
    places: dict[str, list[ListedPlace]] = {}
    for place in office.places:
        places.setdefault(place.kind, []).append(place)
    versions = [
        CataloguePublished(workflow=key, version=one.workflow.version, digest=one.workflow.digest)
        for key, one in loaded.workflows.items()
    ]
    return World(
        office=office_of(*office.facts, *plans, *versions),
        posts=office.posts,
        meal_list=office.meal_list,
        places=places,
        workflows={key: found.workflow for key, found in loaded.workflows.items()},
        moments=Moments(PUBLISHED),
        phrases=load_phrases(),
        pictures=pictures(seed),
    )
