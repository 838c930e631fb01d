"""The embedded servers of one installation, as its settings want them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from api.backups.unfinished import require_whole
from api.postgres import EmbeddedServer, Lease, chosen_folder
from api.settings import Settings

KEYS_MEMORY = "16MB"
"""Of the server of the keys, which is asked little."""


def embedded_server(settings: Settings, say: Callable[[str], None] = lambda _: None) -> EmbeddedServer:
    """The server of this installation, which may not run yet. Raises PostgresError."""
    return EmbeddedServer.at(settings.home, say=say, **_wanted(settings))


def acquire_server(
    settings: Settings, say: Callable[[str], None] = lambda _: None, *, existing: bool = False
) -> Lease:
    """Start or join it; give the lease back when done.

    Raises PostgresError, also when `existing` data are gone or what is there was not wholly restored.
    """
    require_whole(settings.home)
    return EmbeddedServer.acquire(settings.home, say=say, existing=existing, **_wanted(settings))


def acquire_keys_server(settings: Settings, *, existing: bool = False) -> Lease:
    """The same of the second, small one that holds the keys: a journal is a server's, so keys need one of their own."""
    require_whole(settings.home)
    return EmbeddedServer.acquire(
        keys_folder(settings), memory=KEYS_MEMORY, existing=existing, **_wanted(settings)
    )


def embedded_keys_server(settings: Settings) -> EmbeddedServer:
    """The server of the keys, which may not run yet. Raises PostgresError."""
    return EmbeddedServer.at(keys_folder(settings), memory=KEYS_MEMORY, **_wanted(settings))


def keys_folder(settings: Settings) -> Path:
    """Where the embedded server of the keys lies."""
    return settings.home / "keys"


def _wanted(settings: Settings) -> dict[str, Any]:
    return {"bin_dir": chosen_folder(settings.postgres_bin), "pg_user": settings.pg_user or None}
