"""What people ask for about their own data, done: recorded, written beside the databases, then done to the keys.

Both databases may be restored to any moment, each to another one. So what was done to the keys is noted with the keys,
by the fact that asked for it; whatever the log or the file beside it knows and the keys do not is done again, in order,
before anything else is served. Doing it twice changes nothing, and keys made for somebody after an erasure stay.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from domain.envelope import Event
from domain.office import Person
from domain.streams import SUBJECTS
from domain.subjects import ERASE, RESTRICT, Request, Subjects, Wish, decide_on_subject, evolve_subjects
from workflows.keys import KeyRow, KeyStore
from workflows.office_events import Told
from workflows.registers import Kind, Register
from workflows.subjects.side_file import SideFile

KIND = Kind(stream=SUBJECTS, start=Subjects(), evolve=evolve_subjects)
NOTED = "SELECT name FROM bihuan_keys.cursors WHERE jurisdiction = %b::text AND name = ANY (%b::text[])"
DONE = "subject:"
"""Begins the name under which it is noted with the keys that a request was done to them."""


class Requests:
    """Requests of people about data of their own, in one office."""

    def __init__(self, register: Register[Subjects], keys: KeyStore, side: SideFile) -> None:
        self._register, self.keys, self.side = register, keys, side

    async def known(self) -> Subjects:
        """Everything that was asked for and done, by the log."""
        return await self._register.now()

    async def keys_of(self, subject: str) -> list[KeyRow]:
        """What is known of the keys of somebody, the oldest first; destroyed ones are among them."""
        return await self.keys.keys_of(subject)

    async def find(self, phone: str) -> tuple[str, ...]:
        """The subjects a phone number came in for."""
        return await self.keys.find(phone)

    async def do(self, wish: Wish, actor: Person, told: Told) -> Event:
        """Do it for good; the fact. Raises Refused, LogUnavailable: what was recorded is done by whoever comes next."""
        await self.drain()
        kids = [key.kid for key in await self.keys_of(wish.subject) if key.erased_at is None]
        if (
            wish.action == ERASE
        ):  # one that a restored log has lost is recorded again, although its keys are gone
            lost = (
                one for one in await self.forgotten() if (one.action, one.subject) == (ERASE, wish.subject)
            )
            kids += [kid for one in lost for kid in one.kids]
        asked = replace(wish, kids=tuple(dict.fromkeys(kids)))
        event = await self._register.tell(lambda known: decide_on_subject(known, asked, actor), told)
        await self.drain()
        return event

    async def drain(self) -> int:
        """Do what was asked for and not done to these keys yet; how much that was. Raises KeysRefused, OSError."""
        waiting = await self.waiting()
        for request in waiting:
            await self._apply(request)
        return len(waiting)

    async def waiting(self) -> Sequence[Request]:
        """What the log or the file knows and these keys do not, in order; the file learns what only the log knew."""
        logged, beside = (await self.known()).requests, self.side.requests()
        written = {one.event_id for one in beside}
        if lacking := [one for one in logged if one.event_id not in written]:
            self.side.add(lacking)
        every = {one.event_id: one for one in (*beside, *logged)}
        done = await self._done(every)
        left = (one for one in every.values() if one.event_id not in done)
        return sorted(left, key=lambda one: (one.at, one.position))

    async def forgotten(self) -> Sequence[Request]:
        """What only the file knows and the log does not say by another request: it was restored to before it."""
        known, beside = await self.known(), self.side.requests()
        logged = {one.event_id for one in known.requests}
        last = {one.subject: one for one in beside}
        lost = [one for one in beside if one.event_id not in logged]
        return [
            one
            for one in lost
            if not _is_said(known, one) and (one.action == ERASE or last[one.subject] is one)
        ]

    async def _done(self, event_ids: Iterable[str]) -> frozenset[str]:
        names = [DONE + event_id for event_id in event_ids]
        rows = await self.keys.ask(NOTED, [self.keys.jurisdiction, names]) if names else []
        return frozenset(str(name).removeprefix(DONE) for (name,) in rows)

    async def _apply(self, request: Request) -> None:
        if request.action == ERASE:
            await self.keys.destroy(request.subject, request.kids)
        if request.action == RESTRICT:
            await self.keys.restrict(request.subject)
        else:  # whoever is erased and comes back is nobody that anything was restricted for
            await self.keys.release(request.subject)
        await self.keys.advance(DONE + request.event_id, request.position)


def _is_said(known: Subjects, lost: Request) -> bool:
    """Whether the log comes to the same without this request."""
    if lost.action == ERASE:
        erased = {kid for one in known.requests if one.action == ERASE for kid in one.kids}
        return erased.issuperset(lost.kids)
    return known.of(lost.subject).restricted == (lost.action == RESTRICT)
