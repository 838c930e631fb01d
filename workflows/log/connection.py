"""How we connect to the log: bounded waiting, UTC, and no more rights than needed.

Waiting is bounded at the server, so that neither a stuck transaction nor a lost client can hold a jurisdiction's
turn for long, and at the wire, so that a server that vanished is noticed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import psycopg
from psycopg.conninfo import make_conninfo

from workflows.log.errors import LogUnavailable, RefusedSetting

APP_ROLE = "bihuan_app"
"""Reads, and writes through the functions alone; `sql/0004_rights.sql` makes it where it can."""
DB_FUNCTIONS = "POSTGRES_ENABLE_DB_FUNCTIONS"
OFF = ("", "0", "f", "false", "n", "no", "off")
_BECOME = f"SET ROLE {APP_ROLE}"


@dataclass(frozen=True, kw_only=True)
class Timeouts:
    """How long anything may take before it is given up, in milliseconds unless the name says seconds."""

    connect_s: int = 5
    lock: int = 5_000
    statement: int = 30_000
    idle_in_transaction: int = 10_000
    unanswered: int = 10_000
    reading: int = 4_000
    """For a statement that only reads: an index answers each, and who looks does not wait for a server that hangs."""
    queue: int = 10_000
    """For a command to wait in this process before it is sent."""

    @property
    def longest_s(self) -> float:
        """The server has answered or given up by then; if it has not, it hangs, or nobody is there any more."""
        return self.statement / 1000 * 1.25

    @property
    def for_reading(self) -> Timeouts:
        """The same bounds for connections that only read."""
        return replace(self, statement=min(self.statement, self.reading))

    def conninfo(self, dsn: str) -> str:
        """Return the connection string with these bounds; options it already carries stay and come first."""
        given = psycopg.conninfo.conninfo_to_dict(dsn).get("options") or ""
        options = (
            f"{given} -c lock_timeout={self.lock} -c statement_timeout={self.statement}"
            f" -c idle_in_transaction_session_timeout={self.idle_in_transaction} -c timezone=UTC"
            " -c enable_seqscan=off"  # every question has an index, also in a plan made while the table was empty
            " -c jit=off"  # a scan that is off counts as so dear that older servers would compile it first
        )
        return make_conninfo(
            dsn,
            options=options.strip(),
            connect_timeout=self.connect_s,
            tcp_user_timeout=self.unanswered,
            keepalives_idle=5,
            keepalives_interval=2,
            keepalives_count=3,
            application_name="bihuan",
        )


def unsynced(dsn: str) -> str:
    """The same database, without waiting for the disk at each commit: only for what is done again after a crash."""
    given = psycopg.conninfo.conninfo_to_dict(dsn).get("options") or ""
    return make_conninfo(dsn, options=f"{given} -c synchronous_commit=off".strip())


def refuse_db_functions(environment: Mapping[str, str]) -> None:
    """Raise RefusedSetting when the setting of `eventsourcing` that loses events is on, under whatever prefix.

    It appends without a lock, so that a reader can pass a position that is committed later.
    """
    for name, value in environment.items():
        if name.upper().endswith(DB_FUNCTIONS) and value.strip().lower() not in OFF:
            raise RefusedSetting(f"{name} is on, and with it events are lost: unset it and start again.")


async def give_up_rights(connection: psycopg.AsyncConnection[Any]) -> None:
    """Work as the application role where it exists and may be taken; else as whoever connected."""
    try:
        await connection.execute(_BECOME)
    except (psycopg.errors.InvalidParameterValue, psycopg.errors.InsufficientPrivilege):
        return


def connect(dsn: str, timeouts: Timeouts | None = None) -> psycopg.Connection:
    """Open a connection for reading, in autocommit. Raises LogUnavailable."""
    try:
        connection = psycopg.connect((timeouts or Timeouts()).conninfo(dsn), autocommit=True)
    except psycopg.OperationalError as error:
        raise LogUnavailable(reason_of(error)) from error
    try:
        connection.execute(_BECOME)
    except (psycopg.errors.InvalidParameterValue, psycopg.errors.InsufficientPrivilege):
        return connection
    return connection


def reason_of(error: BaseException) -> str:
    """The first line of what the driver said, without its trailing full stop."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(".")
