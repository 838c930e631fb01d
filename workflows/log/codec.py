"""One event and its row, both ways. The only place that knows how facts lie in the table.

The fact's own fields are canonical JSON in `data`: UTF-8, no spaces, fields in the order they are declared, empty
ones left out, personal and confidential ones sealed (trials before that hold them plain). Everything else about it is
in columns or in `metadata`, which never holds personal data.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, NamedTuple, NoReturn

from domain.envelope import Envelope, Event
from domain.facts.schema import Fact
from domain.sealed import MARK
from workflows.log.compiled_reader import Read, dictionary_of, reader
from workflows.log.compiled_writer import writer
from workflows.log.errors import Undecodable, UnknownTopic, Unstorable
from workflows.log.metadata import read_metadata, write_metadata
from workflows.log.plain_json import parse, written
from workflows.log.sealed_fields import put_back, taken_out
from workflows.log.sealing import Part, Sealing, parts_of
from workflows.log.topics import FACTS
from workflows.log.upcasting import PRESENT, Upcasters

COLUMNS = (
    "stream_id, version, topic, data, event_id::text, metadata::text, occurred_at, recorded_at, position"
)
"""What is selected to make a `StoredRow`, in its order."""
SEAL = f'"{MARK}":'.encode()
"""Stands in the data of every row that holds a sealed value."""


class StoredRow(NamedTuple):
    """One row of `bihuan.events`, without the jurisdiction."""

    stream_id: str
    version: int
    topic: str
    data: bytes
    event_id: str
    metadata: str
    occurred_at: datetime
    recorded_at: datetime
    position: int


_new, _fill_envelope, _fill_event = object.__new__, dictionary_of(Envelope), dictionary_of(Event)


class Draft(NamedTuple):
    """An event that can be stored: its row without seals, which never leaves the process, and its own fields."""

    event: Event
    row: StoredRow
    data: dict[str, Any]


def encode_event(event: Event) -> StoredRow:
    """Make the plain row of an event, for what compares rows. Raises Unstorable; see `draft_of`."""
    return draft_of(event).row


def draft_of(event: Event) -> Draft:
    """Make the row of an event. Raises Unstorable unless exactly this event can be read back from it."""
    fact, envelope = event.fact, event.envelope
    if FACTS.get(fact.TOPIC) is not type(fact):
        raise Unstorable(f"{type(fact).__name__} is not the fact declared for topic {fact.TOPIC!r}.")
    data = writer(type(fact))(fact)
    row = StoredRow(
        stream_id=envelope.case_id,
        version=envelope.version,
        topic=fact.TOPIC,
        data=written(data),
        event_id=envelope.event_id,
        metadata=written(write_metadata(envelope)).decode(),
        occurred_at=envelope.occurred_at,
        recorded_at=envelope.recorded_at,
        position=envelope.position,
    )
    _require_same(row, event)
    return Draft(event, row, data)


def seal(draft: Draft, sealing: Sealing) -> StoredRow:
    """Make the row that is stored: all that is personal in it sealed. Raises Unstorable when a key is missing."""
    if not sealing.sealed(draft.event, draft.data):
        return draft.row
    return draft.row._replace(data=written(draft.data))


def _require_same(row: StoredRow, event: Event) -> None:
    try:
        same = _decode_plain(row) == event
    except Undecodable as error:
        raise Unstorable(f"{row.topic} could not be read back: {error}") from error
    if not same:
        raise Unstorable(f"{row.topic} would be read back as another fact: {event.fact!r}.")


class Decoder:
    """Makes events of rows, for the facts and upcasters it is given. Sealed values stay sealed."""

    def __init__(
        self, facts: Mapping[str, type[Fact]], upcasters: Upcasters, *, carries_seals: bool = True
    ) -> None:
        """A row that was not sealed yet is read without: what looks like a seal in it is what somebody typed."""
        self._facts: dict[str, tuple[tuple[Part, ...], int, Read]] = {
            topic: (parts_of(fact) if carries_seals else (), fact.SCHEMA, reader(fact))
            for topic, fact in facts.items()
        }
        self._upcasters = upcasters

    def __call__(self, row: StoredRow) -> Event:
        """Make the event of a row. Raises UnknownTopic, or Undecodable with the position."""
        stream_id, version, topic, data, event_id, metadata, occurred_at, recorded_at, position = row
        try:
            parts, present, read = self._facts[topic]
        except KeyError:
            raise UnknownTopic(topic, position, stream_id) from None
        try:
            values = read_metadata(metadata)
            body = parse(data)
            if values["schema"] != present:
                body = self._upcasters.lift(topic, values["schema"], present, body)
            fact = read(body) if SEAL not in data else _with_seals(parts, read, body)
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            _undecodable(position, stream_id, error)
        values["event_id"] = event_id
        values["case_id"] = stream_id
        values["version"] = version
        values["occurred_at"] = occurred_at
        values["recorded_at"] = recorded_at
        values["position"] = position
        envelope, event = _new(Envelope), _new(Event)
        _fill_envelope(envelope, values)
        _fill_event(event, {"fact": fact, "envelope": envelope})
        return event


def _with_seals(parts: tuple[Part, ...], read: Read, body: dict[str, Any]) -> Fact:
    """The fact of data with sealed values in them, which it carries unopened."""
    sealed = taken_out(parts, body)
    fact: Fact = read(body)
    put_back(fact, sealed)
    return fact


def _undecodable(position: int, stream_id: str, error: Exception) -> NoReturn:
    raise Undecodable(position, str(error) or type(error).__name__, stream_id) from error


_decode_plain: Callable[[StoredRow], Event] = Decoder(FACTS, PRESENT, carries_seals=False)
decode_row: Callable[[StoredRow], Event] = Decoder(FACTS, PRESENT)
"""Make the event of a row, for the facts of this version."""
