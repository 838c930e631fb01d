"""Which fields of a fact lie sealed in the log, whose key each is sealed with, and how a value is bound to its place.

Everything of class 2 or 3 is sealed, in one piece or, where its members are different persons' data, one by one; of a
file only the free text is, since its digest, time and place are its proof. A sealed value holds only in its place:
stream, version, topic, field and key are authenticated with it.
"""

from __future__ import annotations

import typing
from binascii import b2a_base64
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, is_dataclass
from decimal import Decimal
from functools import cache
from typing import Any, Protocol

from domain.concerning import subject_of
from domain.declaration import Declared, declared
from domain.envelope import Event
from domain.facts.schema import Concerns, Fact, Sensitivity
from domain.sealed import FORM, MARK, Owner
from workflows.log.errors import Unstorable
from workflows.log.plain_json import written

SEALED_FROM = 2
"""The class from which on a field lies sealed."""
TEXT, CONFIDENTIAL = "text", "confidential"
"""Purposes of keys: what is personal, and what is confidential where it was written."""
WHOLE, MEMBERS, RECORD, RECORDS = "whole", "members", "record", "records"
NONCE_BYTES = 12
_BLANK: dict[Any, Any] = {str: "", int: 0, bool: False, Decimal: "0"}


class SealingKey(Protocol):
    """A key as the log uses it."""

    @property
    def kid(self) -> str:
        """Its id."""
        ...

    @property
    def alg(self) -> str:
        """The algorithm it is for."""
        ...

    def encrypt(self, nonce: bytes, plain: bytes, bound_to: bytes) -> bytes:
        """Ciphertext and tag."""
        ...


class Keys(Protocol):
    """Whoever gives out keys to seal with."""

    async def for_writing(self, owners: Iterable[Owner], *, new: bool = False) -> Mapping[Owner, SealingKey]:
        """The key of each owner, on disk by then; `new` says that most have none yet. Raises LogUnavailable."""
        ...

    async def mark(self, subject: str, phone: str) -> None:
        """Remember, as a keyed digest, under whose id a number came in. Raises LogUnavailable."""
        ...

    def keyed_digest(self, purpose: str, text: bytes) -> bytes:
        """32 bytes that nobody can make who has not the secret of this office."""
        ...

    @property
    def entropy(self) -> Callable[[int], bytes]:
        """Gives so many random bytes."""
        ...


@dataclass(frozen=True, slots=True)
class Part:
    """A field, or a free text inside the files of a field, that lies sealed."""

    name: str
    form: str
    """`whole`, `members` one by one, or the text `inner` of a `record` or of each of several `records`."""
    base: Any
    level: Sensitivity
    concerns: Concerns | None
    blank: Any
    """What stands for it while the rest of the fact is read."""
    inner: str = ""

    def purpose(self, sensitivity: str) -> str:
        """What its key is for, in a workflow of this sensitivity."""
        rises = bool(sensitivity) and sensitivity in self.level.confidential_in
        return CONFIDENTIAL if rises or self.level.level > SEALED_FROM else TEXT


def parts_of(fact: type[Fact]) -> tuple[Part, ...]:
    """What of a fact lies sealed. Raises TypeError for a field that nobody knows how to seal."""
    return _parts_of(typing.cast("Hashable", fact))


@cache
def _parts_of(fact: Any) -> tuple[Part, ...]:
    fields = declared(fact)
    lists = frozenset(field.name for field in fields if typing.get_origin(field.base) is tuple)
    return tuple(part for field in fields for part in _parts(field, lists))


def _parts(field: Declared, lists: Collection[str]) -> Iterator[Part]:
    base, many = field.base, typing.get_origin(field.base) is tuple
    member = typing.get_args(base)[0] if many else base
    if is_dataclass(member):
        for inner in declared(typing.cast("type[Any]", member)):
            if inner.level is not None and inner.level.level >= SEALED_FROM:
                form = RECORDS if many else RECORD
                yield Part(field.name, form, inner.base, inner.level, None, "", inner.name)
        return
    if field.level is None or field.level.level < SEALED_FROM:
        return
    form = MEMBERS if many and field.concerns and field.concerns.named in lists else WHOLE
    yield Part(field.name, form, base, field.level, field.concerns, _blank(field))


def _blank(field: Declared) -> Any:
    if field.optional:
        return None
    origin = typing.get_origin(field.base)
    if origin is tuple:
        return []
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return {}
    if field.base not in _BLANK:
        raise TypeError(f"{field.name}: a field of {field.base} cannot be sealed; make it optional")
    return _BLANK[field.base]


