"""The demo played on the pure domain: decide and evolve, no database, so that many cases take a moment."""

import asyncio
import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

from api.demo.casting import Casting
from api.demo.ids import Ids
from api.demo.images import pictures
from api.demo.moments import Moments
from api.demo.phrases import load_phrases
from api.demo.play import Player, Tally
from api.demo.story import Story
from api.demo.world import World
from api.office_places import ListedPlace
from domain.command import Command
from domain.context import Context
from domain.decide import decide
from domain.envelope import Envelope, Event
from domain.facts.schema import Fact
from domain.needs import needs_of
from domain.office import Office, evolve_office
from tests.calendars import PUBLISHED
from tests.cli.conftest import XIANGFU
from tests.cli.offices import read
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
    world = _world(seed)
    end = world.moments.midnight(UNTIL + timedelta(days=1))
    ids = Ids(seed)
    casting = Casting(world, ids, seed, UNTIL - timedelta(days=days - 1), days, end)
    stories, events, commands = list(casting.stories(cases)), list[Event](), list[Command]()

    async def handle(command: Command) -> Sequence[Event]:
        commands.append(command)
        made = _decided(world, command, len(events))
        events.extend(made)
        return made

    tally = asyncio.run(Player(world, ids, handle, end).play(stories, lambda done, total: None))
    return Played(world, stories, tally, end, events, commands)


def _decided(world: World, command: Command, before: int) -> list[Event]:
    case = world.cases.get(command.case_id)
    workflow = world.workflows[case.workflow if case else command.workflow]
    others = {name: world.cases[name] for name in needs_of(workflow, command, case) if name in world.cases}
    context = Context(
        calendar=world.moments.calendar, office=world.office, others=others, case_no=f"no-{before}"
    )
    made = decide(case, command, workflow, compile_machine(workflow), context)
    return [
        replace(event, envelope=replace(event.envelope, position=before + n))
        for n, event in enumerate(made, 1)
    ]


def _world(seed: int) -> World:
    office, loaded = read(XIANGFU), load_catalogue([catalogue_dir()]).required()
    places: dict[str, list[ListedPlace]] = {}
    for place in office.places:
        places.setdefault(place.kind, []).append(place)
    return World(
        office=_folded(office.facts),
        posts=office.posts,
        places=places,
        workflows={key: found.workflow for key, found in loaded.workflows.items()},
        moments=Moments(PUBLISHED),
        phrases=load_phrases(),
        pictures=pictures(seed),
    )


def _folded(facts: Sequence[Fact]) -> Office:
    office, at = Office(), datetime(2026, 9, 1, tzinfo=UTC)
    for version, fact in enumerate(facts, 1):
        envelope = Envelope(
            event_id=str(uuid.uuid4()),
            schema=1,
            case_id="office",
            version=version,
            workflow="",
            digest="",
            trigger="",
            source="",
            target="",
            phase="",
            actor="",
            role="",
            unit="",
            on_behalf_of=None,
            door="cli",
            occurred_at=at,
            recorded_at=at,
            command_id="",
        )
        office = evolve_office(office, Event(fact=fact, envelope=envelope))
    return office
