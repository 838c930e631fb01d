"""A log with facts in a fresh database, and all that seals and verifies it."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg

from projections.ports import Connection
from projections.transparency.findings import Report
from projections.transparency.folder import Folder, Step, unnoticed
from projections.transparency.notes import Signer
from projections.transparency.sealing import Sealer
from projections.transparency.store import Store
from projections.transparency.verifying import verify_database
from projections.transparency.verifying_files import verify_files
from tests.support.log_events import PLACE, record
from workflows.log import EventLog, connect

NAME = "bihuan.example/street"
SIGNER = Signer(NAME, bytes(range(32)))
VERIFIER = SIGNER.verifier


def append(dsn: str, facts: int, stream: str = "case") -> None:
    """Store so many facts, three a stream, by the door every fact goes through."""

    async def store() -> None:
        async with EventLog(dsn, PLACE, hints=False) as log:
            todo = [
                record(
                    f"{stream}-{number}",
                    facts=min(3, facts - number),
                    command=hash((stream, number)) & 0xFFFFFFFF,
                )
                for number in range(0, facts, 3)
            ]
            await asyncio.gather(*(log.append(one) for one in todo))

    asyncio.run(store())


def salts(seed: int = 0) -> Callable[[], bytes]:
    """Salts that come again for the same seed."""
    chance = random.Random(seed)
    return lambda: chance.randbytes(32)


@contextmanager
def store_of(dsn: str) -> Iterator[Store]:
    """The store over a connection of the application's role."""
    with closing(connect(dsn)) as connection:
        yield Store(connection, PLACE)


def seal(
    dsn: str, folder: Path, *, step: Step = unnoticed, signer: Signer = SIGNER, batch: int = 10_000
) -> int:
    """Seal as a process does that has just started."""
    with store_of(dsn) as store:
        return Sealer(store, Folder(folder, step), signer, salts(store.count()), step, batch).seal()


def verify(dsn: str, folder: Path, against: str = "") -> Report:
    """Verify against the database."""
    with store_of(dsn) as store:
        return verify_database(store, Folder(folder), VERIFIER, against=against)


def verify_offline(folder: Path, against: str = "") -> Report:
    """Verify the files alone."""
    return verify_files(Folder(folder), VERIFIER, against=against)


def files_of(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, by its path."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@contextmanager
def superuser(dsn: str) -> Iterator[Connection]:
    """A connection that no trigger stops: what somebody with all rights on the database can do."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")
        yield connection


def places(report: Report) -> set[str]:
    """Where something was found."""
    return {finding.place for finding in report.findings}


def said(report: Report) -> list[str]:
    """What was found, in sentences."""
    return [str(finding) for finding in report.findings]


def one(connection: Connection, query: str, *values: Any) -> Any:
    """The first column of the only row."""
    row = connection.execute(query.encode(), values).fetchone()
    assert row is not None
    return row[0]
