"""The library's application recorder over our log: the same table, and the same function to append with.

`table_lock` is the library's own way (lock the whole table, NOTIFY, insert, commit), kept so that its shipped tests
can be run on both. It needs the rights of the tables' owner; nothing of ours uses it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid5

from eventsourcing.persistence import (
    IntegrityError,
    InterfaceError,
    Notification,
    OperationalError,
    StoredEvent,
)
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresDatastore
from eventsourcing.utils import retry
from psycopg import Cursor
from psycopg.rows import DictRow
from psycopg.sql import SQL, Identifier, Literal

from workflows.log import statements
from workflows.log.codec import COLUMNS, StoredRow
from workflows.log.errors import RefusedSetting
from workflows.log.reading import require_jurisdiction
from workflows.log.records import Record
from workflows.ports import Clock

SCHEMA, TABLE = "bihuan", "events"
NOT_OURS = "{}"
"""Metadata of an event that did not come from our mapper."""
TRANSIENT = (InterfaceError, OperationalError)


@dataclass(frozen=True)
class StoredFact(StoredEvent):
    """A stored event with the rest of its row: what the library's four fields leave out."""

    row: StoredRow


@dataclass(frozen=True)
class NotifiedFact(Notification):
    """A notification with the rest of its row."""

    row: StoredRow


def _stored(row: StoredRow) -> StoredEvent:
    fields = (row.stream_id, row.version, row.topic, row.data)
    return StoredEvent(*fields) if row.metadata == NOT_OURS else StoredFact(*fields, row)


def _notified(row: StoredRow) -> Notification:
    fields = (row.stream_id, row.version, row.topic, row.data, row.position)
    return Notification(*fields) if row.metadata == NOT_OURS else NotifiedFact(*fields, row)


class BihuanRecorder(PostgresApplicationRecorder):
    """Appends and reads the log of one jurisdiction the library's way."""

    def __init__(
        self, datastore: PostgresDatastore, *, jurisdiction: str, clock: Clock, table_lock: bool = False
    ) -> None:
        """`clock` dates events that did not come from our mapper. Raises RefusedSetting with DB functions on."""
        if datastore.enable_db_functions:
            raise RefusedSetting(
                "POSTGRES_ENABLE_DB_FUNCTIONS loses events: it appends without a lock. Switch it off."
            )
        super().__init__(datastore, events_table_name=TABLE)
        self.jurisdiction = require_jurisdiction(jurisdiction)
        self._clock = clock
        self._table_lock = table_lock
        self.channel_name = statements.channel(jurisdiction)
        self.max_notification_id_statement = SQL(
            "SELECT max(position) FROM bihuan.events WHERE jurisdiction = {}"
        ).format(Literal(jurisdiction))

    def create_table(self) -> None:
        """Nothing: `api.migrate` makes the tables."""

    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> Sequence[int] | None:
        """Append events and return their positions; all or none. Raises IntegrityError on a version that is taken.

        `command_id`, `digest`, `claims`, `guards` are those of `Record`; with a command that was done before, the
        positions it got then are returned.
        """
        if not stored_events:
            return None
        if self._table_lock:
            locked: Sequence[int] | None = super().insert_events(stored_events, **kwargs)
            return locked
        kwargs.pop("tracking", None)
        ids = self._append(list(self._records(stored_events, **kwargs)))
        self._hint(ids[-1])
        return ids

    def _append(self, records: list[Record]) -> list[int]:
        ids: list[int] = []
        with self.datastore.get_connection() as conn, conn.transaction(), conn.cursor() as curs:
            for record in records:
                curs.execute(statements.APPEND, record.parameters(self.jurisdiction))
                outcome = curs.fetchone() or {}
                if outcome["verdict"] not in ("appended", "duplicate"):
                    raise IntegrityError(f"{outcome['verdict']}: {outcome['stream_id']} {outcome['version']}")
                last = outcome["position"]
                ids.extend(range(last - len(record.rows) + 1, last + 1))
        return ids

    def _hint(self, position: int) -> None:
        with self.datastore.get_connection() as conn:
            conn.execute(statements.NOTIFY, [self.channel_name, str(position)])

    def _records(self, stored_events: Sequence[StoredEvent], **what: Any) -> Iterator[Record]:
        """One record for each run of events that follow each other in one stream."""
        runs: list[list[StoredRow]] = []
        for row in map(self._row, stored_events):
            last = runs[-1][-1] if runs else None
            if last and (last.stream_id, last.version + 1) == (row.stream_id, row.version):
                runs[-1].append(row)
            else:
                runs.append([row])
        if len(runs) > 1 and what.get("command_id"):
            raise IntegrityError("a command's facts follow each other in one stream")
        for run in runs:
            yield Record(
                stream_id=run[0].stream_id, expected=run[0].version - 1, rows=tuple(run), actor="", **what
            )

    def _row(self, event: StoredEvent) -> StoredRow:
        if isinstance(event, (StoredFact, NotifiedFact)):
            return event.row
        stream_id, now = str(event.originator_id), self._clock()
        made = str(uuid5(NAMESPACE_OID, f"{self.jurisdiction}/{stream_id}/{event.originator_version}"))
        return StoredRow(
            stream_id, event.originator_version, event.topic, event.state, made, NOT_OURS, now, now, 0
        )

    def _insert_stored_events(
        self, curs: Cursor[DictRow], stored_events: Sequence[StoredEvent], **_: Any
    ) -> None:
        """The library's hook in its own transaction, for `table_lock`."""
        self._lock_table(curs)
        self._notify_channel(curs)
        rows = [self._row(event) for event in stored_events]
        columns = [list(column) for column in zip(*rows, strict=True)]
        curs.execute(statements.INSERT_LOCKED, [self.jurisdiction, *columns[:7], self.jurisdiction])

    @retry(TRANSIENT, max_attempts=10, wait=0.2)
    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[StoredEvent]:
        """Events of one stream."""
        order = SQL("DESC" if desc else "ASC")
        query = SQL(
            "SELECT {columns} FROM {table} WHERE jurisdiction = %s AND stream_id = %s AND version > %s"
            " AND version <= %s ORDER BY version {order} LIMIT %s"
        ).format(columns=SQL(COLUMNS), table=Identifier(SCHEMA, TABLE), order=order)
        bounds = [-1 if gt is None else gt, 2**31 - 1 if lte is None else lte]
        return list(map(_stored, self._rows(query, [self.jurisdiction, str(originator_id), *bounds, limit])))

    @retry(TRANSIENT, max_attempts=10, wait=0.2)
    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> Sequence[Notification]:
        """Events of the whole log by position."""
        query = SQL(
            "SELECT {columns} FROM {table} WHERE jurisdiction = %s AND position >= %s AND position <= %s"
            " AND (%s::text[] IS NULL OR topic = ANY(%s::text[])) ORDER BY position LIMIT %s"
        ).format(columns=SQL(COLUMNS), table=Identifier(SCHEMA, TABLE))
        first = 0 if start is None else start if inclusive_of_start else start + 1
        chosen = list(topics) or None
        last = 2**63 - 1 if stop is None else stop
        return list(
            map(_notified, self._rows(query, [self.jurisdiction, first, last, chosen, chosen, limit]))
        )

    def _rows(self, query: Any, parameters: Sequence[Any]) -> list[StoredRow]:
        with self.datastore.get_connection() as conn, conn.cursor() as curs:
            curs.execute(query, parameters, prepare=True)
            return [StoredRow(*row.values()) for row in curs.fetchall()]
