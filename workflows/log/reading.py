"""Reading the log in order: for projections, replays and the command line."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from types import TracebackType
from typing import Any, Self

import psycopg
from psycopg.rows import tuple_row

from domain.envelope import Event
from workflows.log import statements
from workflows.log.codec import decode_row
from workflows.log.connection import connect, reason_of
from workflows.log.errors import GapInLog, LogUnavailable

_JURISDICTION = re.compile(r"[0-9a-z_]{1,40}")


def require_jurisdiction(jurisdiction: str) -> str:
    """Return the code. Raises ValueError unless it can be a part of every key and of a channel's name."""
    if not _JURISDICTION.fullmatch(jurisdiction):
        raise ValueError(f"{jurisdiction!r} is no code of a jurisdiction: 1 to 40 of 0-9, a-z and _")
    return jurisdiction


def in_order(events: list[Event], after: int) -> list[Event]:
    """Return the events as they are. Raises GapInLog unless each position follows the one before."""
    for expected, event in enumerate(events, after + 1):
        if event.envelope.position != expected:
            raise GapInLog(expected, event.envelope.position)
    return events


class LogReader:
    """Reads the log of one jurisdiction over one connection, which stays its owner's when it was given.

    Every method raises LogUnavailable when the database does not answer.
    """

    def __init__(self, connection: psycopg.Connection[Any], jurisdiction: str) -> None:
        self.jurisdiction = require_jurisdiction(jurisdiction)
        self._connection = connection

    @classmethod
    def open(cls, dsn: str, jurisdiction: str) -> Self:
        """Connect by itself; close it, or use it in a `with` block."""
        return cls(connect(dsn), jurisdiction)

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def page(self, after: int, limit: int) -> list[Event]:
        """The next events after a position, proven to be without a gap. Raises GapInLog."""
        return in_order(self._events(statements.PAGE, [self.jurisdiction, after, limit]), after)

    def each(self, after: int, limit: int) -> Iterator[Event]:
        """Like `page`, but an event at a time: kept all at once, a large page costs more in memory than in reading."""
        rows = self._rows(statements.PAGE, [self.jurisdiction, after, limit])
        for expected, row in enumerate(rows, after + 1):
            event = decode_row(row)
            if event.envelope.position != expected:
                raise GapInLog(expected, event.envelope.position)
            yield event

    def stream(
        self,
        stream_id: str,
        *,
        after_version: int = 0,
        up_to_position: int | None = None,
        up_to_recorded: datetime | None = None,
    ) -> list[Event]:
        """Events of one stream in order, as they were known at a position or a moment."""
        bounds = [up_to_position, up_to_position, up_to_recorded, up_to_recorded]
        return self._events(statements.STREAM, [self.jurisdiction, stream_id, after_version, *bounds])

    def streams(self, stream_ids: Sequence[str]) -> dict[str, list[Event]]:
        """Events of several streams, each in order; a stream that is not there has none."""
        found: dict[str, list[Event]] = {stream_id: [] for stream_id in stream_ids}
        parameters = [list(found), [0] * len(found), self.jurisdiction]
        for event in self._events(statements.STREAMS, parameters):
            found[event.envelope.case_id].append(event)
        return found

    def beginnings(self, after: int, limit: int) -> list[Event]:
        """The first events of streams begun after a position, in that order; of the office's stream too."""
        return self._events(statements.BEGINNINGS, [self.jurisdiction, after, limit])

    def beginnings_of(self, stream_ids: Sequence[str]) -> list[Event]:
        """The first event of each of these streams that is there."""
        return self._events(statements.BEGINNINGS_OF, [self.jurisdiction, list(stream_ids)])

    def has_stream(self, stream_id: str) -> bool:
        """Whether anything was recorded of it, readable or not."""
        return bool(self._one(statements.HAS_STREAM, [self.jurisdiction, stream_id]))

    def head(self) -> int:
        """The last position, 0 when the log is empty."""
        return int(self._one(statements.HEAD, [self.jurisdiction]))

    def position_at(self, moment: datetime) -> int:
        """The last position recorded at or before a moment, 0 when there is none."""
        return int(self._one(statements.POSITION_AT, [self.jurisdiction, moment]))

    def position_of(self, event_id: str) -> int | None:
        """Where a fact of this id (a UUID) lies, None when there is none. No index knows it: ask seldom."""
        found: int | None = self._one(statements.POSITION_OF, [self.jurisdiction, event_id])
        return found

    def holder_of(self, scope: str, key: str) -> str | None:
        """The stream that holds a claim, such as the case of a number."""
        found: str | None = self._one(statements.CLAIM, [self.jurisdiction, scope, key])
        return found

    def definitions(self) -> list[tuple[str, str, int, datetime]]:
        """Digest, key, version and moment of every definition of this database that was ever published."""
        return [(row[0], row[1], row[2], row[3]) for row in self._rows(statements.DEFINITIONS, [])]

    def definition(self, digest: str) -> dict[str, Any] | None:
        """The data of a definition; None when none of this digest was published."""
        text = self._one(statements.DEFINITION, [digest])
        found: dict[str, Any] | None = json.loads(text) if text else None
        return found

    def is_demo(self) -> bool:
        """Whether this database was marked as a demo, for ever."""
        return bool(self._one(statements.IS_DEMO, []))

    def _events(self, statement: str, parameters: Sequence[Any]) -> list[Event]:
        return list(map(decode_row, self._rows(statement, parameters)))

    def _one(self, statement: str, parameters: Sequence[Any]) -> Any:
        rows = self._rows(statement, parameters)
        return rows[0][0] if rows else None

    def _cursor(self) -> psycopg.Cursor[tuple[Any, ...]]:
        return self._connection.cursor(binary=True, row_factory=tuple_row)

    def _rows(self, statement: str, parameters: Sequence[Any]) -> list[Any]:
        with _said_clearly(), self._cursor() as cursor:
            cursor.execute(statement, parameters, prepare=True)
            return cursor.fetchall()


@contextmanager
def _said_clearly() -> Iterator[None]:
    try:
        yield
    except (psycopg.OperationalError, psycopg.InterfaceError) as error:
        raise LogUnavailable(reason_of(error)) from error
