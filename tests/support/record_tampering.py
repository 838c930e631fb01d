"""What the owner of the database can do to the record when nobody looks: rows changed, slipped in or taken away.

Everything happens in one transaction with the triggers off, is read over the same connection, and is undone.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import psycopg
from psycopg.types.json import Jsonb

from domain.envelope import Event
from workflows.conformance import Checker, Scope, Violation
from workflows.conformance.checking import Checked
from workflows.log import LogReader
from workflows.whatif.world import CalendarOf


@dataclass(frozen=True)
class Record:
    """The log of one office, open to be tampered with."""

    connection: psycopg.Connection[Any]
    log: LogReader
    calendar: CalendarOf

    @property
    def events(self) -> list[Event]:
        return self.log.page(0, self.log.head())

    def change(self, position: int, **metadata: Any) -> None:
        """Other metadata at a position; None takes a key away."""
        gone = [name for name, value in metadata.items() if value is None]
        kept = {name.rstrip("_"): value for name, value in metadata.items() if value is not None}
        self._run(
            "UPDATE bihuan.events SET metadata = (metadata || %s) - %s::text[] WHERE position = %s",
            [Jsonb(kept), gone, position],
        )

    def say(self, position: int, **fields: Any) -> None:
        """Other fields of the fact at a position; None takes a field away."""
        gone = [name for name, value in fields.items() if value is None]
        kept = {name: value for name, value in fields.items() if value is not None}
        self._run(
            "UPDATE bihuan.events SET data = convert_to("
            "((convert_from(data, 'UTF8')::jsonb || %s) - %s::text[])::text, 'UTF8') WHERE position = %s",
            [Jsonb(kept), gone, position],
        )

    def column(self, position: int, name: str, value: Any) -> None:
        """Another value of a column."""
        self._run(f"UPDATE bihuan.events SET {name} = %s WHERE position = %s", [value, position])

    def delay(self, position: int, by: timedelta, name: str = "occurred_at") -> None:
        self._run(f"UPDATE bihuan.events SET {name} = {name} + %s WHERE position = %s", [by, position])

    def delete(self, position: int) -> None:
        self._run("DELETE FROM bihuan.events WHERE position = %s", [position])

    def slip_in(self, model: int, case_id: str, **metadata: Any) -> int:
        """A copy of a step as the next of a case, at the end of the log; returns its position."""
        row = self.connection.execute(
            "INSERT INTO bihuan.events (jurisdiction, stream_id, version, topic, data, event_id, metadata,"
            " occurred_at, recorded_at, position) SELECT jurisdiction, %(case)s, (SELECT max(version) + 1 FROM"
            " bihuan.events WHERE stream_id = %(case)s), topic, data, gen_random_uuid(), metadata || %(more)s,"
            " last.recorded_at, last.recorded_at, last.position + 1 FROM bihuan.events, (SELECT position,"
            " recorded_at FROM bihuan.events ORDER BY position DESC LIMIT 1) AS last(position, recorded_at)"
            " WHERE bihuan.events.position = %(model)s RETURNING bihuan.events.position",
            {"case": case_id, "model": model, "more": Jsonb({n.rstrip("_"): v for n, v in metadata.items()})},
        ).fetchone()
        assert row is not None
        return int(row[0])

    def check(self, *, kept: int = 10_000, **scope: Any) -> tuple[list[Violation], Checked]:
        """What a check finds now, with so many cases in memory."""
        checker = Checker(self.log, Scope(**{"until": self.log.head(), **scope}), self.calendar, kept=kept)
        return list(checker.run()), checker.checked

    def found(self, position: int) -> Mapping[str, str]:
        """Kinds of violation found at a position, each with what it is about."""
        return {one.kind: one.what for one in self.check()[0] if one.position == position}

    def _run(self, statement: str, values: list[Any]) -> None:
        assert self.connection.execute(statement, values).rowcount == 1


@contextmanager
def record(dsn: str, jurisdiction: str, calendar: CalendarOf) -> Iterator[Record]:
    """The record of an office, as it was again afterwards."""
    with psycopg.connect(dsn) as connection:
        connection.execute("SET LOCAL session_replication_role = replica")
        yield Record(connection, LogReader(connection, jurisdiction), calendar)
        connection.rollback()
