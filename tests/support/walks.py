"""Random legal walks: somebody takes a move that `decide` grants, again and again, and the case is what came of it.

Chance comes from outside (`choose`), so that Hypothesis can shrink a walk and a seed can repeat one:
`walk_of(workflow, machine, Random(7).randrange, steps=40).events`.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from random import Random
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from domain.case import Case
from domain.command import Command
from domain.context import Context
from domain.decide import decide
from domain.definition import NEW, Machine, Workflow
from domain.envelope import Event
from domain.errors import Refused
from domain.facts.dispatch import ChildLinked
from domain.facts.mediation import DecisionIssued
from domain.facts.work import WorkReported
from domain.fold import evolve, fold
from domain.roles import STAFF, held_roles
from domain.values import File
from tests.calendars import PUBLISHED, at
from tests.support.definitions import STREET
from tests.support.given import happened, history
from tests.support.recurring import case_of, filed_at, task, three
from tests.support.samples import HERE, reported
from tests.support.sending import (
    BACK,
    CONCLUDED,
    EARLIER,
    MASTER,
    PARENT,
    PARTIES,
    Choose,
    Sending,
    pick,
)
from tests.support.walk_fields import fields_for
from tests.support.walk_office import NEWCOMERS, WALK_OFFICE

START = at("2026-03-02 08:30")
SPANS = (1, 1, 10, 45, 150, 600, 1440, 4320)
"""Minutes between two moves; most are short, so that clocks are met both running and run out."""
HELPS = frozenset(
    {
        "contact.made", "assist.answered", "supervision.answered", "child.finished", "consent.recorded",
        "document.served", "meeting.held", "statement.heard", "check.passed", "work.noted", "site.reached",
        "checklist.recorded",
    }
)  # fmt: skip
"""Facts that take something out of the way of a case."""
FAR = 1_000
MONTH = timedelta(days=31)
OUTSIDERS = ("resident-1", "chief-east", *PARTIES)


@dataclass
class Walk:
    """A case on its way, with all its facts."""

    workflow: Workflow
    machine: Machine
    choose: Choose
    case_id: str = "case-1"
    now: datetime = START
    case: Case | None = None
    events: list[Event] = field(default_factory=list)
    commands: list[Command] = field(default_factory=list)
    """The command of each event."""
    helpful: bool = False
    """Whether everybody does what brings the case to its end."""
    appointed: bool = False
    """Whether the newcomers are there."""

    @property
    def state(self) -> str:
        return self.case.state if self.case else NEW

    @property
    def context(self) -> Context:
        """What is known outside.

        A live case of the same category on the same spot, to merge into or to link; cases of one matter, one of them
        filed just now; a task that counted this case.
        """
        category = self.case.category if self.case else ""
        kin = (_task(self.case_id, category), _parent(self.case_id), _concluded(self.workflow.key))
        known = (_other(category), *_of_one_matter(), *kin, *_occasions())
        others = {one.id: one for one in known}
        if self.workflow.key == "root_cause":
            others[BACK] = filed_at(BACK, self.now)
        number = f"XF-{self.case_id}"
        return Context(calendar=PUBLISHED, office=WALK_OFFICE, others=others, case_no=number)

    def context_of(self, fields: Mapping[str, Any]) -> Context:
        """What is known outside when these fields are sent: of a household, how often it was counted before."""
        return replace(self.context, earlier=EARLIER.get(str(fields.get("party")), ()))

    def step(self) -> Event | None:
        """One move that is granted: rather one not yet taken in this walk, and seldom one that ends the case."""
        curious, may_end = bool(self.choose(4)), not self.choose(12)
        return self._first_of(sorted(self._shuffled(), key=lambda name: self._rank(name, curious, may_end)))

    def help(self) -> Event | None:
        """A call, an answer, an end of a child: what may stand in the case's way is done away with."""
        return self._first_of([name for name in self._shuffled() if self._helps(name)])

    def _helps(self, name: str) -> bool:
        move = self.workflow.moves[name]
        helps = move.fact in HELPS or move.given.get("step") == "checked_out"
        return helps and move.target is None and move.given.get("answer") != "refused"

    def wait_out_a_term(self) -> None:
        """Nothing but time stands in the way: let the first of the terms and rights run out, then a month go by."""
        clocks = self.case.clocks.values() if self.case else ()
        terms = [one.due_at for one in clocks if one.kind != "duty"]
        if terms:
            ahead = [due for due in terms if due > self.now]
            self.now = min(ahead) if ahead else self.now + MONTH

    def ask_for(self, names: Collection[str]) -> Event | None:
        """Ask for what one of these moves would grant."""
        moves = self.workflow.moves
        kinds = {kind for name in names for kind in moves[name].decides}
        asking = [name for name in self._shuffled() if moves[name].fact == "approval.requested"]
        return self._first_of([name for name in asking if moves[name].given.get("kind") in kinds])

    def _shuffled(self) -> list[str]:
        """The moves there are, from a chosen one on, some time later."""
        self.now += timedelta(minutes=pick(self.choose, SPANS))
        names = list(self.machine.triggers(self.state))
        offset = self.choose(len(names))
        return names[offset:] + names[:offset]

    def _first_of(self, names: list[str]) -> Event | None:
        return next(filter(None, map(self.attempt, names)), None)

    def _rank(self, name: str, curious: bool, may_end: bool) -> int:
        target = self.workflow.moves[name].target or self.state
        ends = self.workflow.is_open(self.state) and not self.workflow.is_open(target)
        times = sum(command.move == name for command in self.commands) if curious else 0
        return times + (0 if may_end or not ends else 100)

    def attempt(self, name: str) -> Event | None:
        """Try one move with everybody who might take it; None when it is refused to all of them."""
        move = self.workflow.moves[name]
        sending = Sending(self.workflow, move, name, self.case, self.now, self.choose, self.helpful)
        fields = fields_for(sending)
        for person, principal in self._candidates(name):
            event = self.take(name, person, principal, fields)
            if event is not None:
                return event
        return None

    def take(self, name: str, person: str, principal: str | None, fields: Mapping[str, Any]) -> Event | None:
        """The event, with the case moved on; None when it is refused."""
        number = len(self.events) + 1
        command = Command(
            id=_id(f"{self.case_id}/command/{number}"),
            event_id=_id(f"{self.case_id}/event/{number}"),
            case_id=self.case_id,
            move=name,
            actor=person,
            on_behalf_of=principal,
            now=self.now,
            fields=fields,
            workflow=self.workflow.key,
        )
        try:
            context = self.context_of(fields)
            (event,) = decide(self.case, command, self.workflow, self.machine, context)
        except Refused:
            return None
        self.case = evolve(self.case, event)
        self.events.append(event)
        self.commands.append(command)
        return event

    def _candidates(self, name: str) -> Iterator[tuple[str, str | None]]:
        """Who might take it, those whose it is first; now and then in another's name.

        Who helps leaves as many as can be without a hand in the case: somebody has to close it.
        """
        roles = frozenset(held_roles(self.workflow, self.workflow.moves[name].roles))
        holders = [one for one in _holders(roles) if self.appointed or one not in NEWCOMERS]
        offset = self.choose(len(holders) or 1)
        people = sorted(holders[offset:] + holders[:offset], key=self._distance)
        if self.helpful and self.case is not None:
            people.sort(key=self.case.hands.__contains__, reverse=name != "contact")
        if "system" in roles:
            people.append("system")
        if roles & {"reporter", "party", "beneficiary"}:
            people.extend(OUTSIDERS)
        if people and not self.choose(6):
            yield people[0], self._principal(people[0])
        yield from ((person, None) for person in people)

    def _distance(self, person: str) -> int:
        if self.case is None or person in self.case.assignments.values():
            return 0
        return 1 if self.case.unit in WALK_OFFICE.person(person).units else 2

    def _principal(self, person: str) -> str | None:
        """A colleague of one's own unit, or one of those the case is about."""
        units = WALK_OFFICE.person(person).units
        known = (one for one in WALK_OFFICE.posts if one not in (person, *NEWCOMERS))
        others = [one for one in known if units & WALK_OFFICE.person(one).units]
        return pick(self.choose, [*others, *OUTSIDERS])

    def finish(self, limit: int = 600) -> bool:
        """Whether the case comes to an end when everybody helps, and somebody is appointed where nobody is left."""
        ends = {one for one in self.workflow.states if not self.workflow.is_open(one)}
        if self.bring_to(ends, limit):
            return True
        self.appointed = True
        return self.bring_to(ends, limit)

    def bring_to(self, goals: Collection[str], limit: int = 150) -> bool:
        """Whether one of these states is reached: by the shortest way, and what stands in it done away with.

        Every eighth time the shortest way is closed, since a rule may close it for good, as a matter of safety may
        never be withdrawn, a way round is taken: to another state from which it is no farther.
        """
        left, self.helpful, closed = distances(self.workflow, goals), True, 0
        for _ in range(limit):
            if self.state in goals:
                break
            here = left.get(self.state, FAR)
            ways = {name: self.machine.target(self.state, name) for name in self.machine.triggers(self.state)}
            nearer = [name for name, target in ways.items() if left.get(target or "", FAR) < here]
            moved = self._first_of(nearer) or self.ask_for(nearer)
            closed += moved is None
            if moved is None and closed % 8 == 0:
                others = [name for name, target in ways.items() if target not in (None, self.state)]
                moved = self._first_of([name for name in others if left.get(ways[name] or "", FAR) <= here])
            if moved is None and closed % 4 == 0:
                self.wait_out_a_term()
            if moved is None and (self.help() is None or not self.choose(20)):
                self.step()
        self.helpful = False
        return self.state in goals


