"""A deadline that ran out: recorded, not derived."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from domain.definition import CLOCK_KINDS
from domain.facts.schema import ASSIST, CLOCK, PUBLIC, UNIT, Fact, one_of


@dataclass(frozen=True, kw_only=True)
class DeadlinePassed(Fact):
    """到期: a clock ran out while it ran; once per start. Only a duty counts against whoever held it.

    `key` tells several clocks of one name apart. `held_by` is the unit whose time it was, where a unit had it.
    How late it was recorded is the distance from `due_at` to the envelope's `recorded_at`.
    """

    TOPIC = "deadline.passed"
    clock: Annotated[str, PUBLIC, CLOCK]
    kind: Annotated[str, PUBLIC, one_of(*CLOCK_KINDS)]
    due_at: Annotated[datetime, PUBLIC]
    held_by: Annotated[str | None, PUBLIC, UNIT] = None
    key: Annotated[str, PUBLIC, ASSIST] = ""


FACTS: tuple[type[Fact], ...] = (DeadlinePassed,)
