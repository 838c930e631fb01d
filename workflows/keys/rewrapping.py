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
    """Wrap everything with the newest wrapping key; how much that was. Interrupted, it goes on where it was.

    From its beginning on no process makes keys under an older one, so none is missed.

    Raises KeysUnavailable, KeysRefused.
    """
    await store.ask(statements.CHANGE_WRAPPING, [store.jurisdiction, store.provider.current])
    done = await _secrets(store)
    after = ""
    while rows := await store.ask(
        statements.OTHERS_WRAPPED, [store.jurisdiction, store.provider.current, after, AT_A_TIME]
    ):
        wrapped = [_rewrapped(store, kek, old) for _, kek, old in rows]
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
        made = _rewrapped(store, kek, old)
        await store.ask(statements.REWRAP_SECRET, [current, made, store.jurisdiction, name, kek])
    return len(rows)


def _rewrapped(store: KeyStore, kek: str, old: bytes) -> bytes:
    return store.provider.wrap(store.provider.current, store.provider.unwrap(kek, old))
