"""How often each rung of a ladder came in a world, and at how many of these moments somebody was told or moved.

A moment counts once however much was done then, and once when a refused move is tried again; a reminder that comes
again because its clock was moved counts again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from workflows.whatif.escalation import Escalation
from workflows.whatif.world import Happened

Which = tuple[str, str]
"""A clock and a rung of its ladder."""


@dataclass
class Came:
    """Of one rung in one world: how often it came, at how many of them somebody was told, something was moved."""

    points: int = 0
    told: int = 0
    moved: int = 0


@dataclass(frozen=True)
class RungCounts:
    """Of one rung: all of it in the recorded world and in the other, and in how many `cases` these differ."""

    really: Came
    would: Came
    cases: int


@dataclass
class Tally:
    """Counts in one world."""

    _told: dict[Which, dict[str, bool]] = field(default_factory=lambda: defaultdict(dict))
    _moved: dict[Which, set[str]] = field(default_factory=lambda: defaultdict(set))

    def take(self, happened: Happened) -> None:
        """Count what a clock did, if one did it."""
        act = happened.act
        if act is None or not act.point.rung:
            return
        which = (act.point.clock.name, act.point.rung)
        of_rung = self._told[which]
        of_rung[act.id] = of_rung.get(act.id, False) or bool(act.messages)
        if happened.events:
            self._moved[which].add(act.id)

    def came(self) -> Mapping[Which, Came]:
        """By clock and rung."""
        return {
            which: Came(len(acts), sum(acts.values()), len(self._moved.get(which, ())))
            for which, acts in self._told.items()
        }


def differing(
    really: Mapping[Which, Came], would: Mapping[Which, Came], cases: Iterable[Escalation]
) -> dict[Which, RungCounts]:
    """The rungs in which two worlds differ: in how often, or in some case in when, to whom or what."""
    differs: dict[Which, set[str]] = defaultdict(set)
    for case_id, which in _differences(cases):
        differs[which].add(case_id)
    return {
        which: RungCounts(one, two, len(differs.get(which, ())))
        for which in sorted({*really, *would})
        if (one := really.get(which, Came())) != (two := would.get(which, Came())) or which in differs
    }


def _differences(cases: Iterable[Escalation]) -> Iterator[tuple[str, Which]]:
    for case in cases:
        for step in (*case.really, *case.would):
            if step.rung:
                yield case.case_id, (step.clock, step.rung)
