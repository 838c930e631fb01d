"""Offices driven through the same seeded moves by the real engine, each under its own rules; and what-if about them."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

import psycopg

from api.demo.play import KeepTime
from api.demo.timekeeping import DemoClock, time_kept
from domain.command import Command
from domain.envelope import Event
from domain.errors import Refused
from domain.facts.meals import MealCardIssued
from tests.calendars import PUBLISHED
from tests.cli.conftest import XIANGFU
from tests.cli.offices import read
from tests.demo.memory import Played
from tests.support.keys import FixedKeys
from tests.support.office_engine import engine_on
from workflows.engine import Engine
from workflows.loader import Catalogue, catalogue_dir, load_catalogue
from workflows.log import EventLog, LogReader
from workflows.raising import RAISING
from workflows.reactions import commands_of
from workflows.whatif import Compared, World, compare

PASSED = "deadline.passed"
RAISES = ("supervise", "escalate")


def mark_as_demo(dsn: str) -> None:
    """Let a simulated clock say in this database when facts are recorded."""
    with psycopg.connect(dsn, autocommit=True) as owner:
        owner.execute("SELECT bihuan.mark_as_demo()")


class _Listed:
    """Diets as the office file says them: in the log they lie sealed."""

    def __init__(self, cards: Iterable[MealCardIssued]) -> None:
        self._avoided = {card.person: frozenset(card.avoids) for card in cards}

    async def avoided(self, card: MealCardIssued) -> frozenset[str]:
        return self._avoided[card.person]


def packaged() -> Catalogue:
    """The catalogue as it is shipped."""
    return load_catalogue([catalogue_dir()]).required()


async def live(dsn: str, name: str, catalogue: Catalogue, played: Played) -> set[str]:
    """Drive an office of that name through what people did; returns the cases of which a command was refused.

    What the clocks bring about is brought about by the clocks of this world, and what a move has raised or supervised
    by the reactions to the facts of this world. Turns of plans are left out: their ids are made of the office's name.
    """
    begin = played.commands[0].now
    clock = DemoClock(begin)
    office = read(XIANGFU)
    async with EventLog(dsn, name, keys=FixedKeys(), hints=False) as log:
        engine = engine_on(log, record_clock=clock, diets=_Listed(office.meal_list))
        await engine.tell_office(office.facts, "steward-1", begin)
        for loaded in catalogue.workflows.values():
            await engine.publish(loaded.workflow, "steward-1", begin)
        async with time_kept(engine, dsn, clock) as keep_time:
            refused = await _all_moves(engine, keep_time, clock, played)
            await _all(keep_time, played.events[-1].envelope.recorded_at + timedelta(microseconds=1))
    return refused


async def _all_moves(engine: Engine, keep_time: KeepTime, clock: DemoClock, played: Played) -> set[str]:
    refused: set[str] = set()
    undone: set[str] = set()
    of_clocks = {event.envelope.command_id for event in played.events if event.fact.TOPIC == PASSED}
    turns = {case.id for case in played.world.cases.values() if case.task is not None and case.task.plan}
    for command in played.commands:
        raised = command.actor == "system" and command.move in RAISES
        if command.case_id in turns or command.id in of_clocks or raised or command.causation in undone:
            undone.add(command.event_id)
            continue
        await _all(keep_time, command.now)
        clock.move_to(command.now)
        if not await _done(engine, command):
            undone.add(command.event_id)
            refused.add(command.case_id)
    return refused


async def _all(keep_time: KeepTime, until: datetime) -> None:
    while await keep_time(until):
        pass


async def _done(engine: Engine, command: Command) -> bool:
    try:
        done = await engine.handle(command)
    except Refused:
        return False
    for event in done.events:
        if type(event.fact) in RAISING:
            await _raise(engine, event)
    return True


async def _raise(engine: Engine, event: Event) -> None:
    case = await engine.case(event.envelope.case_id)
    for command in commands_of(event, case, event.envelope.occurred_at):
        await engine.handle(command)


def ask(dsn: str, name: str, catalogue: Catalogue, until: datetime) -> tuple[Compared, Mapping[int, str]]:
    """What what-if says of a recorded office under another catalogue, and the command at each position."""
    pinned = {loaded.workflow.digest: loaded.workflow for loaded in packaged().workflows.values()}
    workflows = {key: loaded.workflow for key, loaded in catalogue.workflows.items()}
    with LogReader.open(dsn, name) as log:
        events = log.page(0, log.head())
    recorded = World({}, pinned.__getitem__, lambda _: PUBLISHED)
    other = World(workflows, pinned.__getitem__, lambda _: PUBLISHED)
    commands = {event.envelope.position: event.envelope.command_id for event in events}
    return compare(events, recorded, other, until=until), commands
