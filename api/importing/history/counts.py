"""What became of the rows of an event log."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from api.importing.history.steps import EventLog, Step
from api.importing.rejected import GivenBack
from domain.envelope import Event


@dataclass
class LeftOut:
    """A step that was not taken over, with its case and the reason."""

    number: str
    step: Step
    code: str
    reason: str

    @property
    def given_back(self) -> GivenBack:
        """As a row of the file of rejected rows."""
        return GivenBack(self.step.row, self.code, self.reason)


@dataclass
class HistoryCounts:
    """Counts of rows and cases; every row is taken, known, skipped by the mapping, or left out."""

    rows: int = 0
    cases: int = 0
    taken: int = 0
    known: int = 0
    changed: int = 0
    """Of the known ones, those that the mapping makes something else of by now."""
    skipped: dict[str, int] = field(default_factory=dict)
    opened: int = 0
    reordered: list[str] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    not_held: Counter[str] = field(default_factory=Counter)
    """Verdicts that were not held, by rule, among the steps taken."""
    last_position: int = 0

    @classmethod
    def of(cls, log: EventLog) -> HistoryCounts:
        """Counts before anything is told."""
        return cls(
            rows=log.rows,
            cases=len(log.cases),
            skipped=log.skipped,
            reordered=[case.number for case in log.cases.values() if case.reordered],
        )

    def take(self, events: Iterable[Event]) -> None:
        """Count a step that was taken over now."""
        self.taken += 1
        for event in events:
            self.last_position = max(self.last_position, event.envelope.position)
            self.not_held.update(verdict.rule for verdict in event.envelope.rules if not verdict.held)
