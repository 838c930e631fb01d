"""The embedded server of one installation, as its settings want it."""

from __future__ import annotations

from collections.abc import Callable

from api.postgres import EmbeddedServer, Lease, chosen_folder
from api.settings import Settings


def embedded_server(settings: Settings, say: Callable[[str], None] = lambda _: None) -> EmbeddedServer:
    """The server of this installation, which may not run yet. Raises PostgresError."""
    return EmbeddedServer.at(
        settings.home,
        bin_dir=chosen_folder(settings.postgres_bin),
        pg_user=settings.pg_user or None,
        say=say,
    )


def acquire_server(
    settings: Settings, say: Callable[[str], None] = lambda _: None, *, existing: bool = False
) -> Lease:
    """Start or join it; give the lease back when done. Raises PostgresError, also when `existing` data are gone."""
    return EmbeddedServer.acquire(
        settings.home,
        bin_dir=chosen_folder(settings.postgres_bin),
        pg_user=settings.pg_user or None,
        say=say,
        existing=existing,
    )
