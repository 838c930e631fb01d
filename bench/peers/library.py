"""The library `eventsourcing` as it comes: its own recorder and its own application, with its own defaults.

Only the size of its pool is set, to one connection for each caller: with its default of 15 callers would wait for
connections instead of the database.
"""

from __future__ import annotations

from typing import Any

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event
from eventsourcing.persistence import StoredEvent
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresDatastore
from psycopg.conninfo import conninfo_to_dict

from bench.workload import BODY, NOTE, new_uuid

RECORDER = "eventsourcing recorder"
SAVING = "eventsourcing application, saving once"
APPLICATION = "eventsourcing application"


def settings(dsn: str, callers: int) -> dict[str, str]:
    """The environment of an application of the library on this database."""
    found = conninfo_to_dict(dsn)
    return {
        "PERSISTENCE_MODULE": "eventsourcing.postgres",
        "POSTGRES_DBNAME": str(found["dbname"]),
        "POSTGRES_HOST": str(found["host"]),
        "POSTGRES_PORT": str(found["port"]),
        "POSTGRES_USER": str(found["user"]),
        "POSTGRES_PASSWORD": "none",
        "POSTGRES_POOL_SIZE": str(callers),
        "POSTGRES_MAX_OVERFLOW": "0",
    }


class Recorder:
    """The library's recorder: one event of a new stream at a time, without an envelope or a row for the command."""

    def __init__(self, dsn: str, callers: int) -> None:
        found = conninfo_to_dict(dsn)
        self._datastore = PostgresDatastore(
            dbname=str(found["dbname"]),
            host=str(found["host"]),
            port=str(found["port"]),
            user=str(found["user"]),
            password="none",
            pool_size=callers,
            max_overflow=0,
        )
        self._recorder = PostgresApplicationRecorder(self._datastore, events_table_name="stored_events")
        self._recorder.create_table()

    def append(self, _: int) -> None:
        """Store one event."""
        self._recorder.insert_events([StoredEvent(new_uuid(), 1, "case.dispatched", BODY)])

    def close(self) -> None:
        """Give the connections back."""
        self._datastore.close()


class StockCase(Aggregate):
    """A case of eight steps, as the library's own examples are written."""

    @event("Reported")
    def __init__(self, reporter: str, note: str) -> None:
        self.status, self.actor, self.unit, self.notes = "reported", reporter, "", [note]

    @event("Filed")
    def file(self, actor: str, note: str) -> None:
        self._go("reported", "filed", actor, note)

    @event("Dispatched")
    def dispatch(self, actor: str, unit: str, note: str) -> None:
        self._go("filed", "dispatched", actor, note)
        self.unit = unit

    @event("Accepted")
    def accept(self, actor: str, note: str) -> None:
        self._go("dispatched", "handling", actor, note)

    @event("Handled")
    def handle(self, actor: str, note: str) -> None:
        self._go("handling", "handled", actor, note)

    @event("Checked")
    def check(self, actor: str, note: str) -> None:
        if actor == self.actor:
            raise ValueError("nobody checks his own work")
        self._go("handled", "checked", actor, note)

    @event("CalledBack")
    def call_back(self, actor: str, note: str) -> None:
        self._go("checked", "called_back", actor, note)

    @event("Closed")
    def close(self, actor: str, note: str) -> None:
        self._go("called_back", "closed", actor, note)

    def _go(self, source: str, target: str, actor: str, note: str) -> None:
        if self.status != source:
            raise ValueError(f"{target} from {self.status}")
        self.status, self.actor = target, actor
        self.notes.append(note)


STEPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("file", ("intake-1", NOTE)),
    ("dispatch", ("dispatcher-1", "firm", NOTE)),
    ("accept", ("firm-head", NOTE)),
    ("handle", ("firm-1", NOTE)),
    ("check", ("checker-1", NOTE)),
    ("call_back", ("callback-1", NOTE)),
    ("close", ("shift-1", NOTE)),
)


class StockApplication:
    """The library's application over such cases."""

    def __init__(self, dsn: str, callers: int) -> None:
        self._application: Application[Any] = Application(settings(dsn, callers))

    def save_once(self, _: int) -> None:
        """Save a new case."""
        self._application.save(StockCase("grid-1", NOTE))

    def live(self, _: int) -> None:
        """Take a case through its eight steps, each loaded, decided and saved."""
        case = StockCase("grid-1", NOTE)
        self._application.save(case)
        for name, arguments in STEPS:
            case = self._application.repository.get(case.id)
            getattr(case, name)(*arguments)
            self._application.save(case)

    def close(self) -> None:
        """Give the connections back."""
        self._application.close()
