"""Opens the turns of the office's plans: each on its day, each once, whoever opens it and however often he is killed.

Nothing is remembered that could be lost. Which turn was opened last is read from the claims of the log (`turn`), which
comes next follows from that case and the plan (`domain.cycles`), and the ids of command, fact and case are made of the
plan and the first day of the turn: opened twice, or by two workers at once, a turn is opened once. Turns that were
slept through are opened one after the other, and their clocks find that they ran out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import NAMESPACE_URL, UUID, uuid5

from domain.calendar import WorkCalendar
from domain.case import Case
from domain.claims import TURN
from domain.command import Command
from domain.cycles import ONE_DAY, Turn, category_of, first_turn, opens_on, turn_after
from domain.definition import NEW, Category, Workflow
from domain.envelope import Event
from domain.errors import Refused
from domain.facts.tasks import TaskOpened
from domain.office import SYSTEM, KnownPlan, Office
from workflows.engine import Engine
from workflows.log import statements
from workflows.ports import Clock

CONSUMER, DOOR = "plans", "worker"
AGAIN = timedelta(minutes=1)
"""After a turn that should have been opened was refused."""
TAKEN = "turn_taken"


@dataclass(frozen=True)
class _Upcoming:
    """What is known of a plan: the case of its last turn, when the next is to be opened; None while that is open."""

    last: str
    at: datetime | None


class Planning:
    """Opens turns. Any number may run beside each other."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine, self._log, self._clock = engine, engine.log, clock
        self._known: dict[str, _Upcoming] = {}
        self._version = -1

    async def drain(self) -> list[Event]:
        """Open every turn that is due now. Raises LogUnavailable."""
        office, now = await self._engine.office(), self._clock()
        if office.version != self._version:
            self._known, self._version = {}, office.version
        opened: list[Event] = []
        for name in sorted(office.plans):
            upcoming, plan = self._known.get(name), office.plans[name]
            if not plan.adopted.active or (upcoming and upcoming.at is not None and upcoming.at > now):
                continue
            opened.extend(await self._open_due(office, plan))
        return opened

    def next_at(self) -> datetime | None:
        """When the next turn is to be opened, as far as that is known."""
        return min((one.at for one in self._known.values() if one.at is not None), default=None)

    async def _open_due(self, office: Office, plan: KnownPlan) -> list[Event]:
        name, opened = plan.adopted.plan, list[Event]()
        digest = office.published.get(plan.adopted.workflow)
        workflow = await self._engine.workflow(digest) if digest else None
        category = category_of(plan.adopted, workflow) if workflow else None
        if workflow is None or category is None:
            return opened
        calendar = self._engine.calendar_of(office)
        while True:
            last = await self._last(name)
            turn = _next_turn(plan, category, last, calendar)
            at = _midnight(opens_on(plan.adopted, turn), calendar) if turn else None
            self._known[name] = _Upcoming(last.id if last else "", at)
            if turn is None or at is None or at > self._clock():
                return opened
            events = await self._open(plan, turn, last, workflow)
            if events is None:
                self._known[name] = _Upcoming(last.id if last else "", self._clock() + AGAIN)
                return opened
            opened.extend(events)

    async def _last(self, name: str) -> Case | None:
        """The case of the last turn that was opened."""
        known = self._known.get(name)
        case_id = known.last if known else ""
        key = await self._log.last_claim(TURN, f"{name}:") if not case_id or known is None else None
        if key is not None:
            case_id = await self._log.claim(TURN, key) or ""
        return await self._engine.case(case_id) if case_id else None

    async def _open(
        self, plan: KnownPlan, turn: Turn, last: Case | None, workflow: Workflow
    ) -> list[Event] | None:
        """The facts of the turn, none when somebody else opened it; None when it was refused."""
        command = self._command(plan, turn, last, _opening_move(workflow))
        try:
            done = await self._engine.handle(command)
        except Refused as refusal:
            self._known.pop(plan.adopted.plan, None)
            if refusal.code == TAKEN:
                return []
            await self._park(command, refusal)
            return None
        self._known[plan.adopted.plan] = _Upcoming(done.case_id, None)
        return list(done.events)

    def _command(self, plan: KnownPlan, turn: Turn, last: Case | None, move: str) -> Command:
        about = f"{self._log.jurisdiction}/turn/{plan.adopted.plan}/{turn.since.isoformat()}"
        ids = {name: str(uuid5(NAMESPACE_URL, f"{about}/{name}")) for name in ("command", "fact", "case")}
        return Command(
            id=ids["command"],
            event_id=ids["fact"],
            case_id=ids["case"],
            workflow=plan.adopted.workflow,
            move=move,
            actor=SYSTEM,
            now=self._clock(),
            fields={"plan": plan.adopted.plan, **({"parent": last.id} if last else {})},
            door=DOOR,
            correlation=plan.event_id,
            causation=plan.event_id,
        )

    async def _park(self, command: Command, refusal: Refused) -> None:
        what = [self._log.jurisdiction, CONSUMER, UUID(command.id), 0]
        await self._log.ask(
            statements.PARK, [*what, command.case_id, command.move, refusal.code, str(refusal)]
        )


def _next_turn(plan: KnownPlan, category: Category, last: Case | None, calendar: WorkCalendar) -> Turn | None:
    if last is None:
        return first_turn(plan.adopted, category)
    return turn_after(plan.adopted, category, last, calendar)


def _opening_move(workflow: Workflow) -> str:
    """The move that opens a case from the name of a plan."""
    return next(_opening_moves(workflow))


def _opening_moves(workflow: Workflow) -> Iterator[str]:
    for name, move in workflow.moves.items():
        if NEW in move.sources and move.fact == TaskOpened.TOPIC and move.names("plan"):
            yield name


def _midnight(day: date, calendar: WorkCalendar) -> datetime:
    return calendar.end_of_day(day - ONE_DAY)
