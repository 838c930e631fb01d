"""What the backup of an installation consists of: the servers of facts and of keys, each into a folder of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from api.backups.copies import Copies
from api.backups.unfinished import require_whole
from api.cli.console import Stop
from api.cli.failures import BAD_DATA, FAILED
from api.embedded import embedded_keys_server, embedded_server
from api.postgres import EmbeddedServer
from api.settings import Settings, load_settings

KEYS_STAY = timedelta(days=7)
"""How long a copy of keys stays: what was erased is gone from every copy by then."""
FACTS, KEYS = "facts", "keys"
OWN_SERVER = (
    "{setting} names a server of your own: copy it with its own means (pgBackRest, Barman, pg_basebackup). "
    "docs/guides/back-up-and-restore.md says what must be in the copy."
)


@dataclass(frozen=True)
class Part:
    """One server, and the folder of its copies."""

    name: str
    server: EmbeddedServer
    copies: Copies
    stays: timedelta | None = None
    """How long its bases stay at most."""


def settings_for_backups(folder: Path, keys: Path | None, *, whole: bool = True) -> Settings:
    """The settings, when this installation can be copied into these folders. Raises Stop, UnfinishedRestore.

    Data need not be `whole` for who restores.
    """
    settings = load_settings()
    if settings.database_url:
        raise Stop(OWN_SERVER.format(setting="BIHUAN_DATABASE_URL"), FAILED)
    if keys is not None and settings.keys_database_url:
        raise Stop(OWN_SERVER.format(setting="BIHUAN_KEYS_DATABASE_URL"), FAILED)
    _require_apart(folder, settings.home, "the data")
    if keys is not None:
        _require_apart(keys, settings.home, "the data")
        _require_apart(keys, folder, "the copies of the facts")
    if whole:
        require_whole(settings.home)
    return settings


def servers_of(settings: Settings) -> list[EmbeddedServer]:
    """The embedded servers of this installation."""
    keys = [] if settings.keys_database_url else [embedded_keys_server(settings)]
    return [*keys, embedded_server(settings)]


def parts_of(
    settings: Settings, folder: Path, keys: Path | None, say: Callable[[str], None]
) -> tuple[Part, ...]:
    """Keys first: facts are of no use to anybody before."""
    of_facts = Part(FACTS, embedded_server(settings, say), Copies(folder, FACTS))
    if keys is None:
        return (of_facts,)
    return Part(KEYS, embedded_keys_server(settings), Copies(keys, KEYS), KEYS_STAY), of_facts


def _require_apart(folder: Path, other: Path, what: str) -> None:
    one, two = folder.resolve(), other.resolve()
    if one.is_relative_to(two) or two.is_relative_to(one):
        raise Stop(
            f"{folder} and {what} in {other} lie in each other: copies go to another disk or machine, "
            "those of keys to another one than those of facts.",
            BAD_DATA,
        )
