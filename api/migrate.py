"""Bring a database up to date: apply, once each and in order, the numbered SQL files of the packages that own them.

All that is missing is applied in one transaction: a failed migration leaves the database as it was. A file that
was applied is never changed; what must change comes in a further file.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files

import psycopg

ROOMS = ("workflows.log", "workflows.devices", "projections")
"""Packages with a folder `sql`; the log comes first, what is folded from it after."""
BOOKS = """
CREATE SCHEMA IF NOT EXISTS bihuan;
CREATE TABLE IF NOT EXISTS bihuan.migrations (
    name text COLLATE "C" PRIMARY KEY,
    digest text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
"""


class MigrationRefused(Exception):
    """The database does not fit this version of the program; the message says which file and what to do."""


@dataclass(frozen=True)
class Migration:
    """One numbered SQL file."""

    name: str
    text: str

    @property
    def digest(self) -> str:
        """Digest of the text, by which a later change is noticed."""
        return hashlib.sha256(self.text.encode()).hexdigest()


def migrations() -> Iterator[Migration]:
    """Yield every migration this program knows, in the order they are applied."""
    for room in ROOMS:
        folder = files(room) / "sql"
        if folder.is_dir():
            names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".sql"))
            yield from (Migration(f"{room}/{name}", (folder / name).read_text("utf-8")) for name in names)


def migrate(dsn: str) -> list[str]:
    """Apply what is missing and return the names; safe to repeat, and when two do it at once."""
    with psycopg.connect(dsn) as connection:
        connection.execute("SELECT pg_advisory_xact_lock(hashtextextended('bihuan.migrate', 0))")
        connection.execute(BOOKS)
        found = connection.execute("SELECT name, digest FROM bihuan.migrations")
        applied: dict[str, str] = dict(found.fetchall())
        known = list(migrations())
        _require_fit(applied, {migration.name: migration.digest for migration in known})
        missing = [migration for migration in known if migration.name not in applied]
        for migration in missing:
            _apply(connection, migration)
    return [migration.name for migration in missing]


def _require_fit(applied: dict[str, str], known: dict[str, str]) -> None:
    for name, digest in applied.items():
        if name not in known:
            raise MigrationRefused(
                f"This database has {name}, which this version does not know: use the newer version it was made by."
            )
        if known[name] != digest:
            raise MigrationRefused(
                f"{name} was changed after it had been applied: restore it, and put the change into a further file."
            )


def _apply(connection: psycopg.Connection, migration: Migration) -> None:
    connection.execute(migration.text.encode())
    connection.execute(
        "INSERT INTO bihuan.migrations (name, digest) VALUES (%s, %s)", [migration.name, migration.digest]
    )
