"""Makes the demo: the office told as facts, the catalogue published, then the stories played through the real engine.

The clock is simulated, and it is also what stamps `recorded_at`, which the log allows in a database that is marked as
a demo for ever and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from api.bootstrap import build, calendar_file, read_calendar
from api.demo.casting import Casting
from api.demo.ids import Ids
from api.demo.images import keep_pictures, pictures
from api.demo.moments import Moments
from api.demo.phrases import load_phrases
from api.demo.play import Handle, Player, Tell
from api.demo.sensing import devices_of, play_last_day
from api.demo.summary import figures
from api.demo.timekeeping import DemoClock, time_kept
from api.demo.world import World
from api.office_file import OfficeFile
from api.office_places import ListedPlace
from api.services import Services
from api.settings import Settings
from domain.command import Command
from domain.envelope import Event

STEWARD = "steward-1"
"""Who sets the office up."""


@dataclass(frozen=True, kw_only=True)
class DemoPlan:
    """What is asked for. `until` is the last simulated day; its midnight is where the simulation ends."""

    cases: int
    seed: int
    days: int
    until: date

    @property
    def first(self) -> date:
        """The first simulated day."""
        return self.until - timedelta(days=self.days - 1)

    def as_data(self) -> dict[str, Any]:
        """As it is kept with the data."""
        return {**asdict(self), "until": self.until.isoformat()}


async def seed(
    settings: Settings, dsn: str, office: OfficeFile, plan: DemoPlan, tell: Tell
) -> dict[str, Any]:
    """Make everything and return the figures of it. The database must be marked as a demo and hold nothing."""
    ids, moments = Ids(plan.seed), Moments(read_calendar(settings))
    clock = DemoClock(moments.at_hour(plan.first - timedelta(days=1), 9))
    by_plan: dict[str, Any] = {"clock": clock, "record_clock": clock, "new_id": lambda: ids.at(clock())}
    async with build(settings, dsn=dsn, jurisdiction=office.code, **by_plan) as services:
        await _found(services, office, clock)
        world = await _world(services, office, moments, plan.seed)
        end = moments.midnight(plan.until + timedelta(days=1))
        casting = Casting(world, ids, plan.seed, plan.first, plan.days, end)
        async with time_kept(services.engine, dsn, clock) as keep_time:
            player = Player(world, ids, _handler(services, clock), keep_time, end)
            tally = await player.play(casting.stories(plan.cases), tell)
        leads = await play_last_day(services, clock, plan.seed, end)
        position = await services.log.head()
    made = tally.events + position - tally.last_position
    told = figures([*world.cases.values(), *leads], world.workflows, made, end)
    return {**told, "position": position, "refused": dict(tally.refused), "plan": plan.as_data()}


async def _found(services: Services, office: OfficeFile, clock: DemoClock) -> None:
    """The office's own facts, the day before the first report."""
    plans = office.plans_from(read_calendar(services.settings).local(clock()).date())
    await services.engine.tell_office((*office.facts, *plans), STEWARD, clock())
    devices = devices_of(office, await services.engine.office(), services)
    await services.engine.tell_office(devices, STEWARD, clock())
    await services.engine.publish_calendar(calendar_file(services.settings), STEWARD, clock())
    for loaded in services.catalogue.workflows.values():
        await services.engine.publish(loaded.workflow, STEWARD, clock())
    await services.engine.publish_formulas(services.catalogue.formulas.values(), STEWARD, clock())


async def _world(services: Services, office: OfficeFile, moments: Moments, seed: int) -> World:
    known = pictures(seed)
    await keep_pictures(services.evidence, known, STEWARD)
    return World(
        office=await services.engine.office(),
        posts=office.posts,
        meal_list=office.meal_list,
        places=_by_kind(office.places),
        workflows={key: loaded.workflow for key, loaded in services.catalogue.workflows.items()},
        moments=moments,
        phrases=load_phrases(),
        pictures=known,
    )


def _by_kind(places: Iterable[ListedPlace]) -> Mapping[str, Sequence[ListedPlace]]:
    found: dict[str, list[ListedPlace]] = {}
    for place in places:
        found.setdefault(place.kind, []).append(place)
    return found


def _handler(services: Services, clock: DemoClock) -> Handle:
    async def handle(command: Command) -> Sequence[Event]:
        clock.move_to(command.now)
        return (await services.engine.handle(command)).events

    return handle
