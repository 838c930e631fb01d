"""A small demo that the tests of exports share, and the command line that exports it."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
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
from tests.support.postgres import fresh_database, keys_of

__all__ = ["bihuan"]
PLAN = DemoPlan(cases=30, seed=5, days=20, until=UNTIL)


@contextmanager
def played(lease: Lease, name: str, folder: Path) -> Iterator[str]:
    """A database of a demo played by the real engine."""
    with fresh_database(lease, name) as dsn:
        with psycopg.connect(dsn, autocommit=True) as connection:
            connection.execute("SELECT bihuan.mark_as_demo()")
        settings = Settings(data_dir=folder, office="330105009", keys_database_url=keys_of(dsn))
        asyncio.run(seed(settings, dsn, read(XIANGFU), PLAN, lambda done, total: None))
        yield dsn


def _worker(request: pytest.FixtureRequest) -> str:
    found: dict[str, str] = getattr(request.config, "workerinput", {})
    return found.get("workerid", "main")


@pytest.fixture(scope="session")
def demo_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data directory of that demo, with its wrapping key."""
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="session")
def demo(migrated_server: Lease, request: pytest.FixtureRequest, demo_home: Path) -> Iterator[str]:
    """A demo that tests share and nobody writes to."""
    with played(migrated_server, f"{_worker(request)}_shared", demo_home) as dsn:
        yield dsn


@pytest.fixture
def own_demo(migrated_server: Lease, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A demo of the test's own."""
    with played(migrated_server, f"{_worker(request)}_own", tmp_path / "demo") as dsn:
        yield dsn


@pytest.fixture
def on_demo(bihuan: Bihuan, demo: str, demo_home: Path, monkeypatch: pytest.MonkeyPatch) -> Bihuan:
    """The program on the demo."""
    (kek,) = (demo_home / "kek").iterdir()
    monkeypatch.setenv("BIHUAN_KEY_FILE", str(kek))
    monkeypatch.setenv("BIHUAN_DATABASE_URL", demo)
    monkeypatch.setenv("BIHUAN_KEYS_DATABASE_URL", keys_of(demo))
    return bihuan


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """A folder to export to."""
    folder = tmp_path / "out"
    folder.mkdir()
    return folder
