"""What a rule is, and what it may look at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from domain.case import Case
from domain.changing import kept
from domain.command import Command
from domain.context import Context
from domain.definition import Category, Move, Workflow
from domain.disclosure import is_accused
from domain.envelope import ClockEffect
from domain.facts.intake import CaseReclassified
from domain.facts.schema import Fact
from domain.office import Person
from domain.values import File, Place


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """A move somebody tries to take, with all that a rule may ask.

    `fact` is what the move would record; while moves are only listed there is none yet, and rules that read it are
    not asked. `case` is None for a move from `new`. Who acts is looked up once: a copy with another fact or other
    clocks keeps it, one with another command or context has to be made anew.
    """

    case: Case | None
    command: Command
    move: Move
    workflow: Workflow
    context: Context
    fact: Fact | None = None
    clocks: tuple[ClockEffect, ...] = ()

    @property
    def known(self) -> Case:
        """The case. LookupError when there is none: a rule that asks for it cannot stand on a move from `new`."""
        if self.case is None:
            raise LookupError(f"the move {self.command.move} opens a case; its rules cannot ask for one")
        return self.case

    @property
    def now(self) -> datetime:
        """The move's own moment."""
        return self.command.moment

    @kept
    def actor(self) -> Person:
        """Who acts."""
        return self.context.office.person(self.command.actor)

    @kept
    def persons(self) -> tuple[Person, ...]:
        """The actor and the one acted for; wherever duties are kept apart both are tested."""
        ids = filter(None, (self.command.actor, self.command.on_behalf_of))
        return tuple(self.context.office.person(person) for person in ids)

    @property
    def ids(self) -> frozenset[str]:
        """Ids of those persons."""
        return frozenset(person.id for person in self.persons)

    @property
    def roles(self) -> frozenset[str]:
        """The role he says he acts in, else every role those persons hold; none for somebody from outside."""
        there = self.command.elsewhere
        if there is not None:
            return frozenset(filter(None, (there.role,)))
        named = self.command.role
        return frozenset({named}) if named else frozenset().union(*(person.roles for person in self.persons))

    @property
    def units(self) -> frozenset[str]:
        """Every unit those persons hold a post in; of what was done elsewhere, the unit it was done in."""
        there = self.command.elsewhere
        if there is not None:
            return frozenset(filter(None, (there.unit,)))
        return frozenset().union(*(person.units for person in self.persons))

    @property
    def category(self) -> Category | None:
        """The category of the fact when it names one, else of the case."""
        named = self.fact.new if isinstance(self.fact, CaseReclassified) else self.get("category")
        return self.workflow.categories.get(named or (self.case.category if self.case else ""))

    def get(self, field: str, default: Any = None) -> Any:
        """A field of the fact, or `default` when the fact has none."""
        return getattr(self.fact, field, default)

    def other(self, case_id: object) -> Case | None:
        """Another case that was read for this command: none, too, when it accuses who acts, for whom it is not there
        (信访工作条例30).
        """
        other = self.context.others.get(str(case_id))
        hidden = other is not None and any(is_accused(person, other) for person in self.persons)
        return None if hidden else other

    def has_flag(self, flag: str) -> bool:
        """Whether the category carries this flag."""
        return self.category is not None and flag in self.category.flags

    def parameter(self, name: str) -> int:
        """A number of the workflow; the loader made sure it is there."""
        return self.workflow.parameters[name]

    def files(self, slot: str = "") -> tuple[File, ...]:
        """The fact's files, or those of one evidence slot."""
        given = self.get("files", ())
        return tuple(file for file in given if slot in ("", file.slot))

    def is_near(self, place: Place | None, metres: int) -> bool:
        """Whether a place lies within so many metres of the case; without two points it is not shown to be."""
        here = self.known.place
        away = here.distance_m(place) if here and place else None
        return away is not None and away <= metres

    def taken_here(self, file: File, metres: int) -> bool:
        """Whether a photo was taken within so many metres of the case.

        A case that has an address only can be measured from nowhere: its photos need a point, whichever it is.
        """
        here, there = self.known.place, file.place
        if there is None or there.lat_deg is None or there.lon_deg is None:
            return False
        return here is None or here.lat_deg is None or here.lon_deg is None or self.is_near(there, metres)


@dataclass(frozen=True, kw_only=True)
class Rule:
    """A condition that must hold, and the stable code of its refusal.

    `needs` are the parts of the context it asks for; `reads_body` rules can only be judged once the fact's fields
    are known.
    """

    name: str
    code: str
    judge: Callable[[Attempt], bool]
    needs: frozenset[str] = frozenset()
    reads_body: bool = False
    demands: tuple[str, ...] = ()
    """Fields without which it can never hold, although the fact may lack them: forms show them as required."""
    tells: tuple[str, ...] = ()
    """Numbers of the workflow that its refusal tells; the words hold for every version, so they name them only."""


def rule(
    code: str,
    *needs: str,
    body: bool = False,
    demands: tuple[str, ...] = (),
    tells: tuple[str, ...] = (),
) -> Callable[[Callable[[Attempt], bool]], Rule]:
    """Make a rule of the function that judges it; its name is the rule's name."""

    def made(judge: Callable[[Attempt], bool]) -> Rule:
        return Rule(
            name=judge.__name__,
            code=code,
            judge=judge,
            needs=frozenset(needs),
            reads_body=body,
            demands=demands,
            tells=tells,
        )

    return made
