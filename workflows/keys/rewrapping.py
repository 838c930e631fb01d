"""Every key wrapped anew with the current wrapping key; no value is sealed anew, and nobody has to stop working."""

from __future__ import annotations

from typing import NamedTuple

from workflows.keys import statements
from workflows.keys.store import KeyStore

AT_A_TIME = 1000


class Count(NamedTuple):
    """How many living keys, and destroyed ones (`kek` empty), are of an algorithm and purpose."""

    kek: str
    alg: str
    purpose: str
    number: int


async def rewrap(store: KeyStore) -> int:
    """Wrap whatever another wrapping key wraps; how much that was. Interrupted, it goes on where it was.

    Raises KeysUnavailable, KeysRefused.
    """
    done = await _secrets(store)
    after = ""
    while rows := await store.ask(
        statements.OTHERS_WRAPPED, [store.jurisdiction, store.provider.current, after, AT_A_TIME]
    ):
        wrapped = [store.provider.wrap(store.provider.unwrap(kek, old)) for _, kek, old in rows]
        kids, keks = [row[0] for row in rows], [row[1] for row in rows]
        await store.ask(statements.REWRAP, [store.provider.current, kids, wrapped, keks, store.jurisdiction])
        after, done = kids[-1], done + len(rows)
    return done


async def counts(store: KeyStore) -> list[Count]:
    """What lies in the store. Raises KeysUnavailable."""
    return [Count(*row) for row in await store.ask(statements.COUNTS, [store.jurisdiction])]


async def _secrets(store: KeyStore) -> int:
    current = store.provider.current
    rows = await store.ask(statements.SECRETS, [store.jurisdiction, current])
    for name, kek, old in rows:
        made = store.provider.wrap(store.provider.unwrap(kek, old))
        await store.ask(statements.REWRAP_SECRET, [current, made, store.jurisdiction, name, kek])
    return len(rows)
