"""A small demo that the tests of exports share, and the command line that exports it."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from api.demo.seeding import DemoPlan, seed
from api.postgres import Lease
from api.settings import Settings
from tests.cli.conftest import XIANGFU, bihuan
from tests.cli.offices import read
from tests.cli.running import Bihuan
from tests.demo.memory import UNTIL
from tests.support.postgres import fresh_database

__all__ = ["bihuan"]
PLAN = DemoPlan(cases=30, seed=5, days=20, until=UNTIL)


@pytest.fixture(scope="session")
def demo(
    migrated_server: Lease, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The database of a demo played by the real engine; nobody writes to it."""
    worker: dict[str, str] = getattr(request.config, "workerinput", {})
    with fresh_database(migrated_server, f"{worker.get('workerid', 'main')}_export") as dsn:
        with psycopg.connect(dsn, autocommit=True) as connection:
            connection.execute("SELECT bihuan.mark_as_demo()")
        settings = Settings(data_dir=tmp_path_factory.mktemp("demo"), office="330105009")
        asyncio.run(seed(settings, dsn, read(XIANGFU), PLAN, lambda done, total: None))
        yield dsn


@pytest.fixture
def on_demo(bihuan: Bihuan, demo: str, monkeypatch: pytest.MonkeyPatch) -> Bihuan:
    """The program on the demo."""
    monkeypatch.setenv("BIHUAN_DATABASE_URL", demo)
    return bihuan


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """A folder to export to."""
    folder = tmp_path / "out"
    folder.mkdir()
    return folder
