"""A world: the cases as they are if each recorded move is decided by its rules and days, and time acts as they say.

The command behind a fact is made again from the fact and its envelope: who, in which post, when by the move's own
time, and every field somebody gave. What was filled in by itself is filled in again. What the system raises or
supervises because of a move is asked for again, on the case as it is here. Nothing is stored.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from domain.calendar import WorkCalendar
from domain.case import Case
from domain.changing import replace
from domain.codec import to_data
from domain.command import Command
from domain.context import Context
from domain.counting_occasions import counted_party, earlier_among
from domain.decide import decide
from domain.definition import Move, Workflow
from domain.derive import is_typed
from domain.envelope import Event
from domain.errors import Refused
from domain.fold import evolve
from domain.ladder import next_of
from domain.needs import needs_of
from domain.office import Office
from workflows.acting import Act, next_act
from workflows.machine import compile_machine
from workflows.raising import RAISING
from workflows.reactions import commands_of

CalendarOf = Callable[[Office], WorkCalendar]
"""The calendar an office counts by at some place in the log."""
Lookup = Callable[[str], Workflow]
"""The definition of a digest."""
TICK = timedelta(microseconds=1)


class Happened(NamedTuple):
    """Facts of one doing: a recorded move decided again, an act of a clock, or a reaction to the fact at `cause`."""

    case_id: str
    events: tuple[Event, ...]
    act: Act | None = None
    cause: int = 0


class World:
    """The cases of a world whose workflows are those of `workflows`; of others the version each case is pinned to."""

    def __init__(self, workflows: Mapping[str, Workflow], pinned: Lookup, calendar: CalendarOf) -> None:
        self._workflows, self._pinned, self._calendar = workflows, pinned, calendar
        self.cases: dict[str, Case] = {}
        self._lived_until: dict[str, datetime] = {}

    def take_over(self, event: Event) -> None:
        """Let a fact be what it was: nothing is decided again."""
        case_id = event.envelope.case_id
        self.cases[case_id] = evolve(self.cases.get(case_id), event)
        self._lived_until[case_id] = event.envelope.occurred_at - TICK

    def redo(self, event: Event, office: Office) -> list[Happened]:
        """Decide a recorded move again and go on from there. Raises Refused, and leaves the case as it is then."""
        envelope = event.envelope
        workflow = self._followed(envelope.workflow, envelope.digest)
        command = command_of(event, self._pinned(envelope.digest).moves[envelope.trigger])
        case_no = getattr(event.fact, "case_no", "")
        made = self._do(command, workflow, office, case_no=case_no, position=envelope.position)
        raised = (happened for one in made for happened in self._raised(one, workflow, office))
        return [Happened(command.case_id, tuple(made)), *raised]

    def live_until(self, case_id: str, until: datetime, office: Office) -> Iterator[Happened]:
        """What happens to a case by itself before a moment, each thing at its own, as the workers would have it."""
        case = self.cases.get(case_id)
        if case is None:
            return
        at = self._lived_until.get(case_id, case.last_at)
        while (moment := self._next(case_id, at, office)) is not None and moment < until:
            happened = list(self._acts(case_id, moment, office))
            if not any(one.events for one in happened) and moment <= at:
                break  # what is due cannot be recorded there: a state that is no more
            yield from happened
            at = max(moment, at + TICK)
        self._lived_until[case_id] = max(at, until - TICK)

    def wait_until(self, case_id: str, moment: datetime) -> None:
        """Let nothing happen by itself before a moment."""
        case = self.cases.get(case_id)
        if case is not None and self._lived_until.get(case_id, case.last_at) < moment:
            self._lived_until[case_id] = moment - TICK

    def _next(self, case_id: str, after: datetime, office: Office) -> datetime | None:
        case = self.cases[case_id]
        workflow = self._followed(case.workflow, case.digest)
        return next_of(case, workflow, self._calendar(office), after)

    def _acts(self, case_id: str, now: datetime, office: Office) -> Iterator[Happened]:
        done: set[str] = set()
        while True:
            case = self.cases[case_id]
            workflow = self._followed(case.workflow, case.digest)
            act = next_act(case, workflow, self._calendar(office), now, now, done)
            if act is None:
                return
            done.add(act.id)
            made = self._tried(act.command, workflow, office) if act.command else []
            yield Happened(case_id, tuple(made), act)

    def _raised(self, event: Event, workflow: Workflow, office: Office) -> Iterator[Happened]:
        """What the system raises or supervises because of a fact, at once."""
        if type(event.fact) in RAISING:
            envelope = event.envelope
            for command in commands_of(event, self.cases[envelope.case_id], envelope.occurred_at):
                made = self._tried(command, workflow, office)
                yield Happened(command.case_id, tuple(made), cause=envelope.position)

    def _tried(self, command: Command, workflow: Workflow, office: Office) -> list[Event]:
        with suppress(Refused):
            return self._do(command, workflow, office)
        return []

    def _followed(self, key: str, digest: str) -> Workflow:
        return self._workflows.get(key) or self._pinned(digest)

    def _do(
        self, command: Command, workflow: Workflow, office: Office, *, case_no: str = "", position: int = 0
    ) -> list[Event]:
        case = self.cases.get(command.case_id)
        party = counted_party(workflow, command)
        earlier = earlier_among(self.cases.values(), party) if party else ()
        needed = needs_of(workflow, command, case) | {*earlier}
        context = Context(
            calendar=self._calendar(office),
            office=office,
            others={name: self.cases[name] for name in needed if name in self.cases},
            earlier=earlier,
            case_no=case_no,
        )
        decided = decide(case, command, workflow, compile_machine(workflow), context)
        placed = [replace(made, envelope=replace(made.envelope, position=position)) for made in decided]
        for made in placed:
            self.cases[command.case_id] = evolve(self.cases.get(command.case_id), made)
        return placed


def command_of(event: Event, move: Move) -> Command:
    """The command that became this fact; `move` is the one it was taken by."""
    envelope = event.envelope
    sent: dict[str, Any] = {
        name: value for name, value in to_data(event.fact).items() if is_typed(move, name)
    }
    return Command(
        id=envelope.command_id,
        event_id=envelope.event_id,
        case_id=envelope.case_id,
        workflow=envelope.workflow,
        move=envelope.trigger,
        actor=envelope.actor,
        role=envelope.role,
        on_behalf_of=envelope.on_behalf_of,
        now=envelope.occurred_at,
        fields=sent,
        door=envelope.door,
        correlation=envelope.correlation,
        causation=envelope.causation,
        trace=envelope.trace,
    )
