"""What a comparison of two worlds comes to."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

from workflows.whatif.escalation import VERDICTS, Escalation
from workflows.whatif.lateness import Start
from workflows.whatif.rungs import RungCounts, Which

LAST = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """A case of which a recorded move would have been refused: the first such move, where and why.

    `more` are further moves refused after it. `state` is where the case would stand in the end, `really` where it
    stands; the case is stuck when they differ.
    """

    case_id: str
    move: str
    position: int
    occurred_at: datetime
    from_state: str
    code: str
    detail: str
    more: int = 0
    state: str = ""
    really: str = ""

    @property
    def stuck(self) -> bool:
        """Whether the case would have come to rest elsewhere."""
        return self.state != self.really


@dataclass
class Compared:
    """What differs: clocks that ran out in one world alone, cases escalated otherwise, moves refused in the other."""

    late: list[Start] = field(default_factory=list)
    """Would have run out, and did not."""
    in_time: list[Start] = field(default_factory=list)
    """Did run out, and would not have."""
    ran_out: dict[str, tuple[int, int]] = field(default_factory=dict)
    """By clock how many starts ran out in the recorded world and in the other; each clock that ran out in one."""
    escalations: list[Escalation] = field(default_factory=list)
    """Cases that would have been reminded of, supervised or raised otherwise."""
    rungs: dict[Which, RungCounts] = field(default_factory=dict)
    """By clock and rung, for those in which the worlds differ."""
    refused: list[Refusal] = field(default_factory=list)
    moved: int = 0
    """Clocks with another due moment or end, late or not."""
    only_here: int = 0
    """Clocks that were started in one of the worlds alone, because a move was refused or by the system."""
    cases: int = 0
    moves: int = 0
    until: datetime = LAST
    """When clocks that still run were judged."""

    def stuck(self) -> list[Refusal]:
        """Cases that would have come to rest elsewhere."""
        return [refusal for refusal in self.refused if refusal.stuck]

    def by_verdict(self) -> dict[str, list[Escalation]]:
        """Cases escalated otherwise, by how, each verdict present."""
        return {verdict: [one for one in self.escalations if one.verdict == verdict] for verdict in VERDICTS}
