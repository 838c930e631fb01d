"""One sentence for every pure test: given these facts, when somebody takes a move, then a fact, a refusal or nothing.

As in `given(REPORTED, workflow=STREET).when("file", by="intake-1", sends={...}).then("condition_open")`. What is
expected is a fact, a kind of fact, the code of a refusal, or NOTHING.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from domain.calendar import WorkCalendar
from domain.case import Case, clock_id
from domain.command import Command
from domain.context import Context
from domain.decide import decide
from domain.definition import NEW, Machine, Workflow
from domain.envelope import ClockEffect, Envelope, Event
from domain.errors import Refused
from domain.facts.schema import Fact
from domain.fold import fold
from domain.office import Office
from tests.calendars import PUBLISHED, at
from tests.support.definitions import STREET, TableMachine
from tests.support.small_office import OFFICE

NOTHING = "nothing"
T0 = at("2026-03-02 09:00")
"""A Monday morning; facts without a moment of their own follow each other by the minute."""
NOW = at("2026-03-03 10:00")
"""The morning after: when commands arrive that name no moment."""


def happened(
    fact: Fact,
    *,
    by: str = "somebody",
    for_: str | None = None,
    when: datetime | None = None,
    unit: str = "",
    target: str = "",
    clocks: Iterable[ClockEffect] = (),
    id: str = "",
    **more: Any,
) -> Event:
    """A fact of the past with its envelope; what is left out is filled in by `given`."""
    moment = when or datetime.min.replace(tzinfo=T0.tzinfo)
    envelope = Envelope(
        event_id=id,
        schema=fact.SCHEMA,
        case_id="case-1",
        version=0,
        workflow="by_hand",
        digest="digest-by-hand",
        trigger="did",
        source="",
        target=target,
        phase="",
        actor=by,
        role="",
        unit=unit,
        on_behalf_of=for_,
        door="http",
        occurred_at=moment,
        recorded_at=moment,
        command_id=id,
        clocks=tuple(clocks),
    )
    return Event(fact=fact, envelope=replace(envelope, **more))


def started(name: str, due: datetime, *, key: str = "", unit: str = "work_day", **more: Any) -> ClockEffect:
    """That a clock began, due then."""
    return ClockEffect(
        clock=name, effect="started", key=key, kind="duty", unit=unit, amount=1, due_at=due, **more
    )


def effect(name: str, what: str, **more: Any) -> ClockEffect:
    return ClockEffect(clock=name, effect=what, **more)


def history(facts: Iterable[Fact | Event], workflow: Workflow, state: str) -> tuple[Event, ...]:
    """The facts as one case's stream: numbered, a minute apart, the last one leading into `state`."""
    events = [fact if isinstance(fact, Event) else happened(fact) for fact in facts]
    told, before = [], NEW
    for number, event in enumerate(events, 1):
        env = event.envelope
        moment = T0 + timedelta(minutes=number) if env.occurred_at.year == 1 else env.occurred_at
        target = env.target or state
        env = replace(
            env,
            version=number,
            event_id=env.event_id or f"event-{number}",
            command_id=env.command_id or f"command-{number}",
            source=env.source or before,
            target=target,
            phase=env.phase or workflow.phase_of(target),
            occurred_at=moment,
            recorded_at=moment,
        )
        told.append(Event(fact=event.fact, envelope=env))
        before = target
    return tuple(told)


@dataclass(frozen=True)
class Given:
    """A case as its facts made it, in an office."""

    events: tuple[Event, ...]
    workflow: Workflow
    context: Context
    machine: Machine

    @cached_property
    def case(self) -> Case | None:
        return fold(self.events)

    @property
    def known(self) -> Case:
        assert self.case is not None, "there is no case yet"
        return self.case

    def command(
        self,
        move: str,
        *,
        by: str,
        now: datetime | None = None,
        for_: str | None = None,
        id: str = "this-command",
        sends: Mapping[str, Any] | None = None,
        **more: Any,
    ) -> Command:
        return Command(
            id=id,
            event_id=f"event-of-{id}",
            case_id="case-1",
            move=move,
            actor=by,
            now=now or NOW,
            on_behalf_of=for_,
            fields=sends or {},
            **more,
        )

    def when(self, move: str, *, by: str, **more: Any) -> Outcome:
        """Somebody takes a move; the keywords are those of `command`."""
        command = self.command(move, by=by, **more)
        try:
            events = decide(self.case, command, self.workflow, self.machine, self.context)
        except Refused as refusal:
            return Outcome(given=self, refusal=refusal)
        return Outcome(given=self, events=tuple(events))


@dataclass(frozen=True)
class Outcome:
    """What came of it."""

    given: Given
    events: tuple[Event, ...] = ()
    refusal: Refused | None = field(default=None)

    def then(self, expected: Fact | type[Fact] | str) -> Outcome:
        """Exactly this fact, a fact of this kind, this refusal's code, or NOTHING."""
        if isinstance(expected, str) and expected != NOTHING:
            assert self.refusal is not None, f"expected {expected}, got {self.events}"
            assert self.refusal.code == expected, str(self.refusal)
            return self
        assert self.refusal is None, str(self.refusal)
        if expected == NOTHING:
            assert self.events == ()
        elif isinstance(expected, type):
            assert isinstance(self.event.fact, expected)
        else:
            assert self.event.fact == expected
        return self

    @property
    def event(self) -> Event:
        assert self.refusal is None, str(self.refusal)
        (event,) = self.events
        return event

    @property
    def clocks(self) -> dict[str, ClockEffect]:
        """The last effect on each clock, by its id."""
        return {clock_id(one.clock, one.key): one for one in self.event.envelope.clocks}

    @property
    def effects(self) -> list[tuple[str, str]]:
        """Every effect in order, as (clock, effect)."""
        return [(clock_id(one.clock, one.key), one.effect) for one in self.event.envelope.clocks]

    @property
    def problems(self) -> set[tuple[str, str]]:
        """Pointer and problem of every field that was wrong."""
        assert self.refusal is not None, "nothing was refused"
        return {(problem.pointer, problem.problem) for problem in self.refusal.facts["problems"]}

    def and_then(self) -> Given:
        """The case with what happened."""
        return replace(self.given, events=(*self.given.events, *self.events))


def given(
    *facts: Fact | Event,
    workflow: Workflow = STREET,
    state: str = "here",
    office: Office = OFFICE,
    calendar: WorkCalendar = PUBLISHED,
    others: Iterable[Case] = (),
    case_no: str = "XF-2026-0001",
    machine: Machine | None = None,
    avoids: frozenset[str] | None = None,
    claimed: frozenset[str] = frozenset(),
) -> Given:
    """A case with these facts behind it, in `state`; without facts there is no case yet."""
    return Given(
        events=history(facts, workflow, state),
        workflow=workflow,
        context=Context(
            calendar=calendar,
            office=office,
            others={case.id: case for case in others},
            case_no=case_no,
            avoids=avoids,
            claimed=claimed,
        ),
        machine=machine or TableMachine(workflow),
    )
