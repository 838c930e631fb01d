"""A request: somebody wants to take a move. It carries its own moment and ids, so deciding stays pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from domain.office import Post

OUTBOX_LIMIT = timedelta(hours=24)
"""How long before receipt an offline outbox may have recorded a move and still count (D)."""


@dataclass(frozen=True, kw_only=True)
class Command:
    """Take `move` on a case.

    `fields` are the emitted fact's own fields as plain data. `now` is the moment of receipt, `occurred_at` the
    moment the actor's device recorded, when it differs. `event_id` names the fact this may become. `workflow` is
    set when the case is not there yet. `expected_version` makes it fail when the case has moved on; None skips
    that check (reactions, imports).
    """

    id: str
    event_id: str
    case_id: str
    move: str
    actor: str
    now: datetime
    fields: Mapping[str, Any] = field(default_factory=dict)
    workflow: str = ""
    role: str | None = None
    on_behalf_of: str | None = None
    occurred_at: datetime | None = None
    expected_version: int | None = None
    door: str = "http"
    elsewhere: Post | None = None
    """Set when it happened elsewhere: the post it was done in there. It is told of, not asked for."""
    together: int = 1
    """Over how many cases this move is taken at once: a decision over many is a higher one's."""
    correlation: str = ""
    causation: str = ""
    trace: str = ""

    @property
    def moment(self) -> datetime:
        """The move's own time: what an offline outbox recorded at most a day before receipt, else receipt (law 8).

        What happened elsewhere counts when it happened there.
        """
        if self.elsewhere is not None and self.occurred_at:
            return self.occurred_at
        if self.occurred_at and self.now - OUTBOX_LIMIT <= self.occurred_at <= self.now:
            return self.occurred_at
        return self.now