def values_of(part: Part, data: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Path and stored value of everything of a part that is there; what is empty needs no seal."""
    item = data.get(part.name)
    if not item and item != 0:
        return
    if part.form == WHOLE:
        yield part.name, item
    elif part.form == MEMBERS:
        yield from ((f"{part.name}/{n}", member) for n, member in enumerate(item) if member)
    elif part.form == RECORD:
        yield from ((f"{part.name}/{part.inner}", text) for text in (item.get(part.inner),) if text)
    else:
        texts = ((n, record.get(part.inner)) for n, record in enumerate(item))
        yield from ((f"{part.name}/{n}/{part.inner}", text) for n, text in texts if text)


def owner_of(part: Part, path: str, event: Event, sensitivity: str) -> Owner:
    """Whose key a value is sealed with: who it concerns, else the case."""
    subject = event.envelope.case_id
    if part.concerns is not None:
        subject = _subject(part, path, event.fact, subject)
    return Owner(subject, part.purpose(sensitivity))


def _subject(part: Part, path: str, fact: Fact, case_id: str) -> str:
    concerns = typing.cast("Concerns", part.concerns)
    if part.form != MEMBERS:
        return subject_of(concerns, fact, case_id)
    named = getattr(fact, concerns.named)
    number = int(path.rpartition("/")[2])
    if len(named) == len(getattr(fact, part.name)):
        return str(named[number])
    return f"{case_id}/{concerns.role}/{number}"


def bound_to(event: Event, path: str, kid: str) -> bytes:
    """What is authenticated with a value of an event: canonical JSON (RFC 8785) of its place and key."""
    envelope = event.envelope
    return written([envelope.case_id, envelope.version, event.fact.TOPIC, path, kid])


@dataclass(frozen=True, slots=True)
class Sealing:
    """What the facts of one command are sealed with."""

    keys: Mapping[Owner, SealingKey]
    entropy: Callable[[int], bytes]
    sensitivity: str = ""
    """Of the workflow they belong to."""

    def sealed(self, event: Event, data: dict[str, Any]) -> bool:
        """Seal all in the data of a fact that has to be; whether there was anything. Raises Unstorable."""
        found = False
        for part in parts_of(type(event.fact)):
            for path, value in list(values_of(part, data)):
                _put(data, part, path, self._value(event, part, path, value))
                found = True
        return found

    def _value(self, event: Event, part: Part, path: str, value: Any) -> dict[str, Any]:
        key = self.keys.get(owner_of(part, path, event, self.sensitivity))
        if key is None:
            raise Unstorable(f"{event.fact.TOPIC}: {path} is personal, and there is no key to seal it with.")
        nonce = self.entropy(NONCE_BYTES)
        cipher = key.encrypt(nonce, written(value), bound_to(event, path, key.kid))
        return {MARK: FORM, "alg": key.alg, "kid": key.kid, "n": _text(nonce), "c": _text(cipher)}


def _text(data: bytes) -> str:
    return b2a_base64(data, newline=False).decode("ascii")


def _put(data: dict[str, Any], part: Part, path: str, value: Any) -> None:
    if part.form == WHOLE:
        data[part.name] = value
    elif part.form == RECORD:
        data[part.name][part.inner] = value
    else:
        number = int(path.split("/")[1])
        if part.form == MEMBERS:
            data[part.name][number] = value
        else:
            data[part.name][number][part.inner] = value


def _no_entropy(_: int) -> bytes:
    raise Unstorable("There is nothing to seal a value with.")


NO_KEYS = Sealing({}, _no_entropy)
"""For facts without anything personal; any other is refused."""


async def sealing_for(
    keys: Keys | None,
    facts: Iterable[tuple[Event, Mapping[str, Any]]],
    sensitivity: str,
    *,
    opens: bool = False,
) -> Sealing:
    """The keys that these facts, with their data, need, made where they were missing; `opens` tells of a new stream.

    Whoever gives a number is found by it from then on. Raises LogUnavailable.
    """
    found = [
        (part, value, owner_of(part, path, event, sensitivity))
        for event, data in facts
        for part in parts_of(type(event.fact))
        for path, value in values_of(part, data)
    ]
    if keys is None or not found:
        return NO_KEYS
    made = await keys.for_writing({owner for _, _, owner in found}, new=opens)
    for part, value, owner in found:
        if part.concerns is not None and part.concerns.finds:
            await keys.mark(owner.subject, value)
    return Sealing(made, keys.entropy, sensitivity)
