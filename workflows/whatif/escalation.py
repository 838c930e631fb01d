"""Cases for which something else was done because they took too long, told apart by what the two worlds did."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from workflows.whatif.steps import TOLD, Step, What, Which

ESCALATED, NOT_ESCALATED, OTHERWISE, TOLD_OTHERWISE = (
    "escalated",
    "not_escalated",
    "otherwise",
    "told_otherwise",
)
VERDICTS = (ESCALATED, NOT_ESCALATED, OTHERWISE, TOLD_OTHERWISE)


@dataclass(frozen=True, kw_only=True)
class Escalation:
    """A case and the steps in which the two worlds differ, in order: `really` those of the recorded one.

    `verdict`: `escalated` when it would be raised or supervised and was neither, `not_escalated` the other way round,
    `otherwise` when it is in both, and not alike, `told_otherwise` when nothing but messages differs.
    """

    case_id: str
    verdict: str
    really: tuple[Step, ...]
    would: tuple[Step, ...]


def escalations(recorded: Iterable[Step], other: Iterable[Step]) -> list[Escalation]:
    """Every case whose steps differ, by its id."""
    real, would = _by_case(recorded), _by_case(other)
    found = (_differing(case_id, real[case_id], would[case_id]) for case_id in sorted({*real, *would}))
    return [one for one in found if one.really or one.would]


def _differing(case_id: str, real: list[Step], would: list[Step]) -> Escalation:
    one, two = dict(_numbered(real)), dict(_numbered(would))
    alike = {which for which in one.keys() & two.keys() if one[which].what == two[which].what}
    really = [step for which, step in one.items() if which not in alike]
    instead = [step for which, step in two.items() if which not in alike]
    for step in _same_acts(really, instead):
        really.remove(step)
        instead.remove(next(same for same in instead if _act(same) == _act(step)))
    verdict = _verdict(real, would) if _acted((*really, *instead)) else TOLD_OTHERWISE
    return Escalation(case_id=case_id, verdict=verdict, really=tuple(really), would=tuple(instead))


def _same_acts(really: Iterable[Step], instead: Iterable[Step]) -> list[Step]:
    """What was done in both at the same moment, only that another rung did it; it makes no difference to a case."""
    left = Counter(_act(step) for step in instead if step.kind != TOLD)
    same: list[Step] = []
    for step in really:
        if left[_act(step)] > 0:
            left[_act(step)] -= 1
            same.append(step)
    return same


def _act(step: Step) -> tuple[str, What]:
    return (step.kind, step.what)


def _verdict(real: list[Step], would: list[Step]) -> str:
    if _acted(real) and _acted(would):
        return OTHERWISE
    return ESCALATED if _acted(would) else NOT_ESCALATED


def _acted(steps: Iterable[Step]) -> bool:
    """Whether more was done than to tell somebody."""
    return any(step.kind != TOLD for step in steps)


def _numbered(steps: list[Step]) -> Iterator[tuple[tuple[Which, int], Step]]:
    """A reminder comes again when its clock was moved: the first of them, the second ..."""
    seen: dict[Which, int] = defaultdict(int)
    for step in steps:
        yield (step.which, seen[step.which]), step
        seen[step.which] += 1


def _by_case(steps: Iterable[Step]) -> defaultdict[str, list[Step]]:
    by_case: defaultdict[str, list[Step]] = defaultdict(list)
    for step in steps:
        by_case[step.case_id].append(step)
    return by_case
