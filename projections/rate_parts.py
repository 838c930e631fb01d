"""A formula as conditions on countable moments: its two sides and what stands apart, for SQL and memory alike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from domain.countables import APART, COUNTABLES, EXCLUDED, Countable
from domain.definition import Workflow
from domain.formula import Formula
from domain.possible import Possible, possible_in
from projections.audience import Audience
from projections.conditions import AllOf, AnyOf, Condition, Is, NotAll

NUMERATOR, DENOMINATOR, MISSING = "numerator", "denominator", "missing"
GROUPS = ("workflow", "community", "unit", "category")


class NoSuchPart(ValueError):
    """The formula has no part of that name."""


@dataclass(frozen=True, kw_only=True)
class RateFilter:
    """Which cases, for whom, over which window: from `since` until before `until`. An empty tuple asks nothing.

    Open ends are open; what is not due yet is then due as well, so callers say at least `until`. `lacking` are the
    definitions, by digest, that can never come to what a countable needs: cases of theirs have no share in it.
    """

    audience: Audience
    workflow: tuple[str, ...] = ()
    community: tuple[str, ...] = ()
    unit: tuple[str, ...] = ()
    category: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    lacking: Mapping[Possible, tuple[str, ...]] = field(default_factory=dict)

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """What it asks of a moment, but for the window, which is the formula's to place."""
        return tuple(Is(name, "in", getattr(self, name)) for name in GROUPS if getattr(self, name))

    @property
    def of_case(self) -> tuple[Condition, ...]:
        """What it asks of a case: that it is there for who reads, and can have moments in the window."""
        since = (Is("to_at", ">=", self.since),) if self.since is not None else ()
        until = (Is("from_at", "<", self.until),) if self.until is not None else ()
        return (*self.audience.conditions, *since, *until)

    def within(self, basis: str) -> tuple[Condition, ...]:
        """The window as placed by a formula: where it happened, or where it fell due or ended."""
        if basis == "happened":
            return self._between("at")
        return (AnyOf((AllOf(self._between("due_at")), AllOf(self._between("ended_at")))),)

    def able(self, formula: Formula) -> tuple[Condition, ...]:
        """That the workflow of the case can come to both sides: else what cannot be would show as not achieved."""
        needs = {COUNTABLES[formula.numerator].needs, COUNTABLES[formula.of].needs}
        asked = sorted(needs & self.lacking.keys()) if len(needs) > 1 else ()
        return tuple(NotAll((Is("followed", "has only", self.lacking[need]),)) for need in asked)

    def _between(self, column: str) -> tuple[Condition, ...]:
        since = (Is(column, ">=", self.since),) if self.since is not None else ()
        until = (Is(column, "<", self.until),) if self.until is not None else ()
        return (*since, *until) or (Is(column, "is set"),)


def lacking(workflows: Iterable[Workflow]) -> Mapping[Possible, tuple[str, ...]]:
    """Of these definitions those, by digest, that can never come to it, by what a countable needs."""
    needs = {countable.needs for countable in COUNTABLES.values()}
    known = {workflow.digest: possible_in(workflow, needs) for workflow in workflows}
    found = {need: sorted(digest for digest, can in known.items() if need not in can) for need in needs}
    return {need: tuple(digests) for need, digests in found.items() if digests}


def parts_of(formula: Formula, asked: RateFilter) -> Mapping[str, tuple[Condition, ...]]:
    """Every part of a figure by name: numerator, denominator, what is missing between them, and each kind apart."""
    return dict(_parts(formula, asked))


def part_of(formula: Formula, part: str, asked: RateFilter) -> tuple[Condition, ...]:
    """One part. Raises NoSuchPart."""
    found = parts_of(formula, asked)
    if part not in found:
        raise NoSuchPart(f"{formula.id} has no part {part!r}: {', '.join(found)}")
    return found[part]


def _parts(formula: Formula, asked: RateFilter) -> Iterator[tuple[str, tuple[Condition, ...]]]:
    asked_of = (*asked.conditions, *asked.able(formula))
    kept = (*asked_of, *_not_excluded(formula))
    numerator = COUNTABLES[formula.numerator]
    yield NUMERATOR, (*_is(numerator), *asked.within(formula.numerator_window), *kept)
    of = COUNTABLES[formula.of]
    window = asked.within(formula.counted_window)
    if formula.denominator:
        yield DENOMINATOR, (*_is(of), *window, *kept)
        if numerator.kind == of.kind:
            yield MISSING, (*_is(of), *window, *kept, NotAll(_is(numerator)))
    for name in formula.apart:
        yield name, (*_apart(formula, name, of), *window, *asked_of)


def _apart(formula: Formula, name: str, of: Countable) -> tuple[Condition, ...]:
    kind = Is("kind", "=", of.kind)
    if name == EXCLUDED:
        return (kind, Is("excluded", "has any of", (formula.excluded_by,)))
    return (kind, Is("verdict", "=", APART[name].verdict), *_not_excluded(formula))


def _not_excluded(formula: Formula) -> tuple[Condition, ...]:
    return (Is("excluded", "has none of", (formula.excluded_by,)),)


def _is(countable: Countable) -> tuple[Condition, ...]:
    found: list[Condition] = [Is("kind", "=", countable.kind)]
    if countable.verdicts:
        found.append(Is("verdict", "in", countable.verdicts))
    if countable.details:
        found.append(Is("detail", "in", countable.details))
    if countable.extensions:
        found.append(Is("extensions", ">=", countable.extensions))
    if countable.score:
        found.append(Is("score", ">=", countable.score))
    return tuple(found)
