"""A row of the closed loop: what its figures know of one case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class LoopRow:
    """A case in the figures. `…_s` are seconds spent in a phase, over all visits, None before the first has ended.

    `unit` is the last lead unit, also after a return; `followed` are the definitions the case was pinned to, by digest.
    `ended` names the done state it is in, empty while open.
    What belongs to a round (dispatched, handled, checked, closed, told) starts anew with a reopening; Hands do not.
    """

    case_id: str
    workflow: str
    opened_at: datetime
    state: str
    phase: str
    phase_at: datetime
    last_at: datetime
    followed: tuple[str, ...] = ()
    case_no: str = ""
    category: str = ""
    community: str = ""
    unit: str = ""
    must_tell: bool = False
    """Reported on a public channel by somebody who is known."""
    round: int = 1
    filed_at: datetime | None = None
    dispatched_at: datetime | None = None
    handled_at: datetime | None = None
    checked_at: datetime | None = None
    told_at: datetime | None = None
    closed_at: datetime | None = None
    evaluated_at: datetime | None = None
    ended: str = ""
    on_the_spot: bool = False
    checked_independently: bool = False
    loop_closed: bool = False
    forced: bool = False
    hands: tuple[str, ...] = ()
    checkers: tuple[str, ...] = ()
    closers: tuple[str, ...] = ()
    returns: int = 0
    reworks: int = 0
    reopened: int = 0
    intake_s: int | None = None
    triage_s: int | None = None
    work_s: int | None = None
    returned_s: int | None = None
    suspended_s: int | None = None
    check_s: int | None = None
    accused_unit: str = ""
    accused_person: str = ""
