"""What `bihuan doctor` looks at of a server's journal: who receives it, who waits, what is kept for nobody."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, NamedTuple

import psycopg

from api.backups.receiving import NAME
from api.cli.finding import Finding

MIB = 1024 * 1024
KEPT_LIMIT_MIB = 256
"""More of a journal is not kept for a copy that nobody receives without the doctor's asking for a decision."""
_RECEIVED = (
    "SELECT current_setting('synchronous_standby_names') LIKE %s,"
    " (SELECT count(*) > 0 FROM pg_stat_replication WHERE application_name = %s)"
)
# When a slot lost its receiver is forgotten with every start of the server; the file of what it had received is not
# written again before more is received.
_KEPT = (
    "SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn)::bigint,"
    " (pg_stat_file('pg_replslot/' || slot_name || '/state', true)).modification"
    " FROM pg_replication_slots WHERE slot_name = %s AND NOT active AND restart_lsn IS NOT NULL"
)
_GO_ON = "`bihuan backup receive DIR` goes on"
_GIVE_UP = "`bihuan backup detach --drop` gives the copy up"


class _Kept(NamedTuple):
    """What the server keeps of its journal for a receiver that is not there."""

    size: int
    since: datetime | None
    """When something last came to the receiver, to the next checkpoint."""

    def __str__(self) -> str:
        size = f"{self.size / MIB:.0f} MiB are kept for a copy that nobody receives"
        return f"{size}, nothing came since {self.since:%Y-%m-%dT%H:%M:%SZ}" if self.since else size


def journal_finding(connection: psycopg.Connection[Any], what: str) -> Finding:
    """Whether somebody receives from this server, whether moves wait for it, and what is kept for nobody."""
    waits, received = connection.execute(_RECEIVED, [f"%{NAME}%", NAME]).fetchone() or (False, False)
    if received:
        return Finding(what, True, "received elsewhere" + ("; every move waits for it" if waits else ""))
    kept = _kept(connection)
    if waits:
        seen = "moves wait for a receiver, and none is there"
        do = "start `bihuan backup receive DIR`, or let the server go on alone: `bihuan backup detach`"
        return Finding(what, False, f"{seen}; {kept}" if kept else seen, do)
    if kept is None:
        return Finding(what, True, "kept here alone: `bihuan backup receive` keeps it elsewhere too")
    if kept.size > KEPT_LIMIT_MIB * MIB:
        return Finding(what, False, f"{kept}", f"{_GO_ON}, {_GIVE_UP}; until then the disk fills")
    return Finding(what, True, f"kept here alone; {kept} ({_GO_ON}, {_GIVE_UP})")


def _kept(connection: psycopg.Connection[Any]) -> _Kept | None:
    row = connection.execute(_KEPT, [NAME]).fetchone()
    return _Kept(int(row[0]), row[1].astimezone(UTC) if row[1] else None) if row else None
