"""The embedded server of one installation, as its settings want it."""

from __future__ import annotations

from collections.abc import Callable

from api.postgres import EmbeddedServer, Lease, chosen_folder
from api.settings import Settings


def acquire_server(settings: Settings, say: Callable[[str], None] = lambda _: None) -> Lease:
    """Start or join it; give the lease back when done. Raises PostgresError."""
    return EmbeddedServer.acquire(
        settings.home,
        bin_dir=chosen_folder(settings.postgres_bin),
        pg_user=settings.pg_user or None,
        say=say,
    )
