"""A row of the board: what a dispatcher's list shows of one case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated

from projections import live_clocks
from projections.columns import Json
from projections.live_clocks import Clocks

RUNNING, RESTING, IDLE = 0, 1, 2
NEVER = datetime(9999, 1, 1, tzinfo=UTC)
"""Stands for no due moment where rows are sorted by one."""


@dataclass(frozen=True)
class BoardRow:
    """A case on the board. Empty text means that there is none; moments are UTC."""

    case_id: str
    workflow: str
    digest: str
    opened_at: datetime
    state: str
    phase: str
    version: int
    position: int
    last_at: datetime
    case_no: str = ""
    title: str = ""
    category: str = ""
    channel: str = ""
    source_no: str = ""
    urgent: bool = False
    community: str = ""
    grid: str = ""
    address: str = ""
    lat_deg: float | None = None
    lon_deg: float | None = None
    search: str = ""
    """Number, title and public address in lower case: what `q` looks in."""
    unit: str = ""
    assignee: str = ""
    verifier: str = ""
    checker: str = ""
    assists: tuple[str, ...] = ()
    """Open requests for assistance, and in `co_units` at the same place the unit that was asked."""
    co_units: tuple[str, ...] = ()
    filed_at: datetime | None = None
    dispatched_at: datetime | None = None
    closed_at: datetime | None = None
    """When it ended, in whatever way; None while it is open."""
    round: int = 1
    returns: int = 0
    reworks: int = 0
    reopened: int = 0
    request_open: str = ""
    request_clock: str = ""
    master: str = ""
    accused_unit: str = ""
    accused_person: str = ""
    """For whom the case is not there (`audience.py`)."""
    queue: int = IDLE
    due_clock: str = ""
    due_unit: str = ""
    due_at: datetime | None = None
    due_sort: datetime = NEVER
    clocks: Annotated[Clocks, Json(live_clocks.dump, live_clocks.load)] = ()

    @property
    def paused(self) -> bool:
        """Whether every duty rests."""
        return self.queue == RESTING
