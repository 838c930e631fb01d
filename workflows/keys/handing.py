"""Hands out keys: from memory while they are fresh, else asked for together with all who wait; made when missing."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from domain.sealed import Owner
from workflows.keys import statements
from workflows.keys.cipher import Key, algorithm_of
from workflows.keys.errors import KeysRefused, KeysUnavailable
from workflows.keys.given import ERASED, LOST, RESTRICTED, Gone
from workflows.keys.provider import KeyProvider
from workflows.keys.ring import Ring
from workflows.keys.sharing import Sharing
from workflows.log.pool import Parameters

KID_BYTES = 15
Entropy = Callable[[int], bytes]
"""Gives so many random bytes."""
Ask = Callable[[str, Parameters], Awaitable[list[tuple[Any, ...]]]]


@dataclass(frozen=True, slots=True)
class _Held:
    """A key as it is remembered: `restricted` ones are given only to who may read what is restricted."""

    key: Key | Gone
    restricted: bool = False


class Handing:
    """The keys of one office in one process."""

    def __init__(
        self, ask: Ask, jurisdiction: str, provider: KeyProvider, entropy: Entropy, algorithm: str
    ) -> None:
        """`algorithm` is for keys made from now on. Raises UnknownAlgorithm."""
        self._ask, self._office = ask, jurisdiction
        self._provider, self._entropy, self._algorithm = provider, entropy, algorithm
        self._key_bytes = algorithm_of(algorithm).key_bytes
        self._kek = ""
        self._new: set[Owner] = set()
        """Owners who most likely have no key yet."""
        self._owned: Ring[Owner, Key] = Ring()
        self._held: Ring[str, _Held] = Ring()
        self._making: Sharing[Owner, Key] = Sharing(self._live_or_made)
        self._finding: Sharing[str, _Held] = Sharing(self._by_kid)

    async def for_writing(self, owners: Iterable[Owner], *, new: bool) -> Mapping[Owner, Key]:
        """The living key of each owner; those that were not there are made, and are on disk when this returns."""
        found, missing = self._owned.split(owners)
        self._new.update(missing if new else ())
        return {**found, **await self._making.of(missing)} if missing else found

    async def for_reading(self, kids: Iterable[str], *, even_restricted: bool) -> dict[str, Key | Gone]:
        """Keys by their ids, or why there is none."""
        found, missing = self._held.split(kids)
        held = {**found, **await self._finding.of(missing)} if missing else found
        return {
            kid: Gone(RESTRICTED) if one.restricted and not even_restricted else one.key
            for kid, one in held.items()
        }

    def forget(self) -> None:
        """Keep no key in memory."""
        self._owned.flush()
        self._held.flush()

    async def _live_or_made(self, owners: list[Owner]) -> Mapping[Owner, Key]:
        generation = self._owned.generation
        new = [owner for owner in owners if owner in self._new]
        self._new.difference_update(new)
        found = await self._made(new) if new else {}
        while missing := [owner for owner in owners if owner not in found]:
            found |= await self._live(missing)
            missing = [owner for owner in missing if owner not in found]
            found |= await self._made(missing) if missing else {}  # what a quicker one made is found next
        self._owned.keep(found, generation)
        return found

    async def _live(self, owners: list[Owner]) -> dict[Owner, Key]:
        columns = [[owner.subject for owner in owners], [owner.purpose for owner in owners]]
        rows = await self._ask(statements.LIVE, [*columns, self._office])
        return {Owner(row[0], row[1]): self._opened(*row[2:]) for row in rows}

    async def _made(self, owners: list[Owner]) -> dict[Owner, Key]:
        """Keys for those of these who have none; none at all when the wrapping key was changed meanwhile."""
        kek = await self.kek()
        rows = await self._ask(
            statements.MAKE,
            [
                self._office,
                self._algorithm,
                kek,
                self._office,
                [self._entropy(KID_BYTES).hex() for _ in owners],
                [owner.subject for owner in owners],
                [owner.purpose for owner in owners],
                [self._provider.wrap(kek, self._entropy(self._key_bytes)) for _ in owners],
                kek,
            ],
        )
        if not rows:
            self._kek = ""
        return {Owner(row[0], row[1]): self._opened(*row[2:]) for row in rows}

    async def kek(self) -> str:
        """Name of the wrapping key that the office's new keys are wrapped with."""
        if not self._kek:
            asked = [self._office, self._provider.current, self._office]
            self._kek = str((await self._ask(statements.WRAPPING, asked))[0][0])
        return self._kek

    async def _by_kid(self, kids: list[str]) -> Mapping[str, _Held]:
        generation = self._held.generation
        found = {kid: _Held(Gone(LOST)) for kid in kids}
        for kid, alg, kek, wrapped, restricted in await self._ask(statements.BY_KID, [self._office, kids]):
            key = Gone(ERASED) if wrapped is None else self._opened(kid, alg, kek, wrapped)
            found[kid] = _Held(key, restricted and wrapped is not None)
        self._held.keep(found, generation)
        return found

    def _opened(self, kid: str, alg: str, kek: str, wrapped: bytes) -> Key:
        try:
            return Key(kid, alg, self._provider.unwrap(kek, wrapped))
        except KeysRefused as error:
            raise KeysUnavailable(str(error)) from error
