"""Addresses of the two databases of an installation, with embedded servers running for as long as they are used."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from api.embedded import acquire_server
from api.keys_places import keys_database
from api.postgres import ensure_database
from api.settings import DEFAULT_DATABASE, Settings


@asynccontextmanager
async def log_address(settings: Settings, dsn: str) -> AsyncIterator[str]:
    """Starting the embedded server takes a moment, so it is done beside the event loop."""
    if dsn or settings.database_url:
        yield dsn or settings.database_url
        return
    lease = await asyncio.to_thread(acquire_server, settings)
    try:
        await asyncio.to_thread(ensure_database, lease.admin_dsn, DEFAULT_DATABASE)
        yield lease.dsn(DEFAULT_DATABASE)
    finally:
        await asyncio.to_thread(lease.release)


@asynccontextmanager
async def keys_address(settings: Settings) -> AsyncIterator[str]:
    """The address of the database of keys."""
    opened = keys_database(settings)
    dsn = await asyncio.to_thread(opened.__enter__)
    try:
        yield dsn
    finally:
        await asyncio.to_thread(opened.__exit__, None, None, None)
