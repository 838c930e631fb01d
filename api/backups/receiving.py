"""Receive the journal of a running server as it is written, so that what was acknowledged outlives its disk.

With `synchronous`, a commit is acknowledged only once the receiver has it on its own disk. That holds while somebody
receives; the server is told when he begins and when he ends. One that was killed leaves commits waiting, which is what
synchronous means: start it again, or let the server go on alone with `detach`.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

import psycopg

from api.backups.copies import Copies
from api.backups.errors import BackupRefused
from api.backups.programs import program, run
from api.postgres import Lease
from api.postgres.account import ENVIRONMENT

NAME = "bihuan_backup"
"""Of the receiver among the server's followers, and of the slot that keeps the journal for it."""
_TIMELINE = "SELECT ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::int"
_ATTACHED = "SELECT count(*) > 0 FROM pg_stat_replication WHERE application_name = %s AND state = 'streaming'"
_CUT_OFF = "SELECT pg_terminate_backend(pid) FROM pg_stat_replication WHERE application_name = %s"
_WAITED_FOR = "SELECT setting FROM pg_settings WHERE name = 'synchronous_standby_names'"


class Receiver:
    """The program that receives from one server, started again when it ends."""

    def __init__(self, lease: Lease, copies: Copies) -> None:
        self._lease, self._copies = lease, copies
        self._process: subprocess.Popen[bytes] | None = None

    def keep_going(self) -> None:
        """Start it unless it runs. Raises BackupRefused when it cannot be, psycopg.Error while the server is away."""
        if self._process is not None and self._process.poll() is None:
            return
        folder = self._copies.journal(_timeline(self._lease.admin_dsn))
        receive = program(self._lease.programs, "pg_receivewal")
        source = f"{self._lease.admin_dsn} application_name={NAME}"
        slot: list[str | Path] = [receive, f"--dbname={source}", f"--slot={NAME}"]
        run([*slot, "--create-slot", "--if-not-exists", "--no-password"], "The journal cannot be received")
        self._process = subprocess.Popen(
            [str(word) for word in (*slot, f"--directory={folder}", "--synchronous", "--no-loop")],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=log_of(self._copies).open("ab"),
            env=ENVIRONMENT,
        )

    def stop(self) -> None:
        """End it; what it received is on disk."""
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            self._process.wait()


def attached(dsn: str) -> bool:
    """Whether a receiver follows the server just now."""
    with psycopg.connect(dsn, autocommit=True, connect_timeout=5) as connection:
        return _truth(connection, _ATTACHED)


def attach(dsn: str) -> None:
    """From now on commits wait for the receiver."""
    _set(dsn, f"ALTER SYSTEM SET synchronous_standby_names = '{NAME}'")


def detach(dsn: str) -> None:
    """Commits wait for nobody; those that wait now go on, and whoever receives is cut off."""
    _set(dsn, "ALTER SYSTEM RESET synchronous_standby_names")
    with psycopg.connect(dsn, autocommit=True, connect_timeout=5) as connection:
        connection.execute(_CUT_OFF, [NAME])


def is_waited_for(dsn: str) -> bool:
    """Whether the server was told that commits wait for the receiver."""
    with psycopg.connect(dsn, autocommit=True, connect_timeout=5) as connection:
        row = connection.execute(_WAITED_FOR).fetchone()
        return row is not None and NAME in str(row[0])


def _set(dsn: str, statement: str) -> None:
    """ALTER SYSTEM commits nothing, so it does not wait for a receiver itself."""
    with psycopg.connect(dsn, autocommit=True, connect_timeout=5) as connection:
        connection.execute(statement.encode())
        connection.execute("SELECT pg_reload_conf()")


def _timeline(dsn: str) -> int:
    with psycopg.connect(dsn, autocommit=True, connect_timeout=5) as connection:
        row = connection.execute(_TIMELINE).fetchone()
    if row is None:
        raise BackupRefused("The server does not tell its timeline.")
    return int(row[0])


def _truth(connection: psycopg.Connection[tuple[object, ...]], statement: str) -> bool:
    row = connection.execute(statement.encode(), [NAME]).fetchone()
    return row is not None and bool(row[0])


def log_of(copies: Copies) -> Path:
    """Where the receiving program says what went wrong."""
    return copies.folder / "receiver.log"
