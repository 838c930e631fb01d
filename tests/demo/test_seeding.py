"""The demo through the real engine: the same seed and day give the same rows, and its clock is the one that stamps."""

import asyncio
import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest

from api.bootstrap import build
from api.demo.images import SLOTS, picture
from api.demo.moments import Moments
from api.demo.seeding import DemoPlan, seed
from api.demo.summary import told
from api.postgres import Lease
from api.settings import Settings
from tests.calendars import PUBLISHED
from tests.cli.conftest import XIANGFU
from tests.cli.offices import read
from tests.demo.memory import UNTIL
from tests.support.postgres import fresh_database, keys_of
from workflows.keys import Key
from workflows.loader import catalogue_dir, load_catalogue

PLAN = DemoPlan(cases=24, seed=5, days=20, until=UNTIL)
ROWS = (
    "SELECT stream_id, version, topic, data, event_id::text, metadata::text, occurred_at, recorded_at, position"
    " FROM bihuan.events ORDER BY position"
)


@contextmanager
def demo(lease: Lease, folder: Path) -> Iterator[tuple[list[tuple[Any, ...]], dict[str, Any]]]:
    """A small demo in a database of its own: its rows and its figures."""
    with fresh_database(lease, f"demo_{folder.name}") as dsn:
        with psycopg.connect(dsn, autocommit=True) as connection:
            connection.execute("SELECT bihuan.mark_as_demo()")
        settings = Settings(data_dir=folder, office="330105009", keys_database_url=keys_of(dsn))
        figures = asyncio.run(seed(settings, dsn, read(XIANGFU), PLAN, lambda done, total: None))
        with psycopg.connect(dsn) as connection:
            yield connection.execute(ROWS).fetchall(), figures


def masked(rows: list[tuple[Any, ...]]) -> str:
    """Rows with the same word for whatever is sealed: keys and nonces are never the same twice."""
    return re.sub(r'{"\$e":1[^}]*}', '"sealed"', repr(rows))


def test_two_runs_give_the_same_facts_to_the_byte_but_for_what_is_sealed(
    migrated_server: Lease, tmp_path: Path
) -> None:
    digests = []
    for name in ("one", "two"):
        with demo(migrated_server, tmp_path / name) as (rows, figures):
            digests.append(hashlib.sha256(masked(rows).encode()).hexdigest())
            assert figures["refused"] == {}
            assert figures["position"] == len(rows)
    assert digests[0] == digests[1]


def test_the_simulated_clock_stamps_what_is_recorded(migrated_server: Lease, tmp_path: Path) -> None:
    with demo(migrated_server, tmp_path / "clock") as (rows, figures):
        recorded = [row[7] for row in rows]
        end = Moments(PUBLISHED).midnight(UNTIL + timedelta(days=1))
        assert recorded == sorted(recorded)
        assert recorded[-1] < end
        assert figures["until"] == end.isoformat()
        labels = {key: loaded.labels for key, loaded in load_catalogue([catalogue_dir()]).workflows.items()}
        lines = list(told(figures, labels))
        assert lines[0].startswith(f"{figures['cases']} cases, ")
        assert any("城市管理案卷" in line for line in lines)


def test_evidence_lies_sealed_in_the_store_and_opens_to_what_its_digest_says(
    database: str, tmp_path: Path
) -> None:
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("SELECT bihuan.mark_as_demo()")
    settings = Settings(data_dir=tmp_path, office="330105009", keys_database_url=keys_of(database))
    asyncio.run(seed(settings, database, read(XIANGFU), PLAN, lambda done, total: None))

    notes = list((tmp_path / "files" / "notes").rglob("*.json"))
    assert len(notes) == len(SLOTS)
    asyncio.run(_opened(settings, database, [note.stem for note in notes]))


async def _opened(settings: Settings, dsn: str, ids: list[str]) -> None:
    async with build(settings, dsn=dsn) as services:
        for file_id in ids:
            stored = services.evidence.find(file_id)
            assert stored is not None
            assert b"PNG" not in services.evidence.content(stored).read_bytes()
            key = (await services.keys.for_reading([stored.kid]))[stored.kid]
            assert isinstance(key, Key)
            plain = b"".join(services.evidence.bytes_of(stored, key))
            assert hashlib.sha256(plain).hexdigest() == stored.sha256


def test_a_picture_is_what_it_says() -> None:
    drawn = {picture(slot) for slot in SLOTS}
    assert len(drawn) == len(SLOTS)
    assert all(data.startswith(b"\x89PNG\r\n\x1a\n") and len(data) < 1_000 for data in drawn)


def test_a_database_that_is_no_demo_is_not_written_to(database: str, tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, office="330105009", keys_database_url=keys_of(database))
    with pytest.raises(Exception, match="only a demo may say it"):
        asyncio.run(seed(settings, database, read(XIANGFU), PLAN, lambda done, total: None))
