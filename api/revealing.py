"""The one place where what lies sealed is opened: for a reader, as far as he may see it, and told to the access log.

Facts reach the doors sealed. What a reader may not see stays so and is told as hidden; what was erased or is restricted
is told as that, never as an error. Nothing is given out before the access log has it.
"""

from __future__ import annotations

import binascii
import logging
from base64 import b64decode
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple, Protocol

from api.disclosed import ALTERED, NEW, Reader, is_withheld
from domain.envelope import Event
from domain.facts.correcting import RecordCorrected
from domain.office import SYSTEM, Person, Post
from domain.sealed import Sealed, Withheld
from workflows.keys import Gone, Key, KeyStore, NotAuthentic
from workflows.log.plain_json import parse
from workflows.log.sealed_fields import sealed_in, with_values
from workflows.log.sealing import CONFIDENTIAL, SEALED_FROM, Part, bound_to, parts_of

LOG = logging.getLogger("bihuan.revealing")


Only = Callable[[Event, str], bool]
"""Whether a field of a fact will be shown."""


def all_of(_: Event, __: str) -> bool:
    """Every field."""
    return True


def none_of(_: Event, __: str) -> bool:
    """No field, for who only wants to know whether he may."""
    return False


@dataclass(frozen=True, kw_only=True)
class Reading:
    """Facts of one stream that somebody is about to read."""

    stream: str
    events: Sequence[Event]
    reader: Reader
    sensitivity: str
    """Of the workflow they belong to."""
    only: Only = all_of
    """Which fields of which facts will be shown. What nobody is shown is not opened, and is no look."""
    as_corrected: bool = False
    """Whether a field that was corrected will be shown as it should have been: who may read it may read that."""


@dataclass(frozen=True, kw_only=True)
class Access:
    """What was opened of one stream for one reader: names as `topic.field`, each with its class."""

    stream: str
    reader: Reader
    fields: Mapping[str, int]


class AccessLog(Protocol):
    """Whoever records who saw what."""

    async def note(self, accesses: Sequence[Access]) -> None:
        """Record it durably; the answer goes out after that, or not at all. Raises LogUnavailable."""
        ...


class NoAccessLog:
    """Records nothing."""

    async def note(self, accesses: Sequence[Access]) -> None:
        """Nothing."""


class _Found(NamedTuple):
    """A sealed value that its reader may see, where it stands, and its class."""

    event: Event
    part: Part
    path: str
    sealed: Sealed
    level: int


class Revealing:
    """Opens sealed values for readers."""

    def __init__(self, keys: KeyStore, accesses: AccessLog) -> None:
        self._keys = keys
        self._accesses = accesses

    async def one(self, reading: Reading) -> list[Event]:
        """The facts with everything opened that this reader may see. Raises KeysUnavailable, LogUnavailable."""
        return (await self.all([reading]))[0]

    async def all(self, readings: Sequence[Reading]) -> list[list[Event]]:
        """The same of several streams, with one question for keys and one note."""
        opened, accesses = [], []
        wanted = [list(_may_see(reading)) for reading in readings]
        keys = await self._keys_for(readings, wanted)
        for reading, found in zip(readings, wanted, strict=True):
            values = {(one.event.envelope.version, one.path): _opened(keys, one) for one in found}
            opened.append([_revealed(event, values) for event in reading.events])
            fields = dict(_seen(found, values))
            if fields:
                accesses.append(Access(stream=reading.stream, reader=reading.reader, fields=fields))
        if accesses:
            await self._accesses.note(accesses)
        return opened

    async def note(self, accesses: Sequence[Access]) -> None:
        """Record what is opened elsewhere, such as the bytes of a file, before it goes out. Raises LogUnavailable."""
        told = [
            replace(
                access, fields={name: level for name, level in access.fields.items() if level >= SEALED_FROM}
            )
            for access in accesses
        ]
        await self._accesses.note([access for access in told if access.fields])

    async def unnoted(
        self, streams: Sequence[Sequence[Event]], *, even_restricted: bool = True
    ) -> list[list[Event]]:
        """Facts opened for the program itself, which shows them to nobody."""
        person = Person(id=SYSTEM, posts=(Post(role=SYSTEM, unit=""),))
        reader = Reader(person=person, level=3, even_restricted=even_restricted)
        readings = [Reading(stream="", events=events, reader=reader, sensitivity="") for events in streams]
        return await Revealing(self._keys, NoAccessLog()).all(readings)

    async def _keys_for(
        self, readings: Sequence[Reading], wanted: Sequence[Sequence[_Found]]
    ) -> dict[str, Key | Gone]:
        free: set[str] = set()
        held: set[str] = set()
        for reading, found in zip(readings, wanted, strict=True):
            (held if reading.reader.even_restricted else free).update(one.sealed.kid for one in found)
        keys = await self._keys.for_reading(free) if free else {}
        return {**keys, **(await self._keys.for_reading(held, even_restricted=True) if held else {})}


