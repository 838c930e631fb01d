"""Names for persons in an export that goes to nobody in particular: the same within it, told from no other export."""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from hashlib import sha256
from secrets import token_bytes
from typing import Any, Protocol

from domain.office import SYSTEM

DIGITS = 16
"""Of the name, in hexadecimal: two of a million persons share one with a chance of 1 in 10⁷."""


class Persons(Protocol):
    """What persons are called."""

    def __call__(self, person: str) -> str:
        """The name of an id."""
        ...


def as_they_are(person: str) -> str:
    """The ids themselves, for a reader who may see them."""
    return person


class Pseudonyms:
    """Another name for every person, by a key that is thrown away with the export."""

    def __init__(self) -> None:
        self._key = token_bytes(32)

    def __call__(self, person: str) -> str:
        """The name of an id; nobody stays nobody, and what time does by itself is no person."""
        if person in ("", SYSTEM):
            return person
        return f"person-{hmac.new(self._key, person.encode(), sha256).hexdigest()[:DIGITS]}"


def renamed(value: Any, ids: frozenset[str], persons: Persons) -> Any:
    """Plain data with every text that is one of these ids exchanged for its name."""
    if isinstance(value, str):
        return persons(value) if value in ids else value
    if isinstance(value, list):
        return [renamed(member, ids, persons) for member in value]
    if isinstance(value, dict):
        return dict(_entries(value, ids, persons))
    return value


def _entries(value: dict[str, Any], ids: frozenset[str], persons: Persons) -> Iterator[tuple[str, Any]]:
    yield from ((key, renamed(member, ids, persons)) for key, member in value.items())