def _id(name: str) -> str:
    """An id the log can store; the same name gives the same id."""
    return str(uuid5(NAMESPACE_OID, name))


@cache
def _holders(roles: frozenset[str]) -> list[str]:
    """Everybody with a post in which such a move is taken."""
    people = (WALK_OFFICE.person(person) for person in WALK_OFFICE.posts)
    return [one.id for one in people if one.roles & roles or (STAFF in roles and one.is_staff)]


@cache
def _other(category: str) -> Case:
    opened = happened(reported(category=category or None), by="grid-1", case_id=MASTER)
    case = fold(history([opened], STREET, "filed"))
    assert case is not None
    return case


@cache
def _of_one_matter() -> tuple[Case, ...]:
    return three()


@cache
def _parent(case_id: str) -> Case:
    """A case that opened this one."""
    return case_of(
        PARENT,
        happened(reported(category="litter"), by="grid-1"),
        ChildLinked(child=case_id, relation="penalty", officers=("officer-1", "officer-2")),
    )


@cache
def _concluded(workflow: str) -> Case:
    """A petition of the residents that came to the end of its ways."""
    opinion = DecisionIssued(stage="recheck", body="市级", outcome="upheld", text=File(id="p", sha256="1"))
    opened = happened(reported(reporter="resident-1", parties=("chief-east",)), by="petitions-1")
    return case_of(CONCLUDED, opened, opinion, workflow=workflow)


