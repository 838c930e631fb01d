"""The drill: the disk of the database is lost while people work, and what was acknowledged is there again."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from api.backups.receiving import is_waited_for
from api.migrate import migrate
from api.postgres import ensure_database, postmaster
from api.settings import DEFAULT_DATABASE
from bench import history
from tests.support.installed import ROOT, Installed
from tests.support.until import until

ENOUGH = 200


@contextmanager
def writing(dsn: str, name: str, notes: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A program that writes as hard as it can and notes each acknowledgement."""
    command = [sys.executable, "-P", "-m", "tests.support.log_writer", dsn, name, "1", "4", str(notes)]
    process = subprocess.Popen(command, cwd=ROOT)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def acknowledged(notes: Path) -> list[tuple[str, int, int]]:
    """Stream, version and position of every command that was answered."""
    lines = notes.read_text().splitlines() if notes.exists() else []
    assert not [line for line in lines if line.startswith("wrong")]
    return [(words[2], int(words[3]), int(words[4])) for words in map(str.split, lines)]


def stored(dsn: str) -> dict[int, tuple[str, int]]:
    """Stream and version by position."""
    with psycopg.connect(dsn) as connection:
        rows = connection.execute(
            "SELECT position, stream_id, version FROM bihuan.events WHERE jurisdiction = '330105009'"
        ).fetchall()
    return {row[0]: (row[1], row[2]) for row in rows}


def lose_the_disk(installed: Installed) -> None:
    """Kill the server where it stands and remove its data."""
    cluster = installed.server.layout.cluster
    pid = postmaster.find(cluster)
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    until(lambda: not postmaster.is_alive(pid), of="the server is dead")
    shutil.rmtree(cluster)


def test_what_was_acknowledged_outlives_the_disk(installed: Installed, tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    installed.must("backup", "take", str(installed.copies))
    with installed.server.lease(existing=True) as lease, installed.receiving() as receiver:
        dsn = lease.dsn(DEFAULT_DATABASE)
        with writing(dsn, "before", notes):
            until(lambda: len(acknowledged(notes)) > ENOUGH, of="people work")
            lose_the_disk(installed)
        receiver.terminate()
        receiver.wait(60)
        told = json.loads(installed.must("backup", "restore", str(installed.copies), "--json"))
        answered, there = acknowledged(notes), stored(dsn := lease.dsn(DEFAULT_DATABASE))
        assert {position: there.get(position) for _, _, position in answered} == {
            position: (stream, version) for stream, version, position in answered
        }
        assert told["position"] == max(there)
        assert told["seconds"] < 60
        assert not is_waited_for(dsn)
    _goes_on(installed, tmp_path)


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_the_drill_with_a_million_facts(empty: Installed, tmp_path: Path) -> None:
    with empty.server.lease() as lease:
        ensure_database(lease.admin_dsn, DEFAULT_DATABASE)
        dsn = lease.dsn(DEFAULT_DATABASE)
        migrate(dsn)
        empty.must("backup", "take", str(empty.copies))
        with empty.receiving() as receiver:
            facts = history.write(dsn, 1_000_000)
            notes = tmp_path / "notes"
            with writing(dsn, "last", notes):
                until(lambda: len(acknowledged(notes)) > ENOUGH, of="people work")
                lose_the_disk(empty)
            receiver.terminate()
            receiver.wait(60)
        told = json.loads(empty.must("backup", "restore", str(empty.copies), "--json"))
        there = stored(lease.dsn(DEFAULT_DATABASE))
    print(f"{told['position']} facts restored in {told['seconds']} s, a million of them from the journal")
    assert told["position"] > facts
    assert all(there.get(position) == (stream, version) for stream, version, position in acknowledged(notes))
    assert told["seconds"] < 60


def _goes_on(installed: Installed, tmp_path: Path) -> None:
    """After a restore there is a new base, it is received again, and a second loss is survived like the first."""
    notes = tmp_path / "notes-after"
    installed.must("backup", "take", str(installed.copies))
    with installed.server.lease(existing=True) as lease, installed.receiving() as receiver:
        dsn = lease.dsn(DEFAULT_DATABASE)
        with writing(dsn, "after", notes):
            until(lambda: len(acknowledged(notes)) > ENOUGH, of="people work again")
            lose_the_disk(installed)
        receiver.terminate()
        receiver.wait(60)
        installed.must("backup", "restore", str(installed.copies))
        there = stored(lease.dsn(DEFAULT_DATABASE))
        assert all(
            there.get(position) == (stream, version) for stream, version, position in acknowledged(notes)
        )
