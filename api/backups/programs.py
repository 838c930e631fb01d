"""PostgreSQL's own programs for copies, run with the rights of whoever runs us."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path

import psycopg

from api.backups.errors import BackupRefused
from api.postgres import Lease, reason_in
from api.postgres.account import ENVIRONMENT


def program(folder: Path, name: str) -> Path:
    """One of them. Raises BackupRefused when this PostgreSQL comes without it."""
    found = folder / name
    if not found.exists():
        raise BackupRefused(
            f"{found} is missing: install PostgreSQL's client programs, or unset BIHUAN_POSTGRES_BIN."
        )
    return found


def run(command: Sequence[str | Path], what: str) -> None:
    """Run one to its end. Raises BackupRefused with the reason it gave."""
    said = subprocess.run(
        [str(word) for word in command],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
        env=ENVIRONMENT,
    )
    if said.returncode:
        raise BackupRefused(f"{what}: {reason_in(said.stderr)}")


def system_of(lease: Lease) -> int:
    """The number PostgreSQL gave this data directory, which its copies have too."""
    with psycopg.connect(lease.admin_dsn, autocommit=True, connect_timeout=5) as connection:
        row = connection.execute("SELECT system_identifier FROM pg_control_system()").fetchone()
    if row is None:
        raise BackupRefused("The server does not tell its number.")
    return int(row[0])
