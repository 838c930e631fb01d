"""What an alarm is raised by, as data: conditions on readings, how long they must hold, what is asked for then."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from domain.facts.devices import MAINTENANCE

OVER, UNDER, IS, FAULT, UNCHANGED = "over", "under", "is", "fault", "unchanged"
TESTS = (OVER, UNDER, IS, FAULT, UNCHANGED)
ACTIVE, SHADOW, OFF = "active", "shadow", "off"
ALARM_MODES = (ACTIVE, SHADOW, OFF)
"""Opens leads; notes what it would have opened; is not judged."""
LEAD, CHECK = "lead", "check"
ASKS = (LEAD, CHECK)
"""What a raised alarm asks for: a lead about the place, or a look at the device."""


@dataclass(frozen=True, kw_only=True)
class Term:
    """One thing that must hold in a reading.

    `over` and `under` compare with `limit`, which itself is still within; once the alarm is raised the value has to
    come back beyond `hysteresis`. `fault` looks for one of `words`. `unchanged`: the same value as in
    the sample before.
    """

    test: str
    factor: str = ""
    limit: Decimal = Decimal(0)
    hysteresis: Decimal = Decimal(0)
    words: tuple[str, ...] = ()
    by_class: bool = False
    """The limit is that of the device's class in the standard of its kind."""


@dataclass(frozen=True, kw_only=True)
class Condition:
    """Terms that must hold together, and for how long: so many samples running and so many seconds, both.

    With `mean_s` the first term judges means over windows of so many seconds, of at least `mean_least` samples: of as
    many as `mean_percent` of what the device should send in it.
    `hours` are minutes of the day (from, until) in which it is judged at all.
    """

    terms: tuple[Term, ...]
    unless: tuple[Term, ...] = ()
    samples: int = 1
    on_after_s: int = 0
    off_samples: int = 1
    off_after_s: int = 0
    mean_s: int = 0
    mean_percent: int = 0
    mean_least: int = 1
    hours: tuple[tuple[int, int], ...] = ()
    quiet_modes: tuple[str, ...] = (MAINTENANCE,)
    """Modes of service whose readings are kept and raise nothing."""

    @property
    def factors(self) -> frozenset[str]:
        """The factors a reading must have for this to be judged by it."""
        return frozenset(term.factor for term in (*self.terms, *self.unless) if term.factor)


@dataclass(frozen=True, kw_only=True)
class Moves:
    """By which moves of the workflow a lead is opened, joined and cleared; "" for one that there is not."""

    open: str = "report"
    again: str = "alarm_again"
    clear: str = "clear_lead"


@dataclass(frozen=True, kw_only=True)
class AlarmDefinition:
    """An alarm of one kind of device. Any of its conditions raises it; seconds where the name says so.

    `gap_s`: samples further apart do not follow each other. `join_s`: what is raised again within this time joins the
    live lead. `flips` raise-clear pairs within `flips_within_s` are flapping (0: never). `recover_s`: normal for so
    long, the lead clears itself. `kind` is what facts call it.
    """

    id: str
    version: int
    zh: str
    en: str
    kind: str
    device_kind: str
    conditions: tuple[Condition, ...]
    basis: str
    source: str
    mode: str = ACTIVE
    asks: str = LEAD
    workflow: str = ""
    category: str = ""
    urgent: bool = False
    moves: Moves = field(default_factory=Moves)
    gap_s: int = 0
    join_s: int = 1_800
    flips: int = 4
    flips_within_s: int = 7_200
    recover_s: int = 900


@dataclass(frozen=True, kw_only=True)
class DeviceKind:
    """A kind of device: how often it reports, how late a reading may come, after how long a silence it is looked at.

    `standard` is the table whose classes its devices have, "" when they have none.
    """

    id: str
    zh: str
    en: str
    every_s: int
    lateness_s: int
    silent_s: int
    standard: str = ""
    codes: str = ""
    factors: Mapping[str, tuple[str, str, str]] = field(default_factory=dict)
    """Factors with Chinese and English name and unit, where no standard has them."""
