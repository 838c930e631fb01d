"""A deadline that was counted again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from domain.facts.schema import ASSIST, CLOCK, PUBLIC, Fact, one_of

CAUSES = ("calendar", "correction")


@dataclass(frozen=True, kw_only=True)
class DeadlineChanged(Fact):
    """时限重算: a running deadline was counted again from its own start, by the calendar named; both moments stay."""

    TOPIC = "deadline.changed"
    clock: Annotated[str, PUBLIC, CLOCK]
    old_due_at: Annotated[datetime, PUBLIC]
    new_due_at: Annotated[datetime, PUBLIC]
    cause: Annotated[str, PUBLIC, one_of(*CAUSES)]
    calendar: Annotated[str, PUBLIC]
    key: Annotated[str, PUBLIC, ASSIST] = ""
    """Which of several clocks of that name."""


FACTS: tuple[type[Fact], ...] = (DeadlineChanged,)
