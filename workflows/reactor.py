"""Follows the log and has every fact's consequences done.

Delivery is at least once and the commands' ids make it once. A consequence that is refused is put aside, where somebody
sees it, and the rest goes on; when the database is away, nothing is put aside and the same fact comes again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from domain.command import Command
from domain.envelope import Event
from domain.errors import MoveNotAllowed, Refused
from workflows.engine import Engine
from workflows.log import statements
from workflows.ports import Clock, Recurrences
from workflows.reactions import commands_of, reacts_to
from workflows.surroundings import Surroundings

CONSUMER = "reactions"
PAGE = 500


@dataclass(frozen=True, kw_only=True)
class Parked:
    """A consequence that was refused: which, of the fact at which position, and why."""

    command_id: str
    position: int
    case_id: str
    move: str
    code: str
    detail: str
    parked_at: datetime


class Reactor:
    """Has reactions done, in the order of the log."""

    def __init__(
        self, engine: Engine, clock: Clock, recurrences: Recurrences, *, name: str = CONSUMER
    ) -> None:
        self._engine = engine
        self._log = engine.log
        self._clock = clock
        self._surroundings = Surroundings(engine, recurrences)
        self._name = name

    async def drain(self) -> int:
        """Go on from where it stopped to the end of the log; returns the position reached."""
        position = await self.position()
        while page := await self._log.page(position, PAGE):
            for event in page:
                await self.react(event)
            position = page[-1].envelope.position
            await self._log.ask(statements.CONSUME, [self._log.jurisdiction, self._name, position])
        return position

    async def react(self, event: Event) -> None:
        """Have what follows from one fact done; done again, it changes nothing."""
        if not reacts_to(event) and not await self._surroundings.settles(event):
            return
        for command in await self._commands(event):
            refusal = await self._refused(command)
            if isinstance(refusal, MoveNotAllowed):
                refusal = await self._otherwise(event, command, refusal)
            if refusal is not None:
                await self._park(event, command, refusal)

    async def _commands(self, event: Event) -> list[Command]:
        """What follows from a fact, as the cases are now."""
        case = await self._engine.case(event.envelope.case_id)
        return commands_of(event, case, self._clock(), await self._surroundings.of(event, case))

    async def _refused(self, command: Command) -> Refused | None:
        """Do a command; the refusal when it was not done."""
        try:
            await self._engine.handle(command)
        except Refused as refusal:
            # An id is made of its fact: it was done, on what was known then.
            return None if refusal.code == "key_reused" else refusal
        return None

    async def _otherwise(self, event: Event, command: Command, refusal: Refused) -> Refused | None:
        """The same consequence where the case is now: it went on between the look at it and the move."""
        again = next((one for one in await self._commands(event) if one.id == command.id), command)
        return await self._refused(again) if again.move != command.move else refusal

    async def position(self) -> int:
        """The last fact whose consequences are done."""
        rows = await self._log.ask(statements.CONSUMED, [self._log.jurisdiction, self._name])
        return int(rows[0][0]) if rows else 0

    async def parked(self) -> list[Parked]:
        """What was refused, in the order of the facts it would have followed from."""
        rows = await self._log.ask(statements.PARKED, [self._log.jurisdiction, self._name])
        names = ("command_id", "position", "case_id", "move", "code", "detail", "parked_at")
        return [Parked(**dict(zip(names, row, strict=True))) for row in rows]

    async def _park(self, event: Event, command: Command, refusal: Refused) -> None:
        what = [self._log.jurisdiction, self._name, UUID(command.id), event.envelope.position]
        await self._log.ask(
            statements.PARK, [*what, command.case_id, command.move, refusal.code, str(refusal)]
        )
