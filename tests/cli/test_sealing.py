"""The worker's sealing: it goes on by itself, says once why it does not, and may be killed at any moment."""

import logging
import random
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from api.audit_places import audit_places, published_key
from api.cli import sealing
from api.cli.places import OpenOffice
from api.cli.sealing import keep_sealing
from api.settings import Settings
from projections.transparency.folder import Folder
from projections.transparency.store import log_id_of
from projections.transparency.verifying import verify_database
from projections.transparency.verifying_files import verify_files
from tests.support.log_events import PLACE
from tests.support.sealed_log import append, said, store_of, superuser
from tests.support.until import until
from workflows.log import connect

SEED = 20_261_131
_WORKER = """
import sys, threading
from pathlib import Path
from api.cli import sealing
from api.cli.places import OpenOffice
from api.settings import Settings
dsn, place, home = sys.argv[1:]
sealing.EVERY_S = 0.01
office = OpenOffice(Settings(data_dir=Path(home), database_url=dsn, office=place), dsn, place, False)
sealing.keep_sealing(office, threading.Event())
"""


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "EVERY_S", 0.02)
    monkeypatch.setattr(sealing, "AGAIN_S", 0.02)


def office_of(dsn: str, home: Path) -> OpenOffice:
    return OpenOffice(Settings(data_dir=home, database_url=dsn, office=PLACE), dsn, PLACE, False)


def published(dsn: str, home: Path) -> Folder:
    with connect(dsn) as connection:
        return audit_places(office_of(dsn, home).settings, PLACE, log_id_of(connection)).published


def sealed(dsn: str) -> int:
    with store_of(dsn) as store:
        return store.extent()[1]


@contextmanager
def sealing_goes_on(dsn: str, home: Path) -> Iterator[None]:
    stop = threading.Event()
    thread = threading.Thread(target=keep_sealing, args=(office_of(dsn, home), stop))
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(30)


def whole(dsn: str, home: Path) -> list[str]:
    """What both verifications find."""
    folder = published(dsn, home)
    with store_of(dsn) as store:
        found = said(verify_database(store, folder, published_key(folder)))
    return found + said(verify_files(folder, published_key(folder)))


def test_new_facts_are_sealed_by_any_number_of_workers(database: str, tmp_path: Path) -> None:
    with sealing_goes_on(database, tmp_path), sealing_goes_on(database, tmp_path):
        for number in range(5):
            append(database, 60, stream=f"s{number}")
        until(lambda: sealed(database) == 300)

    assert whole(database, tmp_path) == []


def test_a_refusal_is_said_once_and_looked_at_again(
    database: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    append(database, 3)
    with sealing_goes_on(database, tmp_path):
        until(lambda: sealed(database) == 3)
    key = next((tmp_path / "audit").glob("*.key"))
    key.rename(tmp_path / "elsewhere")
    append(database, 3, stream="more")
    caplog.set_level(logging.ERROR)

    with sealing_goes_on(database, tmp_path):
        until(lambda: "is missing; put its backup back" in caplog.text)
        (tmp_path / "elsewhere").rename(key)
        until(lambda: sealed(database) == 6)
    assert len(caplog.records) == 1


def test_a_lost_connection_is_made_anew(database: str, tmp_path: Path) -> None:
    with sealing_goes_on(database, tmp_path):
        append(database, 3)
        until(lambda: sealed(database) == 3)
        with superuser(database) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        append(database, 3, stream="more")
        until(lambda: sealed(database) == 6)


def test_a_worker_that_is_killed_at_any_moment_leaves_a_log_that_goes_on(
    database: str, tmp_path: Path
) -> None:
    chance = random.Random(SEED)
    for number in range(6):
        before = sealed(database)
        worker = subprocess.Popen([sys.executable, "-P", "-c", _WORKER, database, PLACE, str(tmp_path)])
        for part in range(4):
            append(database, chance.randint(1, 300), stream=f"s{number}-{part}")
        until(lambda before=before: sealed(database) > before)  # type: ignore[misc]
        append(database, chance.randint(1, 300), stream=f"t{number}")
        worker.kill()
        worker.wait(30)
    with sealing_goes_on(database, tmp_path), store_of(database) as store:
        until(lambda: store.tail(sealed(database))[0] == 0)

    assert whole(database, tmp_path) == []
