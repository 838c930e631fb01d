"""What-if names just the cases that change: both worlds are lived through for real, and their raw rows compared.

The same seeded commands of the demo's sixty days go through the engine twice, under the packaged catalogue and under
one with halved extensions. Which clocks ran out is reckoned from the rows of each log by code that shares nothing with
what-if.
"""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest

from api.demo.play import KeepTime
from api.demo.timekeeping import DemoClock, time_kept
from domain.command import Command
from domain.errors import Refused
from tests.calendars import PUBLISHED, SHANGHAI
from tests.cli.conftest import XIANGFU
from tests.cli.offices import read
from tests.demo.memory import Played, play
from tests.support.office_engine import new_id
from tests.support.variants import HALVED, changed_copy
from workflows.engine import Engine
from workflows.loader import Catalogue, catalogue_dir, load_catalogue, load_variant
from workflows.log import EventLog, LogReader
from workflows.whatif import Compared, World, compare

CASES = 340
PASSED = "deadline.passed"
REAL, HALF = "as_it_was", "halved"
Late = set[tuple[str, str, str, str]]


async def _live(dsn: str, name: str, catalogue: Catalogue, played: Played) -> set[str]:
    """Drive an office of that name through what people did; returns the cases of which a command was refused.

    What the clocks bring about is brought about by the clocks of this world.
    """
    refused: set[str] = set()
    undone: set[str] = set()
    begin = played.commands[0].now
    clock = DemoClock(begin)
    async with EventLog(dsn, name, hints=False) as log:
        engine = Engine(log, calendar=PUBLISHED, zone=SHANGHAI, new_id=new_id, record_clock=clock)
        await engine.tell_office(read(XIANGFU).facts, "steward-1", begin)
        for loaded in catalogue.workflows.values():
            await engine.publish(loaded.workflow, "steward-1", begin)
        of_clocks = {event.envelope.command_id for event in played.events if event.fact.TOPIC == PASSED}
        async with time_kept(engine, dsn, clock) as keep_time:
            for command in played.commands:
                if command.id in of_clocks or command.causation in undone:
                    undone.add(command.event_id)
                    continue
                await _all(keep_time, command.now)
                clock.move_to(command.now)
                if not await _done(engine, command):
                    undone.add(command.event_id)
                    refused.add(command.case_id)
            await _all(keep_time, played.events[-1].envelope.recorded_at + timedelta(microseconds=1))
    return refused


async def _all(keep_time: KeepTime, until: datetime) -> None:
    while await keep_time(until):
        pass


async def _done(engine: Engine, command: Command) -> bool:
    try:
        await engine.handle(command)
    except Refused:
        return False
    return True


def _raw_late(dsn: str, name: str, until: datetime) -> Late:
    """Starts that ran out, by case, clock, key and the command that started them; from the rows alone."""
    with psycopg.connect(dsn) as connection:
        rows = connection.execute(
            "SELECT e.stream_id, e.occurred_at,"
            " CASE e.metadata->>'actor' WHEN 'system' THEN '' ELSE e.metadata->>'command_id' END, c.value"
            " FROM bihuan.events e,"
            " jsonb_array_elements(e.metadata->'clocks') WITH ORDINALITY c(value, n)"
            " WHERE e.jurisdiction = %s ORDER BY e.position, c.n",
            [name],
        ).fetchall()
    steps: dict[tuple[str, str, str], list[tuple[datetime, str, Mapping[str, Any]]]] = {}
    for case, at, command, clock in rows:
        steps.setdefault((case, clock["clock"], clock.get("key", "")), []).append((at, command, clock))
    return {
        (*which, begun)
        for which, of_clock in steps.items()
        for begun, late in _spans(of_clock, until)
        if late
    }


def _spans(
    steps: Sequence[tuple[datetime, str, Mapping[str, Any]]], until: datetime
) -> list[tuple[str, bool]]:
    """Each start of one clock, and whether between two of its steps it ran past its due moment."""
    ends = [at for at, _, _ in steps[1:]] + [until]
    found: list[tuple[str, bool]] = []
    due, runs, by_system = until, False, 0
    for (_, command, clock), end in zip(steps, ends, strict=True):
        effect = clock["effect"]
        if effect == "started":
            by_system += not command
            found.append((command or f"system {by_system}", False))
        due = datetime.fromisoformat(clock["due_at"]) if clock.get("due_at") else due
        runs = effect in ("started", "resumed") or (effect == "moved" and runs)
        if runs and due < end and found:
            found[-1] = (found[-1][0], True)
    return found


def _asked(dsn: str, catalogue: Catalogue, until: datetime) -> tuple[Compared, dict[int, str]]:
    """What what-if says of the recorded world, and the command at each position."""
    pinned = {loaded.workflow.digest: loaded.workflow for loaded in _ours().workflows.values()}
    workflows = {key: loaded.workflow for key, loaded in catalogue.workflows.items()}
    with LogReader.open(dsn, REAL) as log:
        events = log.page(0, log.head())
    world = World(workflows, pinned.__getitem__, lambda _: PUBLISHED)
    commands = {event.envelope.position: event.envelope.command_id for event in events}
    commands |= {-nth: f"system {nth}" for nth in range(1, 100)}
    return compare(events, world, until=until), commands


def _ours() -> Catalogue:
    return load_catalogue([catalogue_dir()]).required()


@pytest.fixture(scope="module")
def played() -> Played:
    return play(CASES)


@pytest.fixture
def demo_database(database: str) -> str:
    """Where a simulated clock may say when facts are recorded."""
    with psycopg.connect(database, autocommit=True) as owner:
        owner.execute("SELECT bihuan.mark_as_demo()")
    return database


def test_the_list_for_halved_extensions_is_what_both_worlds_come_to(
    demo_database: str, played: Played, tmp_path: Path
) -> None:
    halved = load_variant([catalogue_dir()], [changed_copy(tmp_path / "halved", HALVED)])
    assert asyncio.run(_live(demo_database, REAL, _ours(), played)) == set()
    refused = asyncio.run(_live(demo_database, HALF, halved, played))
    real, half = (_raw_late(demo_database, name, played.end) for name in (REAL, HALF))

    compared, commands = _asked(demo_database, halved, played.end)

    late = {(s.case_id, s.clock, s.key, commands[s.position]) for s in compared.late}
    in_time = {(s.case_id, s.clock, s.key, commands[s.position]) for s in compared.in_time}
    assert late == half - real
    assert in_time == real - half
    assert late, "the demo shows no case that halved extensions change"
    assert {refusal.case_id for refusal in compared.refused} == refused
    assert "request_extension" in {refusal.move for refusal in compared.refused}
