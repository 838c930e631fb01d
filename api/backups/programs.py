"""PostgreSQL's own programs for copies, run with the rights of whoever runs us."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path

from api.backups.errors import BackupRefused
from api.postgres import reason_in
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