@cache
def _occasions() -> tuple[Case, ...]:
    """Two cases of a household, in the days before the walks begin."""
    found = []
    for nth, name in enumerate(("case-long-before", "case-before"), 1):
        attended = WorkReported(result="-", party="party-3", nth=nth, times=nth)
        told = [happened(reported(), by="gateway-1", case_id=name), happened(attended, case_id=name)]
        case = fold(history(told, STREET, "filed"))
        assert case is not None
        found.append(case)
    return tuple(found)


@cache
def _task(case_id: str, category: str) -> Case:
    """A task that counted the case and two more, all filed at the walks' own exit within a week."""
    return task(cases=(case_id, "case-2", "case-3"), category=category, place=HERE)


def distances(workflow: Workflow, goals: Collection[str]) -> dict[str, int]:
    """How many moves each state, and `new`, is from the nearest of the goals."""
    left = dict.fromkeys(goals, 0)
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
    """A walk of about so many steps: some at random, then on the way to some state, then at random again."""
    walk = Walk(workflow=workflow, machine=machine, choose=choose, case_id=case_id, now=start)
    for _ in range(choose(steps // 2)):
        walk.step()
    walk.bring_to({pick(choose, tuple(workflow.states))}, limit=steps // 2)
    while len(walk.events) < steps and walk.step():
        pass
    return walk


def many_walks(
    workflows: Mapping[str, Workflow], machine_of: Callable[[Workflow], Machine], count: int, seed: int
) -> Iterator[Walk]:
    """So many walks, by turns in each workflow, an hour apart; the same seed gives the same facts."""
    keys = sorted(workflows)
    for number in range(count):
        workflow = workflows[keys[number % len(keys)]]
        yield walk_of(
            workflow,
            machine_of(workflow),
            Random(f"{seed}/{number}").randrange,
            case_id=_id(f"walk/{seed}/{number}"),
            start=START + timedelta(hours=number),
        )
