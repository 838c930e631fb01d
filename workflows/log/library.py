"""Our facts under the library's mapper and application: for whoever works with `eventsourcing` itself.

The engine does not go this way (the library knows no asyncio, and its replay costs several times ours), but what is
written on either side is read on the other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from eventsourcing.application import Application
from eventsourcing.domain import DomainEventProtocol
from eventsourcing.persistence import (
    ApplicationRecorder,
    InfrastructureFactory,
    JSONTranscoder,
    Mapper,
    MapperDeserialisationError,
    StoredEvent,
)
from eventsourcing.postgres import PostgresFactory
from eventsourcing.utils import Environment
from psycopg.conninfo import conninfo_to_dict

from domain.envelope import Event
from workflows.log.codec import decode_row, draft_of, seal
from workflows.log.connection import refuse_db_functions
from workflows.log.errors import LogError
from workflows.log.recorder import SCHEMA, BihuanRecorder, NotifiedFact, StoredFact
from workflows.log.sealing import NO_KEYS, Sealing
from workflows.ports import Clock


@dataclass(frozen=True)
class LibraryEvent:
    """An event as the library wants to see it."""

    event: Event

    @property
    def originator_id(self) -> str:
        """The stream."""
        return self.event.envelope.case_id

    @property
    def originator_version(self) -> int:
        """Its place in the stream."""
        return self.event.envelope.version


class FactMapper(Mapper[str]):
    """Between events and rows, by our codec, upcasting included."""

    def __init__(self, sealing: Sealing = NO_KEYS) -> None:
        """`sealing` holds the keys for what is personal; what has none is not stored. Read values stay sealed."""
        super().__init__(JSONTranscoder())
        self._sealing = sealing

    def to_stored_event(self, domain_event: DomainEventProtocol[str]) -> StoredEvent:
        """Raises Unstorable when the event could not be read back, or a key is missing for what is personal in it."""
        if not isinstance(domain_event, LibraryEvent):
            raise TypeError(f"{type(domain_event).__name__} is no LibraryEvent")
        row = seal(draft_of(domain_event.event), self._sealing)
        return StoredFact(row.stream_id, row.version, row.topic, row.data, row)

    def to_domain_event(self, stored_event: StoredEvent) -> DomainEventProtocol[str]:
        """Raises MapperDeserialisationError when it cannot be read."""
        if not isinstance(stored_event, (StoredFact, NotifiedFact)):
            raise MapperDeserialisationError(f"{stored_event.topic} came without the rest of its row")
        try:
            return LibraryEvent(decode_row(stored_event.row))
        except LogError as error:
            raise MapperDeserialisationError(str(error)) from error


class BihuanFactory(PostgresFactory):
    """Makes our recorder on the library's datastore."""

    def __init__(self, env: Environment, jurisdiction: str, clock: Clock) -> None:
        super().__init__(env)
        self._jurisdiction, self._clock = jurisdiction, clock

    def application_recorder(self) -> ApplicationRecorder:
        """The log of the jurisdiction."""
        return BihuanRecorder(self.datastore, jurisdiction=self._jurisdiction, clock=self._clock)


class BihuanApplication(Application[str]):
    """The library's application over the log of one jurisdiction. Its environment is what it is given, no more."""

    def __init__(
        self,
        dsn: str,
        jurisdiction: str,
        clock: Clock,
        environment: Mapping[str, str] | None = None,
        sealing: Sealing = NO_KEYS,
    ) -> None:
        """Raises RefusedSetting when `environment` would lose events. `sealing` holds keys for what is personal."""
        refuse_db_functions(environment or {})
        self._jurisdiction, self._clock, self._sealing = jurisdiction, clock, sealing
        super().__init__({**(environment or {}), **_settings(dsn)})

    def construct_env(self, name: str, env: Any = None) -> Environment:
        """The given environment, without the process's own."""
        return Environment(name, env)

    def construct_factory(self, env: Environment) -> InfrastructureFactory[Any]:
        """Ours."""
        return BihuanFactory(env, self._jurisdiction, self._clock)

    def construct_mapper(self) -> FactMapper:
        """Ours."""
        return FactMapper(self._sealing)

    def record(self, *events: Event, **what: Any) -> list[int]:
        """Store events and return their positions; `what` is that of `BihuanRecorder.insert_events`."""
        stored = [self.mapper.to_stored_event(LibraryEvent(event)) for event in events]
        return list(self.recorder.insert_events(stored, **what) or ())


def _settings(dsn: str) -> dict[str, str]:
    found = conninfo_to_dict(dsn)
    wanted = {"DBNAME": "dbname", "HOST": "host", "PORT": "port", "USER": "user", "PASSWORD": "password"}
    settings = {f"POSTGRES_{name}": str(found.get(key) or "") for name, key in wanted.items()}
    return {**settings, "POSTGRES_SCHEMA": SCHEMA, "ORIGINATOR_ID_TYPE": "text"}
