"""Put a server back from its copies: the base, then the journal up to its end or to a moment.

The new data directory is made beside its place and takes its name only when it is complete, so that an interrupted
restore leaves nothing that a server would start on.
"""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path

import psycopg

from api.backups.copies import Base, Copies
from api.backups.errors import BackupRefused
from api.backups.programs import program, run
from api.postgres import Lease, wait_until
from api.postgres.account import Account
from api.postgres.layout import Layout

JOURNAL = "journal.restoring"
RECOVERY_S = 3600.0
_SETTINGS = ("restore_command", "recovery_target_time", "recovery_target_action", "synchronous_standby_names")


def lay_out(layout: Layout, programs: Path, copies: Copies, until: datetime | None) -> Base:
    """Make the data directory of a server from its copies. Raises BackupRefused; what is there is never overwritten."""
    if layout.cluster.exists():
        raise BackupRefused(
            f"{layout.cluster} is there: a restore does not overwrite data. Stop everything that uses it and "
            "move it away (keep it until the restored office was looked at), then try again."
        )
    base = copies.newest(until)
    run(
        [program(programs, "pg_verifybackup"), "--quiet", str(base.path)],
        f"The base {base.path} is not whole",
    )
    fresh, journal = layout.home / "cluster.restoring", layout.home / JOURNAL
    for left in (fresh, journal):
        shutil.rmtree(left, ignore_errors=True)
    shutil.copytree(base.path, fresh, symlinks=True)
    _copy_journal(copies, journal)
    _tell_recovery(fresh, journal, until)
    for made in (fresh, journal):
        _give(made, layout.account)
    fresh.rename(layout.cluster)
    return base


def finish(lease: Lease, layout: Layout) -> None:
    """Wait until the server has read the journal and takes writes; forget how it was restored."""
    with psycopg.connect(lease.admin_dsn, autocommit=True) as connection:
        if not wait_until(lambda: not _recovers(connection), RECOVERY_S):
            raise BackupRefused(f"The server still reads the journal after an hour: look into {layout.log}.")
        for name in _SETTINGS:
            connection.execute(f"ALTER SYSTEM RESET {name}".encode())
        connection.execute("SELECT pg_reload_conf()")
    shutil.rmtree(layout.home / JOURNAL, ignore_errors=True)


def _copy_journal(copies: Copies, journal: Path) -> None:
    journal.mkdir(mode=0o700)
    for name, path in copies.journal_files().items():
        shutil.copy2(path, journal / name)


def _tell_recovery(cluster: Path, journal: Path, until: datetime | None) -> None:
    """Later lines of this file win, so what the copied server had set is answered here."""
    lines = [
        f"restore_command = {_quoted(f'cp {_shell(journal)}/%f %p')}",
        "recovery_target_timeline = 'latest'",
        "recovery_target_action = 'promote'",
        "synchronous_standby_names = ''",
    ]
    if until is not None:
        lines.append(f"recovery_target_time = '{until.isoformat()}'")
    with (cluster / "postgresql.auto.conf").open("a", encoding="utf-8") as file:
        file.write("".join(f"{line}\n" for line in lines))
    (cluster / "recovery.signal").touch()


def _shell(path: Path) -> str:
    return "'" + str(path).replace("'", "'\\''").replace("%", "%%") + "'"


def _quoted(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'"


def _give(folder: Path, account: Account) -> None:
    account.own(folder)
    folder.chmod(0o700)
    for path in folder.rglob("*"):
        account.own(path)


def _recovers(connection: psycopg.Connection[tuple[object, ...]]) -> bool:
    row = connection.execute("SELECT pg_is_in_recovery()").fetchone()
    return row is None or bool(row[0])
