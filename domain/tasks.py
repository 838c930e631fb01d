"""What a task was opened for: kept with its case, asked by its rules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, kw_only=True)
class Task:
    """What is to be done that no single report asks for, and in which days.

    Of a root-cause task (溯源) `rule` is what its cases have in common; `cases` begins with those that were counted,
    those filed later of the same kind are hung on behind them. Of a turn of a plan `role` is who has to do it, in the
    unit that has the case.
    """

    kind: str
    rule: str
    cases: tuple[str, ...]
    since: date
    until: date
    subject: str = ""
    """The applicant, when it is he whom the cases have in common."""
    opened_by: frozenset[str] = frozenset()
    plan: str = ""
    role: str = ""
    units: frozenset[str] = frozenset()
    """Units that take part besides the one that leads."""
    area: tuple[str, ...] = ()
    """Its outline, corner by corner as `latitude,longitude`; none when it has only a place."""
    meal: str = ""
