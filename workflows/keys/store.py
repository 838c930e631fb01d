"""Keys by whose they are and what for: made before anything is sealed with them, given out while they are there.

A key is on disk in its own database before a fact that needs it goes to the log, so no fact can outlive its key by a
crash. Whoever was erased has rows without keys; whoever reports again gets new ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from types import TracebackType
from typing import Any, Self

from domain.sealed import Owner
from workflows.keys import marks, statements
from workflows.keys.cipher import Key
from workflows.keys.errors import KeysRefused, KeysUnavailable
from workflows.keys.given import Gone, KeyRow
from workflows.keys.handing import Entropy, Handing
from workflows.keys.provider import KeyProvider
from workflows.keys.watching import Watching
from workflows.log.connection import Timeouts
from workflows.log.errors import LogUnavailable
from workflows.log.pool import Parameters, Pool


class KeyStore:
    """The keys of one office. Belongs to the event loop it was opened in.

    Every method raises KeysUnavailable, a LogUnavailable, when the database of keys does not answer in time, and
    KeysRefused when the wrapping key does not fit; nothing is half done then.
    """

    def __init__(
        self,
        dsn: str,
        jurisdiction: str,
        provider: KeyProvider,
        *,
        entropy: Entropy,
        algorithm: str = "A256GCM",
        size: int = 2,
        timeouts: Timeouts | None = None,
    ) -> None:
        """`algorithm` is for keys made from now on. Raises UnknownAlgorithm."""
        bounds = timeouts or Timeouts()
        self.jurisdiction, self.algorithm = jurisdiction, algorithm
        self.provider, self.entropy = provider, entropy
        self._pool = Pool(dsn, size=size, timeouts=bounds, name="bihuan-keys", configure=None)
        self._handing = Handing(self.ask, jurisdiction, provider, entropy, algorithm)
        self._watching = Watching(bounds.conninfo(dsn), jurisdiction, self._epoch, self._handing.forget)
        self._pepper = b""

    async def open(self) -> Self:
        """Connect; a store is not usable before."""
        try:
            await self._pool.open()
            self._pepper = await self._secret(marks.PEPPER, marks.PEPPER_BYTES)
            await self._watching.start()
        except LogUnavailable as error:
            await self._pool.close()
            raise _unavailable(error) from error
        except BaseException:
            await self._pool.close()
            raise
        return self

    async def close(self) -> None:
        """Forget every key and give the connections back."""
        await self._watching.close()
        self._handing.forget()
        await self._pool.close()

    async def __aenter__(self) -> Self:
        return await self.open()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def for_writing(self, owners: Iterable[Owner], *, new: bool = False) -> Mapping[Owner, Key]:
        """The living key of each owner; those that were not there are made, and are on disk when this returns.

        `new` says that most have none yet, which spares a question.
        """
        return await self._handing.for_writing(owners, new=new)

    async def for_reading(
        self, kids: Iterable[str], *, even_restricted: bool = False
    ) -> dict[str, Key | Gone]:
        """Keys by their ids, or why there is none; `even_restricted` is for who may read what is restricted."""
        return await self._handing.for_reading(kids, even_restricted=even_restricted)

    async def restrict(self, subject: str) -> bool:
        """Give out no key of this subject any more, until it is released; False when it was so already."""
        return await self._changed(statements.RESTRICT, [self.jurisdiction, subject])

    async def release(self, subject: str) -> bool:
        """Give its keys out again; False when they were not restricted."""
        return await self._changed(statements.RELEASE, [self.jurisdiction, subject])

    async def restricted_since(self, subject: str) -> datetime | None:
        """Since when no key of this subject is given out; None when they are."""
        rows = await self.ask(statements.IS_RESTRICTED, [self.jurisdiction, subject])
        return rows[0][0] if rows else None

    async def erase(self, subject: str) -> tuple[str, ...]:
        """Destroy every living key of a subject and its marks, for ever; the ids of what was destroyed."""
        ((kids, _),) = await self.ask(statements.ERASE, {"office": self.jurisdiction, "subject": subject})
        self._handing.forget()
        return tuple(kids or ())

    async def destroy(self, subject: str, kids: Iterable[str]) -> int:
        """Destroy these keys of a subject, also ones that never were here; how many of them lived.

        What follows an erasure that the log knows of: keys made for the same subject since then stay. Repeating it
        changes nothing.
        """
        named = {"office": self.jurisdiction, "subject": subject, "kids": list(kids)}
        ((number, _),) = await self.ask(statements.DESTROY, named)
        self._handing.forget()
        return int(number)

    async def keys_of(self, subject: str) -> list[KeyRow]:
        """What is known of the keys of a subject, the oldest first; a destroyed one is among them."""
        return [KeyRow(*row) for row in await self.ask(statements.HELD, [self.jurisdiction, subject])]

    async def mark(self, subject: str, phone: str) -> None:
        """Remember under whose id a phone number came in, as a keyed digest; a text without digits is no number."""
        number = marks.normalised(phone)
        if number:
            await self.ask(statements.ADD_MARK, [self.jurisdiction, self._mark_of(number), subject])

    async def find(self, phone: str) -> tuple[str, ...]:
        """The subjects a phone number came in for."""
        wanted = [self.jurisdiction, self._mark_of(marks.normalised(phone))]
        return tuple(row[0] for row in await self.ask(statements.MARKED, wanted))

    async def applied(self, name: str) -> int:
        """Up to which position of the log the follower of this name has applied it to these keys; 0 at first."""
        rows = await self.ask(statements.APPLIED, [self.jurisdiction, name])
        return int(rows[0][0]) if rows else 0

    async def advance(self, name: str, position: int) -> None:
        """Note that a follower came to a position; it never goes back."""
        await self.ask(statements.ADVANCE, [self.jurisdiction, name, position])

    def forget(self) -> None:
        """Keep no key in memory: for who does not always listen."""
        self._handing.forget()

    def keyed_digest(self, purpose: str, text: bytes) -> bytes:
        """HMAC-SHA256 of a text by a secret of this office, 32 bytes; its purposes are apart from each other."""
        return marks.keyed_digest(self._pepper, purpose, text)

    async def ask(self, statement: str, parameters: Parameters) -> list[tuple[Any, ...]]:
        """Run a statement that is safe to repeat."""
        try:
            return await self._pool.ask(statement, parameters)
        except LogUnavailable as error:
            raise _unavailable(error) from error

    def _mark_of(self, number: str) -> bytes:
        return self.keyed_digest("phone", number.encode())

    async def _changed(self, statement: str, parameters: Parameters) -> bool:
        rows = await self.ask(statement, parameters)
        self._handing.forget()
        return bool(rows)

    async def _epoch(self) -> int:
        rows = await self.ask(statements.EPOCH, [self.jurisdiction])
        return int(rows[0][0]) if rows else 0

    async def _secret(self, name: str, size: int) -> bytes:
        """A secret of the office, made the first time it is asked for."""
        for _ in range(2):
            rows = await self.ask(statements.SECRET, [self.jurisdiction, name])
            if rows:
                return self.provider.unwrap(*rows[0])
            kek = await self._handing.kek()
            made = self.provider.wrap(kek, self.entropy(size))
            await self.ask(statements.MAKE_SECRET, [self.jurisdiction, name, kek, made])
        raise KeysRefused(f"The secret {name} of {self.jurisdiction} was removed while it was made.")


def _unavailable(error: LogUnavailable) -> KeysUnavailable:
    if isinstance(error, KeysUnavailable):
        return error
    return KeysUnavailable(error.reason, retry_after_s=error.retry_after_s)
