"""Receive the journal of a running server as it is written, so that what was acknowledged outlives its disk.

With `synchronous`, a commit is acknowledged only once the receiver has it on its own disk. That holds while somebody
receives; the server is told when he begins and when he ends. One that was killed leaves commits waiting, which is what
synchronous means: start it again, or let the server go on alone with `detach`.
"""

from __future__ import annotations

import subprocess

import psycopg

from api.backups.continuity import number, reach, remove_begun, set_apart
from api.backups.copies import Copies
from api.backups.errors import BackupRefused
from api.backups.programs import program
from api.postgres import Lease, wait_until
from api.postgres.account import ENVIRONMENT

NAME = "bihuan_backup"
"""Of the receiver among the server's followers, and of the slot that keeps the journal for it."""
_TIMELINE = "SELECT ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::int"
_BEGINS = "SELECT pg_walfile_name(restart_lsn) FROM pg_replication_slots WHERE slot_name = %s"
_DROP = "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = %s"
_RESERVE = "SELECT pg_create_physical_replication_slot(%s, true)"
_ATTACHED = "SELECT count(*) > 0 FROM pg_stat_replication WHERE application_name = %s AND state = 'streaming'"
_ACTIVE = "SELECT count(*) > 0 FROM pg_replication_slots WHERE slot_name = %s AND active"
_CUT_OFF = "SELECT pg_terminate_backend(pid) FROM pg_stat_replication WHERE application_name = %s"
_WAITED_FOR = "SELECT setting FROM pg_settings WHERE name = 'synchronous_standby_names'"
ENDS_S = 30.0
"""How long the server may take to notice that a receiver ended."""


class Receiver:
    """The program that receives from one server, started again when it ends."""

    def __init__(self, lease: Lease, copies: Copies) -> None:
        self._lease, self._copies = lease, copies
        self._process: subprocess.Popen[bytes] | None = None
        self._made_slot = False

    def require_continuity(self) -> None:
        """Raises BackupRefused when the server no longer has the journal that follows the newest base."""
        begins, self._made_slot = _slot(self._lease.admin_dsn)
        base = self._copies.newest()
        if number(begins) > reach(base, self._copies, whole=True).last + 1:
            raise BackupRefused(
                f"The server no longer has the journal that follows {base.path}, so nothing that is received could be "
                "put back: take a new base (`bihuan backup take`), then receive."
            )

    def keep_going(self) -> str:
        """Start it unless it runs; returns why it ended, or nothing.

        Raises BackupRefused when it cannot be started, psycopg.Error while the server is away.
        """
        if self._process is not None and self._process.poll() is None:
            return ""
        why = self._why()
        folder = self._copies.journal(_timeline(self._lease.admin_dsn))
        remove_begun(folder)
        set_apart(folder, _slot(self._lease.admin_dsn)[0])
        self._process = subprocess.Popen(
            [*self._program(), f"--directory={folder}", "--synchronous", "--no-loop"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env=ENVIRONMENT,
        )
        return why

    def keep_slot(self) -> None:
        """From now on the slot stays when this ends, so that a later receiver goes on from there."""
        self._made_slot = False

    def stop(self) -> None:
        """End it; what it received is on disk. A slot that it made for nothing goes with it."""
        if self._process is not None:
            self._process.terminate()
            self._process.communicate()
        if self._made_slot:
            give_up(self._lease.admin_dsn)

    def _program(self) -> list[str]:
        receive = program(self._lease.programs, "pg_receivewal")
        source = f"{self._lease.admin_dsn} application_name={NAME}"
        return [str(receive), f"--dbname={source}", f"--slot={NAME}", "--no-password"]

    def _why(self) -> str:
        """What the program that ended said first, since the end of it only tells that it ended."""
        if self._process is None:
            return ""
        lines = self._process.communicate()[1].decode("utf-8", "replace").splitlines()
        return next((line for line in lines if "error:" in line), "it gave no reason")


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


def give_up(dsn: str) -> None:
    """The server keeps no journal for a receiver any more. Raises BackupRefused while there is one."""
    with psycopg.connect(dsn, autocommit=True, connect_timeout=5) as connection:
        if not wait_until(lambda: not _truth(connection, _ACTIVE), ENDS_S):
            raise BackupRefused("Somebody still receives from this server: stop that, then try again.")
        connection.execute(_DROP, [NAME])


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


def _slot(dsn: str) -> tuple[str, bool]:
    """The first file of the journal that the server keeps for the receiver, and whether it only does so from now on.

    The receiving program would make a slot that keeps nothing before it was first used.
    """
    with psycopg.connect(dsn, autocommit=True, connect_timeout=5) as connection:
        row = connection.execute(_BEGINS, [NAME]).fetchone()
        made = row is None or row[0] is None
        if made:
            connection.execute(_DROP, [NAME])
            connection.execute(_RESERVE, [NAME])
            row = connection.execute(_BEGINS, [NAME]).fetchone()
    if row is None:
        raise BackupRefused("The server does not keep its journal for a receiver.")
    return str(row[0]), made


def _timeline(dsn: str) -> int:
    with psycopg.connect(dsn, autocommit=True, connect_timeout=5) as connection:
        row = connection.execute(_TIMELINE).fetchone()
    if row is None:
        raise BackupRefused("The server does not tell its timeline.")
    return int(row[0])


def _truth(connection: psycopg.Connection[tuple[object, ...]], statement: str) -> bool:
    row = connection.execute(statement.encode(), [NAME]).fetchone()
    return row is not None and bool(row[0])
