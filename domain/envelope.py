"""What goes with every fact: who, in which post, when, by which move, and what it did to the clocks.

An envelope is kept in columns and metadata, never in the fact's body. Because it carries the states, the phase,
the due moments and the verdicts, a history is replayed without reading any catalogue or calendar.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.facts.schema import Fact

IMPORTED = "import"
"""The door of what was taken over from a file."""
ROLE_OF_MOVE, FIELDS_OF_MOVE = "role_of_move", "fields_of_move"
"""Verdicts on what happened elsewhere, beside the rules': whether it was done in a role of the move, and carries the
fields the move asks for. Whatever is done here has both, so only facts that were told carry these verdicts.
"""
ASKED, EXTENSION = "asked", "extension"
"""Rules of a due moment that the fact itself named, and of one that was moved by more time."""


@dataclass(frozen=True, kw_only=True)
class ClockEffect:
    """What a move did to one clock.

    `effect` is started, stopped, paused, resumed or moved. `key` tells several clocks of one name apart
    (joint handling). `used` is what was consumed before a pause: seconds of open time, or days for clocks counted
    in days. `kind` is duty, term or right; only duties count against anyone.
    """

    clock: str
    effect: str
    key: str = ""
    kind: str = ""
    unit: str = ""
    amount: int = 0
    started_at: datetime | None = None
    """Set only when the clock is counted from another moment than the move's."""
    due_at: datetime | None = None
    used: int = 0
    basis: str = ""
    rule: str = ""
    calendar: str = ""
    hours: str = ""
    """Of a start: the office hours it is counted in, such as `09:00-17:00`; empty for those of the calendar."""
    hours_of: str = ""
    """The unit whose hours they are."""


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """A rule that was asked, and whether it held."""

    rule: str
    held: bool


@dataclass(frozen=True, kw_only=True)
class Envelope:
    """Everything about a fact but its own fields. `position` is 0 and `recorded_at` the door's moment until stored."""

    event_id: str
    schema: int
    case_id: str
    version: int
    workflow: str
    digest: str
    trigger: str
    source: str
    target: str
    phase: str
    """Phase of the state `target`: intake, triage, work, check, done, returned or suspended."""
    actor: str
    role: str
    unit: str
    on_behalf_of: str | None
    door: str
    occurred_at: datetime
    recorded_at: datetime
    command_id: str
    clocks: tuple[ClockEffect, ...] = ()
    rules: tuple[Verdict, ...] = ()
    correlation: str = ""
    causation: str = ""
    trace: str = ""
    position: int = 0

    @property
    def persons(self) -> frozenset[str]:
        """The actor and whoever was acted for: both are tested wherever duties are kept apart."""
        return frozenset(filter(None, (self.actor, self.on_behalf_of)))

    @property
    def is_told(self) -> bool:
        """Whether it happened elsewhere and was told of (imported history): nothing of it acts by itself here."""
        return any(verdict.rule == ROLE_OF_MOVE for verdict in self.rules)


@dataclass(frozen=True, kw_only=True)
class Event:
    """A fact with its envelope: one row of the log."""

    fact: Fact
    envelope: Envelope
