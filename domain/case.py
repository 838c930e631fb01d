"""What a case is after its facts. Built by `domain.fold`, asked by `domain.rules`; nothing else decides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from domain.alarms import Alarm
from domain.case_parts import NO_TALKS, Assist, Checklist, Contact, Mediation, Order
from domain.fieldwork import Plan, Shift
from domain.granted import Exclusion, Extension, Request, Suspension
from domain.occasions import Occasion
from domain.proceeding import BEGUN, Proceeding
from domain.tasks import Task
from domain.values import Place


@dataclass(frozen=True, kw_only=True)
class Clock:
    """A clock that was started and not stopped. `paused_at` is set while it rests; `pauses` are over.

    `passed` is the event in which `deadline.passed` was recorded of it, once. A `silent` one was told from elsewhere
    when it had run out already: nothing happens by itself.
    """

    name: str
    key: str
    kind: str
    unit: str
    amount: int
    started_at: datetime
    due_at: datetime
    paused_at: datetime | None = None
    pauses: tuple[tuple[datetime, datetime], ...] = ()
    calendar: str = ""
    """Version of the calendar its due moment was counted by last."""
    fixed: bool = False
    """Whether somebody named the due moment, so that no calendar moves it."""
    passed: str = ""
    silent: bool = False
    hours: str = ""
    """The office hours it has been counted in since its start; empty for those of the calendar."""

    def has_run_out(self, now: datetime) -> bool:
        """Whether it is overdue; a resting clock is not."""
        return self.paused_at is None and self.due_at <= now

    def is_to_pass(self, until: datetime) -> bool:
        """Whether it ran out while it ran, and nobody has recorded that yet."""
        return not self.passed and not self.silent and self.due_at <= (self.paused_at or until)


@dataclass(frozen=True, kw_only=True)
class Case:
    """A case (案卷) as its facts made it."""

    id: str
    workflow: str
    digest: str
    version: int
    state: str
    phase: str
    opened_at: datetime
    last_at: datetime
    # what it is about
    category: str = ""
    channel: str = ""
    title: str = ""
    case_no: str = ""
    filed_at: datetime | None = None
    urgent: bool = False
    place: Place | None = None
    community: str = ""
    grid: str = ""
    reporter: str | None = None
    anonymous: bool = False
    reported_by: frozenset[str] = frozenset()
    parties: tuple[str, ...] = ()
    device: str = ""
    alarm: Alarm | None = None
    """What devices tell of it."""
    source_no: str = ""
    attributes: Mapping[str, str | int | bool] = field(default_factory=dict)
    # who has it
    unit: str = ""
    assignments: Mapping[str, str] = field(default_factory=dict)
    """Person by assignment: verification, check, work."""
    round: int = 1
    dispatched_at: datetime | None = None
    chosen_by: str = ""
    return_asked: bool = False
    """Whether a return was asked for since the last dispatch."""
    return_refused: bool = False
    returns_in_round: int = 0
    granted_returns: tuple[str, ...] = ()
    """The events in which a return was granted."""
    leads: Mapping[str, str] = field(default_factory=dict)
    """Every unit that ever led, and the event in which it came to, in that order."""
    assists: Mapping[str, Assist] = field(default_factory=dict)
    units: frozenset[str] = frozenset()
    """Every lead and co-unit of any round."""
    # what was done
    hands: frozenset[str] = frozenset()
    dispatchers: frozenset[str] = frozenset()
    """Who dispatched in this round."""
    checkers: frozenset[str] = frozenset()
    """Who checked in this round."""
    asked: int = 0
    """How often the reporter was asked for what is missing."""
    finding: str = ""
    reviewed: Mapping[str, bool] = field(default_factory=dict)
    """Files judged as electronic evidence, and whether both marks were yes."""
    person_saw_it: bool = False
    """A person answered a verification or reached the site."""
    seen_on_site: bool = False
    """Two officers noted that they saw it."""
    sampled: Decimal | None = None
    """What two officers measured last, in the unit of their note."""
    occasion: Occasion | None = None
    """Of whom it is the how-manieth, where that counts."""
    work_reported_at: datetime | None = None
    corrected_at: datetime | None = None
    handle_overdue: bool | None = None
    """Whether `handle` had run out at the last work.reported."""
    failed_checks: tuple[str, ...] = ()
    """The events in which a check failed."""
    last_check_at: datetime | None = None
    check_level: str = ""
    checked_independently: bool = False
    order: Order | None = None
    checklist: Checklist | None = None
    served: frozenset[str] = frozenset()
    """Kinds of papers that were served, in any round."""
    # what is asked
    clocks: Mapping[str, Clock] = field(default_factory=dict)
    """Live clocks by name, or name:key."""
    overrun: tuple[Clock, ...] = ()
    """Clocks that were stopped after they had run out and before that was recorded."""
    request: Request | None = None
    extensions: tuple[Extension, ...] = ()
    suspensions: tuple[Suspension, ...] = ()
    exclusions: tuple[Exclusion, ...] = ()
    supervisions: int = 0
    """Supervisions started and not answered."""
    street_supervisions: int = 0
    """Supervisions of the street's own chief in this round."""
    supervised_by_street: bool = False
    """One of those was answered."""
    level: str = ""
    contacts: tuple[Contact, ...] = ()
    # other cases
    master: str | None = None
    followers: frozenset[str] = frozenset()
    children: Mapping[str, str] = field(default_factory=dict)
    """Child cases that do not count as finished, and their relation."""
    parents: frozenset[str] = frozenset()
    """Cases this one hangs on, which are told when it ends."""
    root_causes: frozenset[str] = frozenset()
    """Every root-cause task this case was ever hung on."""
    task: Task | None = None
    """What this case was opened for when nobody reported it."""
    plan_version: int = 0
    plan: Plan | None = None
    checklists: tuple[Checklist, ...] = ()
    shifts: tuple[Shift, ...] = ()
    batch: str = ""
    """What it was made together with, and stands or falls with."""
    stop: str = ""
    delivery: str = ""
    """Outcome of the last delivery that was tried."""
    # after
    ended_because: str = ""
    """Why it ended without reaching its aim; empty when it did, or is open."""
    closed_at: datetime | None = None
    closers: frozenset[str] = frozenset()
    reopened: int = 0
    result_known_at: datetime | None = None
    """Last moment at which there was something to tell: last check, receipt, request to close by force."""
    force_closed: bool = False
    rating: int | None = None
    rated_at: datetime | None = None
    solved: str = ""
    risk: str = ""
    mediation: Mediation = NO_TALKS
    proceeding: Proceeding = BEGUN
    facts: Mapping[str, str] = field(default_factory=dict)
    """Every fact there is, the event and its topic."""
    concerned: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """Whose data a text of a fact holds, by event and field, where that is not the case."""
    commands: frozenset[str] = frozenset()

    def clock(self, name: str, key: str = "") -> Clock | None:
        """The live clock of that name and key."""
        return self.clocks.get(clock_id(name, key))

    def clocks_named(self, name: str) -> tuple[Clock, ...]:
        """Every live clock of that name, whatever its key."""
        return tuple(clock for clock in self.clocks.values() if clock.name == name)

    @property
    def reworks(self) -> int:
        """How often a check found the work undone."""
        return len(self.failed_checks)

    @property
    def returns(self) -> int:
        """How often a unit was let off, in all rounds."""
        return len(self.granted_returns)

    @property
    def extended(self) -> tuple[Extension, ...]:
        """What was added to clocks in this round."""
        return tuple(one for one in self.extensions if one.round == self.round)

    @property
    def co_units(self) -> frozenset[str]:
        """Units that were asked to assist."""
        return frozenset(assist.unit for assist in self.assists.values())


def clock_id(name: str, key: str) -> str:
    """How a clock is found among a case's live clocks."""
    return f"{name}:{key}" if key else name
