"""Makes the demo: the office told as facts, the catalogue published, then the stories played through the real engine.

The clock is simulated, and it is also what stamps `recorded_at`, which the log allows in a database that is marked as
a demo for ever and nowhere else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from api.demo.casting import Casting
from api.demo.ids import Ids
from api.demo.images import keep_pictures, pictures
from api.demo.moments import Moments
from api.demo.phrases import load_phrases
from api.demo.play import Player, Tally, Tell
from api.demo.summary import figures
from api.demo.world import World
from api.evidence import Evidence
from api.office_file import OfficeFile
from api.office_places import ListedPlace
from domain.calendar import WorkCalendar
from domain.command import Command
from domain.envelope import Event
from workflows.engine import Engine
from workflows.loader import Catalogue
from workflows.log import EventLog

STEWARD = "steward-1"
"""Who sets the office up."""
React = Callable[[Event, datetime], Iterable[Command]]


@dataclass(frozen=True, kw_only=True)
class DemoPlan:
    """What is asked for. `until` is the last simulated day; its midnight is where the simulation ends."""

    cases: int
    seed: int
    days: int
    until: date

    def as_data(self) -> dict[str, Any]:
        """As it is kept with the data."""
        return {**asdict(self), "until": self.until.isoformat()}


class DemoClock:
    """The simulated moment; it only goes forward."""

    def __init__(self, start: datetime) -> None:
        self._now = start

    def __call__(self) -> datetime:
        """The moment it is."""
        return self._now

    def move_to(self, moment: datetime) -> None:
        """Go on to a moment."""
        self._now = max(self._now, moment)


@dataclass(frozen=True, kw_only=True)
class Stage:
    """What the demo is made with."""

    log: EventLog
    office: OfficeFile
    catalogue: Catalogue
    calendar: WorkCalendar
    evidence: Evidence
    react: React


async def seed(stage: Stage, plan: DemoPlan, tell: Tell) -> dict[str, Any]:
    """Make everything and return the figures of it. The database must be marked as a demo and be empty."""
    moments, ids = Moments(stage.calendar), Ids(plan.seed)
    end = moments.midnight(plan.until + timedelta(days=1))
    first = plan.until - timedelta(days=plan.days - 1)
    clock = DemoClock(moments.at_hour(first - timedelta(days=1), 9))
    engine = _engine(stage, ids, clock)
    await _found(engine, stage, clock)
    world = await _world(engine, stage, moments, plan.seed)
    player = Player(world, ids, _handler(engine, clock), stage.react, end)
    casting = Casting(world, ids, plan.seed, first, plan.days, end)
    tally = await player.play(list(casting.stories(plan.cases)), tell)
    return {**_figures(world, tally, end), "refused": dict(tally.refused), "plan": plan.as_data()}


def _figures(world: World, tally: Tally, end: datetime) -> dict[str, Any]:
    return {
        **figures(world.cases.values(), world.workflows, tally.events, end),
        "position": tally.last_position,
    }


def _engine(stage: Stage, ids: Ids, clock: DemoClock) -> Engine:
    return Engine(
        stage.log,
        calendar=stage.calendar,
        zone=Moments(stage.calendar).zone,
        new_id=lambda: ids.at(clock()),
        known=[loaded.workflow for loaded in stage.catalogue.workflows.values()],
        record_clock=clock,
    )


async def _found(engine: Engine, stage: Stage, clock: DemoClock) -> None:
    """The office's own facts, the evening before the first report."""
    await engine.tell_office(stage.office.facts, STEWARD, clock())
    for loaded in stage.catalogue.workflows.values():
        await engine.publish(loaded.workflow, STEWARD, clock())


async def _world(engine: Engine, stage: Stage, moments: Moments, seed: int) -> World:
    known = pictures(seed)
    await keep_pictures(stage.evidence, known, STEWARD)
    return World(
        office=await engine.office(),
        posts=stage.office.posts,
        places=_by_kind(stage.office.places),
        workflows={key: loaded.workflow for key, loaded in stage.catalogue.workflows.items()},
        moments=moments,
        phrases=load_phrases(),
        pictures=known,
    )


def _by_kind(places: Iterable[ListedPlace]) -> Mapping[str, Sequence[ListedPlace]]:
    found: dict[str, list[ListedPlace]] = {}
    for place in places:
        found.setdefault(place.kind, []).append(place)
    return found


def _handler(engine: Engine, clock: DemoClock) -> Callable[[Command], Any]:
    async def handle(command: Command) -> Sequence[Event]:
        clock.move_to(command.now)
        return (await engine.handle(command)).events

    return handle
