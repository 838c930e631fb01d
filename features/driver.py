"""What a specification needs of the system, whatever stands behind it: one protocol, three drivers and a reader.

`domain` decides and folds in memory, alone. `inprocess` is the engine on PostgreSQL without a web server. `http` is
a real server on a real socket. Steps know this protocol and nothing else, so a promise that holds on one driver
is put to the others by the same sentence. `history` plays nothing: it holds invariants against what was recorded in
the office that is configured.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

from domain.facts.calendar import CalendarPublished
from domain.facts.office import PlanAdopted
from domain.facts.schema import Fact
from domain.office import Post
from domain.values import Place
from features.answers import Answer
from features.drivers.catalogue import Catalogue
from features.looking import Looking

DRIVERS = ("domain", "inprocess", "http")
"""Those that play scenarios in an office of their own."""
HISTORY = "history"
DEFAULT_DRIVER = "domain"


@dataclass(frozen=True, kw_only=True)
class Request:
    """Somebody wants to take a move. `case` is empty when the move opens one of `workflow`."""

    move: str
    actor: str
    case: str = ""
    workflow: str = ""
    fields: Mapping[str, Any] = field(default_factory=dict)
    on_behalf_of: str | None = None
    elsewhere: Post | None = None
    """Set when it happened elsewhere, at `occurred_at`: it is told, as an import tells it."""
    occurred_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class ClockSeen:
    """A clock that was started and not stopped."""

    name: str
    key: str
    due_at: datetime
    paused: bool


@dataclass(frozen=True, kw_only=True)
class RestSeen:
    """A rest of a clock as the explanation of the deadline tells it; texts in Chinese, empty when not told."""

    label: str
    approver: str
    ground: str
    interim: str
    later: str


@dataclass(frozen=True, kw_only=True)
class CorrectionSeen:
    """A field that was corrected: what stood there, what stands there now; empty when hidden."""

    field: str
    old: str
    new: str


@dataclass(frozen=True, kw_only=True)
class DeadlineSeen:
    """A deadline as it is explained; texts in Chinese, empty when not told."""

    estimated: bool
    was_due_at: datetime | None
    """When it was due before it was counted again last."""
    cause: str
    calendar: str
    hours: str
    """Whose office hours it counts in, and which; empty for those of the office."""


@dataclass(frozen=True, kw_only=True)
class CaseSeen:
    """A case as its readers see it."""

    id: str
    workflow: str
    state: str
    category: str
    unit: str
    place: Place | None
    reporter: str
    parties: tuple[str, ...]
    assignments: Mapping[str, str]
    round: int
    reworks: int
    returns: int
    clocks: tuple[ClockSeen, ...]
    risk: str = ""
    children: Mapping[str, str] = field(default_factory=dict)
    """Open child cases and their relation."""

    def clock(self, name: str) -> ClockSeen | None:
        """The live clock of this name, the first when there are several."""
        return next((clock for clock in self.clocks if clock.name == name), None)


@dataclass(frozen=True, kw_only=True)
class FactSeen:
    """One entry of a case's history. `effects` are what the move did to clocks: (clock, effect)."""

    event_id: str
    topic: str
    trigger: str
    target: str
    actor: str
    occurred_at: datetime
    recorded_at: datetime
    not_held: tuple[str, ...]
    """Rules that were asked and did not hold."""
    effects: tuple[tuple[str, str], ...]
    fields: Mapping[str, Any] = field(default_factory=dict)
    """What it says, as far as the office reads it."""


class Driver(Protocol):
    """One office with nothing on its desks, and a clock the specification holds."""

    now: datetime
    catalogue: Catalogue

    @property
    def door(self) -> Looking:
        """The door people look in by."""
        ...

    def found(self, facts: Sequence[Fact]) -> None:
        """Set up the office: its units, and who holds which post."""
        ...

    def take(self, request: Request) -> Answer:
        """Take a move now."""
        ...

    def publish(self, calendar: CalendarPublished) -> None:
        """Count by this calendar from now on, and count open deadlines again."""
        ...

    def adopt(self, plan: PlanAdopted) -> None:
        """Put a plan of the office in force; its turns are opened as their days come."""
        ...

    def turns(self, plan: str) -> Sequence[str]:
        """The cases of the turns of a plan that were opened, the first one first."""
        ...

    def case(self, case_id: str, at: datetime | None = None) -> CaseSeen | None:
        """A case now, or as it was known at a moment; None when it was not there."""
        ...

    def history(self, case_id: str) -> Sequence[FactSeen]:
        """The facts of a case in order."""
        ...

    def moves(self, case_id: str, actor: str) -> Mapping[str, str]:
        """The moves of the case for this person: empty when allowed, else the code of the refusal."""
        ...

    def evidence(self, slot: str, taken_at: datetime, place: Place | None) -> Mapping[str, Any]:
        """A file to show something by, as a move's field carries it."""
        ...

    def worklist(self, actor: str, state: str) -> Sequence[str]:
        """The cases in this state as this person's list shows them, least time left first."""
        ...

    def figures(self) -> Mapping[str, int | None]:
        """The figures of the closed loop, by what they are called in either language; None for what cannot be."""
        ...

    def rate(self, name: str, at: datetime | None = None) -> Mapping[str, int]:
        """What a rate is made of now, or as known at a moment: parts by what they are called in either language."""
        ...

    def rests(self, case_id: str, actor: str, clock: str) -> Sequence[RestSeen]:
        """The rests of a clock as its deadline is explained to this person, in order."""
        ...

    def deadline(self, case_id: str, actor: str, clock: str) -> DeadlineSeen | None:
        """A deadline that runs or rests, as it is explained to this person; None when there is none."""
        ...

    def readable(self, case_id: str, actor: str, field: str) -> bool:
        """Whether this person reads what this field of the report says."""
        ...

    def corrections(self, case_id: str, actor: str) -> Sequence[CorrectionSeen]:
        """What was corrected in a case, as this person reads it, in order."""
        ...

    def violations(self, kind: str) -> Sequence[str]:
        """Recorded steps that were not legal in this way, a sentence for each; LookupError names the ways there are."""
        ...


class StageRefused(Exception):
    """What a driver needs is not there; the message says what to do."""


class Stage(Protocol):
    """What one driver needs for a whole run, however many scenarios play on it."""

    def driver(self) -> AbstractContextManager[Driver]:
        """A driver for one scenario."""
        ...


@contextmanager
def staged(name: str, catalogue: Catalogue, folder: Path) -> Iterator[Stage]:
    """Make ready what a driver needs for a run on this catalogue, and clear it away; `folder` is the run's own."""
    module = import_module(f"features.drivers.{name}")
    with module.stage(catalogue, folder) as stage:
        yield stage