def level_of(part: Part, sensitivity: str) -> int:
    """The class of what a part holds, in a workflow of this sensitivity."""
    return 3 if part.purpose(sensitivity) == CONFIDENTIAL else part.level.level


def _may_see(reading: Reading) -> Iterator[_Found]:
    meant = {event.envelope.event_id: event for event in reading.events} if reading.as_corrected else {}
    for event in reading.events:
        for part, path, sealed in sealed_in(event.fact):
            if _is_seen(reading, event, part) or _is_seen_corrected(reading, event, part, meant):
                yield _Found(event, part, path, sealed, level_of(part, reading.sensitivity))


def _is_seen(reading: Reading, event: Event, part: Part) -> bool:
    reader = reading.reader
    if not reading.only(event, part.name) or is_withheld(event, part.name, reader):
        return False
    return level_of(part, reading.sensitivity) <= reader.limit_for(event)


def _is_seen_corrected(reading: Reading, event: Event, part: Part, meant: Mapping[str, Event]) -> bool:
    """Whether a text will be shown in the place of the one it corrects."""
    fact = event.fact
    if not isinstance(fact, RecordCorrected) or part.name != NEW or fact.fact not in meant:
        return False
    corrected = meant[fact.fact]
    parts = (one for one in parts_of(type(corrected.fact)) if one.name == fact.field)
    return any(_is_seen(reading, corrected, one) for one in parts)


def _opened(keys: Mapping[str, Key | Gone], found: _Found) -> Any:
    key = keys[found.sealed.kid]
    if isinstance(key, Gone):
        return Withheld(key.why)
    try:
        return opened_with(key, found.event, found.path, found.sealed)
    except NotAuthentic:
        envelope = found.event.envelope
        LOG.error("%s version %s: %s is not what was stored", envelope.case_id, envelope.version, found.path)
        return Withheld(ALTERED)


def opened_with(key: Key, event: Event, path: str, sealed: Sealed) -> Any:
    """The plain data of a sealed value of an event. Raises NotAuthentic."""
    if key.alg != sealed.alg:
        raise NotAuthentic(f"A value sealed for {sealed.alg} names a key for {key.alg}.")
    try:
        nonce, cipher = b64decode(sealed.n, validate=True), b64decode(sealed.c, validate=True)
    except binascii.Error:
        raise NotAuthentic(f"A value sealed by the key {sealed.kid} is no base64 any more.") from None
    return parse(key.decrypt(nonce, cipher, bound_to(event, path, sealed.kid)))


def _revealed(event: Event, values: Mapping[tuple[int, str], Any]) -> Event:
    version = event.envelope.version
    return with_values(event, lambda _, path, sealed: values.get((version, path), sealed))


def _seen(found: Iterable[_Found], values: Mapping[tuple[int, str], Any]) -> Iterator[tuple[str, int]]:
    for one in found:
        if not isinstance(values[one.event.envelope.version, one.path], Withheld):
            yield f"{one.event.fact.TOPIC}.{one.part.name}", one.level
