"""Lists and board of a past moment show what a replay from nothing comes to, by SQL over the stored rows alone."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import psycopg
import pytest

from api.demo.seeding import DemoPlan, seed
from api.postgres import Lease
from api.settings import Settings
from tests.api.serving import Door, served
from tests.cli.conftest import XIANGFU
from tests.cli.offices import read
from tests.demo.memory import UNTIL
from tests.support.postgres import fresh_database, keys_of

PLAN = DemoPlan(cases=60, seed=3, days=30, until=UNTIL)
OFFICE = "330105009"
MOMENTS = 50
SEED = 20261129
REPLAY = """
SELECT DISTINCT ON (stream_id) stream_id, metadata ->> 'to', metadata ->> 'phase', version
FROM bihuan.events
WHERE stream_id <> 'office' AND {basis}_at <= %s
ORDER BY stream_id, version DESC
"""
Shown = dict[str, tuple[str, str, int]]


@pytest.fixture(scope="module")
def seeded(
    migrated_server: Lease, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Door, datetime]]:
    """A demo of a month, and the end of it."""
    folder = tmp_path_factory.mktemp("past")
    with fresh_database(migrated_server, "demo_past") as dsn:
        with psycopg.connect(dsn, autocommit=True) as connection:
            connection.execute("SELECT bihuan.mark_as_demo()")
        settings = Settings(data_dir=folder, office=OFFICE, keys_database_url=keys_of(dsn))
        figures = asyncio.run(seed(settings, dsn, read(XIANGFU), PLAN, lambda done, total: None))
        end = datetime.fromisoformat(figures["until"])
        with served(dsn, folder, made=OFFICE, now=end) as door:
            yield door, end


def moments(end: datetime) -> list[datetime]:
    dice = Random(SEED)
    return [end - timedelta(seconds=dice.randrange(1, 30 * 86_400)) for _ in range(MOMENTS)]


def replayed(door: Door, moment: datetime, basis: str) -> Shown:
    with psycopg.connect(door.dsn) as connection:
        rows = connection.execute(REPLAY.format(basis=basis).encode(), [moment]).fetchall()
    return {case: (state, phase, version) for case, state, phase, version in rows}


def asked(moment: datetime, basis: str) -> dict[str, Any]:
    return {"at": moment.astimezone(UTC).isoformat(), "basis": basis, "limit": 200}


@pytest.mark.parametrize("basis", ["recorded", "occurred"])
def test_the_past_is_shown_as_a_replay_from_nothing_has_it(seeded: tuple[Door, datetime], basis: str) -> None:
    door, end = seeded
    client = door.as_("shift-leader-1")
    sizes = set()
    for moment in moments(end):
        expected = replayed(door, moment, basis)
        answer = client.get("/api/v1/cases", params=asked(moment, basis))
        listed = {one["id"]: (one["state"], one["phase"], one["version"]) for one in answer.json()["cases"]}
        assert listed == expected, moment
        sizes.add(len(listed))
    assert len(sizes) > MOMENTS // 4, "the moments are told apart"


def test_the_figures_of_a_past_board_are_counts_of_that_replay(seeded: tuple[Door, datetime]) -> None:
    door, end = seeded
    client = door.as_("shift-leader-1")
    for moment in moments(end):
        open_then = [one for one in replayed(door, moment, "recorded").values() if one[1] != "done"]
        figures = client.get("/api/v1/board", params={"at": moment.isoformat()}).json()["figures"]
        assert {one["id"]: one["value"] for one in figures}["open"] == len(open_then), moment
