"""Random legal walks: somebody takes a move that `decide` grants, again and again, and the case is what came of it.

Chance comes from outside (`choose`), so that Hypothesis can shrink a walk and a seed can repeat one:
`walk_of(workflow, machine, Random(7).randrange, steps=40).events`.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from domain.case import Case
from domain.command import Command
from domain.context import Context
from domain.decide import decide
from domain.definition import NEW, Machine, Workflow
from domain.envelope import Event
from domain.errors import Refused
from domain.facts.office import RoleGiven, UnitChanged
from domain.fold import evolve, fold
from domain.office import Office
from domain.roles import STAFF, held_roles
from tests.calendars import PUBLISHED, at
from tests.support.definitions import STREET
from tests.support.given import happened, history
from tests.support.samples import reported
from tests.support.small_office import OFFICE, office_of
from tests.support.walk_fields import PARTIES, Choose, Sending, fields_for, pick

START = at("2026-03-02 08:30")
SPANS = (1, 1, 10, 45, 150, 600, 1440, 4320)
"""Minutes between two moves; most are short, so that clocks are met both running and run out."""
OUTSIDERS = ("resident-1", "chief-east", *PARTIES)

WALK_OFFICE = office_of(
    UnitChanged(unit="roads", kind="department", name_zh="公共管理办", duties=("*",)),
    UnitChanged(unit="team", kind="team", name_zh="执法队", acts=("*",)),
    RoleGiven(person="district-1", role="district", unit="board"),
    before=OFFICE,
)
"""The small office, in which two units may be given anything and the team may order on every act."""


@dataclass
class Walk:
    """A case on its way, with all its facts."""

    workflow: Workflow
    machine: Machine
    choose: Choose
    case_id: str = "case-1"
    now: datetime = START
    office: Office = WALK_OFFICE
    case: Case | None = None
    events: list[Event] = field(default_factory=list)
    commands: list[Command] = field(default_factory=list)
    """The command of each event."""

    @property
    def state(self) -> str:
        return self.case.state if self.case else NEW

    @property
    def context(self) -> Context:
        """What is known outside: a live case of the same category on the same spot, to merge into."""
        master = _other(self.case.category if self.case else "", f"{self.case_id}-master")
        number = f"XF-{self.case_id}"
        return Context(calendar=PUBLISHED, office=self.office, others={master.id: master}, case_no=number)

    def step(self) -> Event | None:
        """One move that is granted: mostly one that leads on, and seldom one that ends the case."""
        leads_on, may_end = bool(self.choose(3)), not self.choose(12)
        return self._first_of(sorted(self._shuffled(), key=lambda name: self._rank(name, leads_on, may_end)))

    def stay(self) -> Event | None:
        """A call, a note, an answer: something that leaves the case where it is."""
        return self._first_of([name for name in self._shuffled() if self.workflow.moves[name].target is None])

    def _shuffled(self) -> list[str]:
        """The moves there are, from a chosen one on, some time later."""
        self.now += timedelta(minutes=pick(self.choose, SPANS))
        names = list(self.machine.triggers(self.state))
        offset = self.choose(len(names))
        return names[offset:] + names[:offset]

    def _first_of(self, names: list[str]) -> Event | None:
        return next(filter(None, map(self.attempt, names)), None)

    def _rank(self, name: str, leads_on: bool, may_end: bool) -> int:
        target = self.workflow.moves[name].target
        if target is None:
            return 1 if leads_on else 0
        if self.workflow.is_open(self.state) and not self.workflow.is_open(target):
            return 0 if may_end else 3
        return 0

    def attempt(self, name: str) -> Event | None:
        """Try one move with everybody who might take it; None when it is refused to all of them."""
        sending = Sending(self.workflow, self.workflow.moves[name], name, self.case, self.now, self.choose)
        fields = self._fields(sending)
        for person, principal in self._candidates(name):
            event = self.take(name, person, principal, fields)
            if event is not None:
                return event
        return None

    def _fields(self, sending: Sending) -> dict[str, Any]:
        fields = fields_for(sending)
        if "master" in fields:
            fields["master"] = f"{self.case_id}-master"
        return fields

    def take(self, name: str, person: str, principal: str | None, fields: Mapping[str, Any]) -> Event | None:
        """The event, with the case moved on; None when it is refused."""
        number = len(self.events) + 1
        command = Command(
            id=f"{self.case_id}-command-{number}",
            event_id=f"{self.case_id}-event-{number}",
            case_id=self.case_id,
            move=name,
            actor=person,
            on_behalf_of=principal,
            now=self.now,
            fields=fields,
            workflow=self.workflow.key,
        )
        try:
            (event,) = decide(self.case, command, self.workflow, self.machine, self.context)
        except Refused:
            return None
        self.case = evolve(self.case, event)
        self.events.append(event)
        self.commands.append(command)
        return event

    def _candidates(self, name: str) -> Iterator[tuple[str, str | None]]:
        """Who might take it, those whose it is first; now and then in a colleague's name."""
        roles = held_roles(self.workflow, self.workflow.moves[name].roles)
        holders = [
            person
            for person in self.office.posts
            if STAFF in roles or self.office.person(person).roles.intersection(roles)
        ]
        offset = self.choose(len(holders) or 1)
        people = holders[offset:] + holders[:offset]
        people.sort(key=self._distance)
        if "system" in roles:
            people.append("system")
        if {"reporter", "party"}.intersection(roles):
            people.extend(OUTSIDERS)
        if people and not self.choose(6):
            yield people[0], self._colleague(people[0])
        yield from ((person, None) for person in people)

    def _distance(self, person: str) -> int:
        if self.case is None:
            return 0
        if person in self.case.assignments.values():
            return 0
        return 1 if self.case.unit in self.office.person(person).units else 2

    def _colleague(self, person: str) -> str | None:
        units = self.office.person(person).units
        others = [one for one in self.office.posts if one != person and units & self.office.person(one).units]
        return pick(self.choose, others) if others else None

    def finish(self, limit: int = 400) -> bool:
        """Take the shortest way to an end that is granted; in its way, do what else can be done."""
        left = distances(self.workflow)
        for _ in range(limit):
            if not self.workflow.is_open(self.state):
                return True
            nearer = [
                name
                for name in self.machine.triggers(self.state)
                if left[self.machine.target(self.state, name) or self.state] < left[self.state]
            ]
            if self._first_of(nearer) is None:
                self.stay()
        return not self.workflow.is_open(self.state)


def _other(category: str, case_id: str) -> Case:
    opened = happened(reported(category=category or None), by="grid-1", case_id=case_id)
    case = fold(history([opened], STREET, "filed"))
    assert case is not None
    return case


def distances(workflow: Workflow) -> dict[str, int]:
    """How many moves each state is from the nearest end."""
    left = {state: 0 for state in workflow.states if not workflow.is_open(state)}
    queue = deque(left)
    while queue:
        reached = queue.popleft()
        for move in workflow.moves.values():
            if move.target == reached:
                for source in move.sources:
                    if source not in left:
                        left[source] = left[reached] + 1
                        queue.append(source)
    return left


def walk_of(
    workflow: Workflow,
    machine: Machine,
    choose: Choose,
    *,
    steps: int = 30,
    case_id: str = "case-1",
    start: datetime = START,
) -> Walk:
    """A walk of so many steps; fewer when nothing can be done any more, which is worth a test."""
    walk = Walk(workflow=workflow, machine=machine, choose=choose, case_id=case_id, now=start)
    for _ in range(steps):
        walk.step()
    return walk
