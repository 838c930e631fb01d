"""What follows from a fact, as data: a move to take on a case, and what a reaction may know to name it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from domain.calendar import WorkCalendar
from domain.case import Case
from domain.definition import Workflow
from domain.envelope import Event


@dataclass(frozen=True, kw_only=True)
class Consequence:
    """A move to take on a case because of a fact; `reaction` and `on` tell several of one fact apart.

    `workflow` is set when the case is not there yet.
    """

    reaction: str
    on: str
    move: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    workflow: str = ""


@dataclass(frozen=True, kw_only=True)
class Around:
    """Cases that matter to a fact besides its own, as they are now. Most facts ask for none."""

    others: tuple[Case, ...] = ()
    linking: Mapping[str, str] = field(default_factory=dict)
    """By case, the move that hangs it on a root-cause task which counted it."""
    moves: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """By case, the moves that exist from where it is."""
    parameters: Mapping[str, int] = field(default_factory=dict)
    """Numbers of the root-cause workflow in force; none when the office has put none in force."""
    calendar: WorkCalendar | None = None
    workflow: Workflow | None = None
    """The version that decided the fact; told where it records a checklist, links a child or lets its case count as
    finished."""
    known: Mapping[str, tuple[Case, Workflow]] = field(default_factory=dict)
    """Parents and children by id, each with the version it is pinned to."""
    opens: bool = False
    """Whether the fact opens a child."""
    opened: Workflow | None = None
    """The version in force of the workflow a child is opened in."""


NOTHING = Around()

Reaction = Callable[[Event, Case, Around], Iterator[Consequence]]
"""Gets the fact, its case as it is now, and what is around it."""
