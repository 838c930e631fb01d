"""For whom rows are read: a case that accuses somebody is not there for him, in no list and in no number (信访30).

Every filter of cases names its audience, so that no list can be made that forgets it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from domain.disclosure import ACCUSED, accused_in, ids_of
from domain.facts.intake import CaseReported
from domain.facts.schema import Fact
from domain.facts.tasks import TaskOpened
from domain.office import Person
from projections.conditions import Condition, Is

COLUMNS = ACCUSED
"""What rows of cases keep of whom the case accuses; empty text of most."""


@dataclass(frozen=True)
class Audience:
    """Who reads: by the ids of the person and of his units, any of which a case may accuse."""

    ids: tuple[str, ...] = ()

    @classmethod
    def of(cls, person: Person) -> Audience:
        """This person, with the posts held now."""
        return cls(tuple(sorted(ids_of(person))))

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """What is asked of a row for it to be there for them."""
        return tuple(Is(column, "not in", self.ids) for column in COLUMNS) if self.ids else ()

    def is_told(self, first: Fact) -> bool:
        """Whether the case that this fact began is there for them."""
        named = accused(first).values() if isinstance(first, CaseReported | TaskOpened) else ()
        return set(self.ids).isdisjoint(named)


EVERYBODY = Audience()
"""Whom no case accuses: the office itself, when it works out what nobody in particular reads."""


def accused(fact: CaseReported | TaskOpened) -> Mapping[str, str]:
    """Whom a case accuses, as its first fact says: the columns of its rows."""
    return accused_in(fact.attributes or {})
