"""What a verification found: where, and what was changed there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

POSITION = "position"


@dataclass(frozen=True)
class Finding:
    """Something that is not as it was.

    `place` is a position of the log (`position 12`), a file of the log by its path, a head of the database
    (`checkpoint row 256`) or the database; `what` is the column or what else was changed.
    """

    place: str
    what: str

    def __str__(self) -> str:
        return f"{self.place}: {self.what}"


@dataclass(frozen=True)
class Missing:
    """So many published facts that a database lacks after a position, and nothing else is wrong with it."""

    after: int
    facts: int


@dataclass(frozen=True, kw_only=True)
class Report:
    """`size` facts stand under the last signed head, `head` is the last position; what is between is not sealed yet.

    `head` is 0 where only files were looked at.
    """

    origin: str
    size: int
    head: int = 0
    root: bytes = b""
    findings: tuple[Finding, ...] = ()
    """What was changed; nothing was when it is empty."""
    missing: Missing | None = None
    """Told beside the findings when all of them come from an older state."""


@dataclass
class Findings:
    """Gathers what is found; at positions that follow each other once, with the first and the last."""

    _found: list[Finding] = field(default_factory=list)
    _runs: dict[str, list[tuple[int, int]]] = field(default_factory=dict)

    def add(self, place: str, what: str) -> None:
        """Something that is not at a position."""
        self._found.append(Finding(place, what))

    def at(self, position: int, what: str) -> None:
        """Something at a position."""
        runs = self._runs.setdefault(what, [])
        if runs and runs[-1][1] == position - 1:
            runs[-1] = (runs[-1][0], position)
        else:
            runs.append((position, position))

    def all(self) -> tuple[Finding, ...]:
        """Everything, by position first."""
        return (*_told(self._runs.items()), *self._found)


def _told(runs: Iterable[tuple[str, list[tuple[int, int]]]]) -> Iterator[Finding]:
    spans = sorted((first, last, what) for what, found in runs for first, last in found)
    for first, last, what in spans:
        span = str(first) if first == last else f"{first}-{last}"
        yield Finding(f"{POSITION} {span}", what)
