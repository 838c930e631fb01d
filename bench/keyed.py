"""Logs as an office has them: what is personal sealed, its keys in a database of their own."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from api.migrate import KEY_ROOMS, migrate
from api.postgres import ensure_database
from workflows.keys import KeyStore
from workflows.keys.key_file import FileProvider
from workflows.log import EventLog


def keys_beside(dsn: str) -> str:
    """The database of keys that goes with a log of a benchmark; on the same server, which shares its disk with both."""
    name = f"{conninfo_to_dict(dsn)['dbname']}_keys"
    made = make_conninfo(dsn, dbname=name)
    if ensure_database(make_conninfo(dsn, dbname="postgres"), name):
        migrate(made, KEY_ROOMS)
    return made


@asynccontextmanager
async def keyed_log(dsn: str, office: str) -> AsyncIterator[EventLog]:
    """A log with its keys, open."""
    wrapping = FileProvider(Path("nowhere"), {"bench": bytes(32)})
    async with (
        KeyStore(keys_beside(dsn), office, wrapping, entropy=os.urandom) as keys,
        EventLog(dsn, office, keys=keys) as log,
    ):
        yield log
