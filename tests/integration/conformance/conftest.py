"""A small demo office with its history, seeded once; every test tampers with it in a transaction of its own."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from api.demo.seeding import DemoPlan, seed
from api.postgres import Lease
from api.settings import Settings
from tests.calendars import PUBLISHED
from tests.cli.conftest import XIANGFU
from tests.cli.offices import read
from tests.demo.memory import UNTIL
from tests.support.postgres import fresh_database, keys_of
from tests.support.record_tampering import Record, record

OFFICE = "330105009"


@pytest.fixture(scope="module")
def seeded(
    request: pytest.FixtureRequest, migrated_server: Lease, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("history")
    worker = getattr(request.config, "workerinput", {}).get("workerid", "main")
    with fresh_database(migrated_server, f"{worker}_history") as dsn:
        with psycopg.connect(dsn, autocommit=True) as connection:
            connection.execute("SELECT bihuan.mark_as_demo()")
        plan = DemoPlan(cases=100, seed=5, days=40, until=UNTIL)
        asyncio.run(
            seed(
                Settings(data_dir=folder, office=OFFICE, keys_database_url=keys_of(dsn)),
                dsn,
                read(XIANGFU),
                plan,
                lambda _, __: None,
            )
        )
        yield dsn


@pytest.fixture
def history(seeded: str) -> Iterator[Record]:
    with record(seeded, OFFICE, lambda office: office.calendar or PUBLISHED) as opened:
        yield opened
