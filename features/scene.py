"""One move about to be taken: who acts, on which case, when. What is not said in a specification follows from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from domain.calendar import WorkCalendar
from domain.definition import Category, Move, Workflow
from domain.values import Place
from features.cast import Cast
from features.driver import CaseSeen
from features.words import Words

Evidence = Callable[[str, datetime, Place | None], Mapping[str, Any]]


@dataclass(frozen=True, kw_only=True)
class Scene:
    """The move, and everything around it that a default may look at. `case` is None when the move opens one."""

    workflow: Workflow
    name: str
    actor: str
    now: datetime
    words: Words
    cast: Cast
    evidence: Evidence
    case: CaseSeen | None = None
    category_id: str = ""
    cases: Mapping[str, str] = field(default_factory=dict)
    """Ids of cases by the names a scenario gave them."""
    facts: Mapping[str, str] = field(default_factory=dict)
    """Facts of the case by what they are called, for a move that names one."""

    @property
    def move(self) -> Move:
        """The move's own row."""
        return self.workflow.moves[self.name]

    @property
    def topic(self) -> str:
        """The fact the move emits."""
        return self.move.fact

    @property
    def category(self) -> Category | None:
        """The category of the case."""
        return self.workflow.categories.get(self.category_id)

    @property
    def calendar(self) -> WorkCalendar:
        """What days are counted on."""
        return self.words.catalogue.calendar

    @property
    def today(self) -> date:
        """The date on the office's wall."""
        return self.calendar.local(self.now).date()

    @property
    def place(self) -> Place:
        """Where the case lies."""
        return (self.case.place if self.case else None) or self.cast.usual_place

    @property
    def unit(self) -> str:
        """The unit that has the case."""
        return self.case.unit if self.case else ""

    @property
    def parties(self) -> tuple[str, ...]:
        """The parties of the case, or those who come to be when nothing is said."""
        named = self.case.parties if self.case else ()
        return named or (self.cast.person("当事人甲"), self.cast.person("当事人乙"))

    @property
    def slots(self) -> tuple[str, ...]:
        """The evidence slots this move fills: the category's own list, else the move's."""
        own = self.category.evidence.get(self.name) if self.category else None
        return self.move.evidence if own is None else own

    def files(self, taken_at: datetime | None = None, place: Place | None = None) -> list[Mapping[str, Any]]:
        """A file for every slot, taken here and now unless said otherwise."""
        return [
            self.evidence(slot, taken_at or self.now, place or self.place) for slot in self.slots or ("",)
        ]
