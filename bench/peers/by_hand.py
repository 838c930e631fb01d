"""Programs written by hand with psycopg: a plain insert, and a case machine that is a table of permitted steps.

They keep less than we do: no row for the command, no envelope, no versions of what else was read, no order that a
reader could follow without stepping over somebody.
"""

from __future__ import annotations

import json
from queue import SimpleQueue
from typing import Any
from uuid import UUID

import psycopg

from bench.workload import BODY, NOTE, new_uuid

INSERT = "plain insert"
MACHINE = "psycopg and a table of steps"
TABLE = (
    "CREATE TABLE facts (position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, stream uuid NOT NULL,"
    " version int NOT NULL, topic text NOT NULL, data bytea NOT NULL, UNIQUE (stream, version))"
)
ADD = "INSERT INTO facts (stream, version, topic, data) VALUES (%b, %b, %b, %b)"
READ = "SELECT version, topic, data FROM facts WHERE stream = %b ORDER BY version"
NEXT = {
    "": ("reported", "grid-1"),
    "reported": ("filed", "intake-1"),
    "filed": ("dispatched", "dispatcher-1"),
    "dispatched": ("handling", "firm-head"),
    "handling": ("handled", "firm-1"),
    "handled": ("checked", "checker-1"),
    "checked": ("called_back", "callback-1"),
    "called_back": ("closed", "shift-1"),
}


class ByHand:
    """A connection for each caller, in autocommit, with prepared statements."""

    def __init__(self, dsn: str, callers: int) -> None:
        with psycopg.connect(dsn, autocommit=True) as owner:
            owner.execute(TABLE)
        self._free: SimpleQueue[psycopg.Cursor[tuple[Any, ...]]] = SimpleQueue()
        for _ in range(callers):
            connection = psycopg.connect(dsn, autocommit=True, prepare_threshold=0)
            self._free.put(connection.cursor(binary=True))

    def append(self, _: int) -> None:
        """Store one event of a new stream."""
        cursor = self._free.get()
        try:
            cursor.execute(ADD, [new_uuid(), 1, "case.dispatched", BODY])
        finally:
            self._free.put(cursor)

    def live(self, _: int) -> None:
        """Take a case through its eight steps: read its facts, fold them, look the step up, insert."""
        cursor, stream = self._free.get(), new_uuid()
        try:
            for _ in range(len(NEXT)):
                self._step(cursor, stream)
        finally:
            self._free.put(cursor)

    def _step(self, cursor: psycopg.Cursor[tuple[Any, ...]], stream: UUID) -> None:
        version, state = 0, ""
        for stored, _, data in cursor.execute(READ, [stream]).fetchall():
            version, state = stored, json.loads(data)["state"]
        target, actor = NEXT[state]
        fact = json.dumps({"state": target, "actor": actor, "note": NOTE}, ensure_ascii=False)
        cursor.execute(ADD, [stream, version + 1, f"case.{target}", fact.encode()])

    def close(self) -> None:
        """Close the connections."""
        while not self._free.empty():
            self._free.get().connection.close()
