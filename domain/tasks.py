"""What a task was opened for: kept with its case, asked by its rules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, kw_only=True)
class Task:
    """A root-cause task (溯源): what its cases have in common, which they are, on which days they were filed; or what
    somebody asked for (`subject`) for these days, such as a meal.

    `cases` begins with those that were counted; those filed later of the same kind are hung on behind them.
    """

    kind: str
    rule: str
    cases: tuple[str, ...]
    since: date
    until: date
    subject: str = ""
    """The applicant, when it is he whom the cases have in common."""
    opened_by: frozenset[str] = frozenset()
    meal: str = ""
