"""After a calendar was published: every open case once, and each deadline that is due at another moment counted again.

The walk goes by the order in which cases were opened and keeps its place in the log's books, so that whoever is
interrupted is gone on from by anybody. The ids of its commands are made of the calendar's fact and the clock's start:
done twice, or by two at once, each deadline has one fact. Cases opened later are counted by that calendar anyway.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import UUID, uuid5

from domain.case import Case, Clock, clock_id
from domain.clock_recount import deadlines_moved
from domain.command import Command
from domain.definition import Workflow
from domain.errors import Refused
from domain.office import STREAM, SYSTEM
from domain.published_calendar import KnownCalendar
from domain.streams import is_case
from workflows.engine import Engine
from workflows.log import EventLog, statements
from workflows.ports import Clock as Now

MOVE, CAUSE, DOOR = "recompute", "calendar", "worker"
PAGE = 200


@dataclass
class Recounted:
    """What came of a walk, or of the rest of one."""

    cases: int = 0
    """Open cases looked at."""
    moved: int = 0
    """Deadlines that were counted again."""
    left: list[str] = field(default_factory=list)
    """Cases with a deadline that stayed: they follow a version that knows no such move, or it was refused."""


class Recounting:
    """Walks the open cases of one office for the calendar that is in force."""

    def __init__(self, engine: Engine, now: Now) -> None:
        self._engine, self._log, self._now = engine, engine.log, now
        self._finished = ""

    async def drain(
        self, tell: Callable[[int, int], None] = lambda _, __: None, *, anew: bool = False
    ) -> Recounted:
        """Go on to the end of the walk, or walk `anew`: cases that were left may have been moved to a version that can.

        `tell` hears how far it is, and of how much.
        """
        found, calendars = Recounted(), (await self._engine.office()).calendars
        if not calendars or (calendars[-1].event_id == self._finished and not anew):
            return found
        known = calendars[-1]
        place = 0 if anew else await self.place(known)
        while place < known.position:
            ids, place = await opened_between(self._log, place, known.position)
            await self._walk(known, ids, found)
            await self._log.ask(statements.CONSUME, [self._log.jurisdiction, books_name(known), place])
            tell(place, known.position)
        self._finished = known.event_id
        return found

    async def place(self, known: KnownCalendar) -> int:
        """The position up to which the cases opened before a calendar were looked at."""
        rows = await self._log.ask(statements.CONSUMED, [self._log.jurisdiction, books_name(known)])
        return int(rows[0][0]) if rows else 0

    async def _walk(self, known: KnownCalendar, ids: list[str], found: Recounted) -> None:
        for case in await self._engine.cases(ids):
            found.cases += 1
            workflow = await self._engine.workflow(case.digest)
            for clock in list(deadlines_moved(case, workflow, known.counted)):
                if await self._moved(known, case, clock, workflow):
                    found.moved += 1
                else:
                    found.left.append(case.id)

    async def _moved(self, known: KnownCalendar, case: Case, clock: Clock, workflow: Workflow) -> bool:
        """Whether the clock is due by the calendar now, or is no more, or another calendar came."""
        if MOVE in workflow.moves:
            try:
                await self._engine.handle(self._command(known, case, clock))
            except Refused:
                return not await self._differs(known, case.id, clock)
            return True
        return False

    async def _differs(self, known: KnownCalendar, case_id: str, clock: Clock) -> bool:
        """Whether the deadline still is as another calendar had it."""
        if (await self._engine.office()).calendars[-1].event_id != known.event_id:
            return False
        case = await self._engine.case(case_id)
        workflow = await self._engine.workflow(case.digest)
        return any(
            (one.name, one.key) == (clock.name, clock.key)
            for one in deadlines_moved(case, workflow, known.counted)
        )

    def _command(self, known: KnownCalendar, case: Case, clock: Clock) -> Command:
        name = f"{case.id}:{clock_id(clock.name, clock.key)}:{clock.started_at.isoformat()}"
        return Command(
            id=str(uuid5(UUID(known.event_id), name)),
            event_id=str(uuid5(UUID(known.event_id), f"{name}:fact")),
            case_id=case.id,
            move=MOVE,
            actor=SYSTEM,
            now=self._now(),
            fields={"clock": clock.name, "key": clock.key, "cause": CAUSE},
            door=DOOR,
            correlation=known.event_id,
            causation=known.event_id,
        )


async def opened_between(log: EventLog, after: int, before: int) -> tuple[list[str], int]:
    """A page of cases that are not ended, by the position of their first fact; and the position it goes as far as."""
    rows = await log.ask(statements.OPEN_CASES, [log.jurisdiction, STREAM, after, before, PAGE])
    ids = [str(stream) for stream, _ in rows if is_case(str(stream))]
    return ids, int(rows[-1][1]) if len(rows) == PAGE else before


def books_name(known: KnownCalendar) -> str:
    """Under which name the walk keeps its place among the followers of the log."""
    return f"calendar:{known.event_id}"
