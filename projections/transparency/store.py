"""Rows, leaves and heads in the database, for one jurisdiction over one connection."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple
from uuid import UUID

import psycopg
from psycopg.types.string import ByteaBinaryLoader

from projections.ports import Connection
from projections.transparency.leaf import Row
from projections.transparency.pairs import PAIRS, Pair
from projections.transparency.tables import oddities
from workflows.log.arrays import blobs, uuids
from workflows.log.errors import LogError, LogUnavailable

_COLUMNS = (
    "position, stream_id, version, coalesce(topic, ''), coalesce(data, ''), coalesce(event_id::text, ''),"
    " coalesce(metadata::text, ''), coalesce(occurred_at::text, ''), coalesce(recorded_at::text, ''),"
    " coalesce(metadata ->> 'actor', '')"
)
"""None of them holds nothing, unless somebody took away what forbids it: then it is read, and differs from the leaf."""
_ROWS = (
    f"SELECT {_COLUMNS} FROM bihuan.events WHERE jurisdiction = %s AND position > %s"  # noqa: S608 (the columns are ours)
    " ORDER BY position LIMIT %s"
)
_ROWS_BETWEEN = (
    f"SELECT {_COLUMNS} FROM bihuan.events WHERE jurisdiction = %s"  # noqa: S608 (the columns are ours)
    " AND position > %s AND position <= %s ORDER BY position"
)
_LEAVES = (
    "SELECT leaf_index, coalesce(salt, ''), coalesce(leaf, ''), coalesce(event_id::text, '')"
    " FROM bihuan.audit_leaves WHERE jurisdiction = %s"
    " AND leaf_index >= %s AND leaf_index < %s ORDER BY leaf_index"
)
_HEADS = (
    "SELECT size, coalesce(root, ''), coalesce(note, '') FROM bihuan.audit_checkpoints WHERE jurisdiction = %s"
    " AND size > %s AND size <= %s ORDER BY size"
)
_LAST = (
    "SELECT size, coalesce(root, ''), coalesce(note, '') FROM bihuan.audit_checkpoints WHERE jurisdiction = %s"
    " ORDER BY size DESC LIMIT 1"
)
_EXTENT = (
    "SELECT (SELECT coalesce(max(leaf_index), -1) FROM bihuan.audit_leaves WHERE jurisdiction = %s),"
    " (SELECT coalesce(max(size), 0) FROM bihuan.audit_checkpoints WHERE jurisdiction = %s)"
)
_AMOUNTS = (
    "SELECT (SELECT count(*) FROM bihuan.events WHERE jurisdiction = %(place)s AND position > 0),"
    " (SELECT count(*) FROM bihuan.audit_leaves WHERE jurisdiction = %(place)s AND leaf_index >= 0),"
    " (SELECT count(*) FROM bihuan.events WHERE jurisdiction IS NULL)"
    " + (SELECT count(*) FROM bihuan.events WHERE jurisdiction = %(place)s AND position < 1)"
    " + (SELECT count(*) FROM bihuan.events WHERE jurisdiction = %(place)s AND position IS NULL)"
)
_TAIL = (
    "SELECT count(*), count(DISTINCT position), coalesce(max(position), %s) FROM bihuan.events"
    " WHERE jurisdiction = %s AND position > %s"
)
_SEAL = "SELECT bihuan.audit_seal(%s, %s, %b::uuid[], %b::bytea[], %b::bytea[], %b, %s)"
_COSIGNED = (
    "SELECT coalesce(max(size), 0) FROM bihuan.audit_cosignatures WHERE jurisdiction = %s AND witness = %s"
)
_COSIGNATURES = (
    "SELECT line FROM bihuan.audit_cosignatures WHERE jurisdiction = %s AND size = %s ORDER BY witness"
)
_LOCK = "hashtextextended('bihuan.seal:' || %s, 0)"
LOG_ID = "SELECT value FROM bihuan.settings WHERE name = 'log'"
OF_EVENT = (
    "SELECT leaf_index FROM bihuan.audit_leaves WHERE jurisdiction = %b::text AND event_id = %b::uuid"
    " ORDER BY leaf_index LIMIT 1"
)
STREAM_AT = "SELECT stream_id FROM bihuan.events WHERE jurisdiction = %b::text AND position = %b::bigint"
UNSEALED = (
    "WITH sealed AS (SELECT coalesce((SELECT size FROM bihuan.audit_checkpoints WHERE jurisdiction = %b::text"
    " ORDER BY size DESC LIMIT 1), 0) AS size) SELECT size, coalesce((SELECT extract(epoch FROM"
    " clock_timestamp() - recorded_at)::float8 FROM bihuan.events"
    " WHERE jurisdiction = %b::text AND position = size + 1), 0) FROM sealed"
)
PAGE = 1_280
_Cursor = psycopg.Cursor[Any]


class OlderRelease(LogError):
    """The log of this database has no identity yet."""


class SealedLeaf(NamedTuple):
    """A leaf as it is kept."""

    leaf_index: int
    salt: bytes
    leaf: bytes
    event_id: str


class Head(NamedTuple):
    """A signed head as it is kept."""

    size: int
    root: bytes
    note: str


class Stretch(NamedTuple):
    """Heads, and rows beside their leaves, from one index up to another, without it."""

    start: int
    stop: int
    heads: list[Head]
    pairs: list[Pair]
    """Of rows and leaves that stand at one place and are of one fact."""


class Store:
    """What sealing and verifying read, and the one call that adds leaves."""

    def __init__(self, connection: Connection, jurisdiction: str) -> None:
        self._connection, self.jurisdiction = connection, jurisdiction
        connection.execute("SET datestyle = 'ISO, YMD'; SET timezone = 'UTC'; SET search_path = pg_catalog")

    @contextmanager
    def turn(self) -> Iterator[None]:
        """One seals at a time; another waits, for as long as the connection's lock timeout."""
        try:
            self._connection.execute(f"SELECT pg_advisory_lock({_LOCK})", [self.jurisdiction])
        except psycopg.errors.LockNotAvailable:
            raise LogUnavailable(
                "another process seals a long part of the log; try again when it has"
            ) from None
        try:
            yield
        finally:
            if not self._connection.broken:
                self._connection.execute(f"SELECT pg_advisory_unlock({_LOCK})", [self.jurisdiction])

    def rows(self, after: int, limit: int) -> list[Row]:
        """Rows of the log after a position."""
        return [Row(*row) for row in self._fetch(_ROWS, [self.jurisdiction, after, limit])]

    def rows_between(self, start: int, end: int) -> list[Row]:
        """All rows after a position up to another, also when there are more of them than places."""
        return [Row(*row) for row in self._fetch(_ROWS_BETWEEN, [self.jurisdiction, start, end])]

    def sealed(self, start: int, end: int) -> list[SealedLeaf]:
        """Leaves from start up to end, without it."""
        return [SealedLeaf(*row) for row in self._fetch(_LEAVES, [self.jurisdiction, start, end])]

    def stretches(self, end: int) -> Iterator[Stretch]:
        """All there is from the beginning up to `end`; the server reads on while a stretch is looked at."""
        with self._connection.pipeline():
            asked = (self._asked(start, min(end, start + PAGE)) for start in range(0, end, PAGE))
            now = next(asked, None)
            while now is not None:
                ahead = next(asked, None)
                start, stop, heads, pairs = now
                yield Stretch(start, stop, [Head(*row) for row in heads.fetchall()], pairs.fetchall())
                now = ahead

    def _asked(self, start: int, stop: int) -> tuple[int, int, _Cursor, _Cursor]:
        """Send what is asked of a stretch; nothing is waited for."""
        heads, pairs = self._connection.cursor(binary=True), self._connection.cursor(binary=True)
        heads.execute(_HEADS.encode(), [self.jurisdiction, start, stop])
        pairs.adapters.register_loader("text", ByteaBinaryLoader)  # texts as the bytes they are
        pairs.execute(PAIRS.encode(), {"place": self.jurisdiction, "start": start, "stop": stop})
        return start, stop, heads, pairs

    def leaves(self, start: int, end: int) -> Iterator[bytes]:
        """The leaves alone, page by page."""
        for first in range(start, end, PAGE):
            yield from (one.leaf for one in self.sealed(first, min(end, first + PAGE)))

    def last(self) -> Head | None:
        """The last head."""
        found = self._fetch(_LAST, [self.jurisdiction])
        return Head(*found[0]) if found else None

    def count(self) -> int:
        """How many leaves there are, going by the last."""
        return self.extent()[0]

    def extent(self) -> tuple[int, int]:
        """How many leaves there are, and how many the last head counts, at one moment."""
        leaves, size = self._fetch(_EXTENT, [self.jurisdiction, self.jurisdiction])[0]
        return int(leaves) + 1, int(size)

    def index_of(self, event_id: str) -> int | None:
        """The index of a fact's leaf; None while it is not sealed."""
        found = self._fetch(OF_EVENT, [self.jurisdiction, event_id])
        return int(found[0][0]) if found else None

    def tail(self, after: int) -> tuple[int, int, int]:
        """How many facts there are after a position, at how many places, and the position of the last one."""
        count, places, last = self._fetch(_TAIL, [after, self.jurisdiction, after])[0]
        return int(count), int(places), int(last)

    def amounts(self) -> tuple[int, int, int]:
        """How many rows and leaves there are, and how many rows at no place that a fact can have."""
        rows, leaves, nowhere = self._fetch(_AMOUNTS, {"place": self.jurisdiction})[0]
        return int(rows), int(leaves), int(nowhere)

    def oddities(self) -> list[str]:
        """What of the tables is not as it was made."""
        return list(oddities(self._connection))

    def seal(
        self,
        first: int,
        rows: Sequence[Row],
        salts: Sequence[bytes],
        leaves: Sequence[bytes],
        root: bytes,
        note: str,
    ) -> None:
        """Add leaves and the head that counts them, in one transaction."""
        events = uuids([UUID(row.event_id) for row in rows])
        values = [self.jurisdiction, first, events, blobs(list(salts)), blobs(list(leaves)), root, note]
        self._connection.execute(_SEAL, values)

    def cosigned(self, witness: str) -> int:
        """The size of the largest head a witness signed along; 0 for none."""
        return int(self._fetch(_COSIGNED, [self.jurisdiction, witness])[0][0])

    def cosignatures(self, size: int) -> list[str]:
        """Lines of signature that witnesses gave for a head."""
        return [line for (line,) in self._fetch(_COSIGNATURES, [self.jurisdiction, size])]

    def cosign(self, size: int, witness: str, line: str) -> None:
        """Keep a witness's line for a head."""
        self._connection.execute(
            "SELECT bihuan.audit_cosign(%s, %s, %s, %s)", [self.jurisdiction, size, witness, line]
        )

    def _fetch(self, statement: str, values: Sequence[Any] | Mapping[str, Any]) -> list[Any]:
        return self._connection.execute(statement.encode(), values, binary=True).fetchall()


def log_id_of(connection: psycopg.Connection[Any]) -> str:
    """What this database's log is told by, also after it was restored from a backup."""
    row = connection.execute(LOG_ID).fetchone()
    if row is None:
        raise OlderRelease("This database is of an older release: `bihuan migrate` brings it up to date.")
    return str(row[0])
