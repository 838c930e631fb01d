"""What the tests of the doors share: one served office a module, a fresh one where a test needs it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from api.postgres import Lease
from tests.api.serving import Door, served
from tests.support.postgres import fresh_database


@pytest.fixture(scope="module")
def door(
    migrated_server: Lease, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Door]:
    """An office that the tests of a module share; each opens cases of its own."""
    worker: dict[str, str] = getattr(request.config, "workerinput", {})
    with (
        fresh_database(migrated_server, worker.get("workerid", "main")) as dsn,
        served(dsn, tmp_path_factory.mktemp("data")) as made,
    ):
        yield made


@pytest.fixture
def own_door(database: str, tmp_path: Path) -> Iterator[Door]:
    """An office of the test's own, with nothing on its desks."""
    with served(database, tmp_path) as made:
        yield made
