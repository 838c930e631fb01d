"""Stores of keys over a test's own database of keys, and keys that are always the same for tests of the log alone."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from domain.sealed import Owner
from tests.support.log_events import PLACE
from workflows.keys import Key, KeyStore
from workflows.keys.key_file import FileProvider
from workflows.keys.marks import keyed_digest

KEK = bytes(range(32))


def provider(**more: bytes) -> FileProvider:
    """Wrapping keys that lie in no file; those named in `more` come before the usual one."""
    return FileProvider(Path("nowhere"), {**more, "kek-of-tests": KEK})


def key_store(dsn: str, office: str = PLACE, **more: Any) -> KeyStore:
    """A store, not yet open."""
    return KeyStore(dsn, office, more.pop("wrapping", None) or provider(), entropy=os.urandom, **more)


class FixedKeys:
    """One key for each owner, made from his name: for tests that are not about keys."""

    entropy = staticmethod(os.urandom)

    def keyed_digest(self, purpose: str, text: bytes) -> bytes:
        """As of a store of keys."""
        return keyed_digest(KEK, purpose, text)

    async def for_writing(self, owners: Iterable[Owner], *, new: bool = False) -> Mapping[Owner, Key]:
        """A key for everybody."""
        return {owner: fixed_key(owner) for owner in owners}

    async def mark(self, subject: str, phone: str) -> None:
        """Nobody is looked for by a number here."""


def fixed_key(owner: Owner) -> Key:
    """The key of an owner; its id says whose it is."""
    return Key(f"{owner.subject}#{owner.purpose}", "A256GCM", KEK)


class AnyKeys(dict[Owner, Key]):
    """Fixed keys for whoever is asked for."""

    def __missing__(self, owner: Owner) -> Key:
        return fixed_key(owner)

    def get(self, owner: Owner, _: object = None) -> Key:
        """The key of an owner."""
        return self[owner]
