"""What a choice of fields may look at, and the cases, parties and bodies it may name."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from domain.case import Case
from domain.codec import to_data
from domain.definition import Category, Move, Workflow
from tests.calendars import PUBLISHED
from tests.support.samples import FIELDS, photo

T = TypeVar("T")
Choose = Callable[[int], int]
"""Names a number from 0 up to, and without, the one it is given: chance comes from outside."""
PARTIES = ("party-1", "party-2")
BACK, TASK, PARENT, CONCLUDED = "case-back", "task-1", "case-parent", "case-concluded"
"""Cases a walk may name: one that comes back while a task is watched, a task, the case that opened this one, a petition
that came to its end."""
OFFICERS = ("officer-1", "officer-2")
ABOVE = ("区级信访机构", "市级信访机构", "省级信访机构", "国家信访机构")
EARLIER: Mapping[str, tuple[str, ...]] = {
    "party-1": (),
    "party-2": ("case-before",),
    "party-3": ("case-before", "case-long-before"),
}
"""Households, and the cases of theirs that were counted before."""
MASTER = FIELDS["case.merged"]["master"]
"""Another case that is there: to merge into, to link."""


def pick(choose: Choose, values: Sequence[T]) -> T:
    """One of the values."""
    return values[choose(len(values))]


@dataclass(frozen=True)
class Sending:
    """Everything that a choice of fields may look at."""

    workflow: Workflow
    move: Move
    name: str
    case: Case | None
    now: datetime
    choose: Choose
    helpful: bool = False
    """Whether what is sent shall bring the case to its end."""

    def pick(self, *values: T) -> T:
        return pick(self.choose, values)

    @property
    def known(self) -> Case:
        assert self.case is not None
        return self.case

    @property
    def category(self) -> Category | None:
        return self.workflow.categories.get(self.case.category) if self.case else None

    def later(self, **span: int) -> str:
        return (self.now + timedelta(**span)).isoformat()

    def day(self, days: int) -> str:
        return PUBLISHED.local(self.now + timedelta(days=days)).date().isoformat()

    def photos(self) -> list[Any]:
        """One for each slot the move or the category asks for, taken here and now."""
        slots = self.move.evidence
        if self.category is not None:
            slots = self.category.evidence.get(self.name, slots)
        return [to_data(photo(slot, taken=self.now)) for slot in slots]

    def items(self) -> dict[str, bool]:
        """What the category asks for, done."""
        asked = self.category.asked_in(self.name) if self.category is not None else ()
        return dict.fromkeys(asked or ("cleared",), True)

    def somebody(self) -> str:
        """Whom the case is about."""
        case = self.known
        return self.pick(*(case.parties or (case.reporter or "resident-1",)))
