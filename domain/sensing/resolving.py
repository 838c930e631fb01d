"""An alarm as it is for one device: limits by the class it has, means of as many samples as it should send."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from math import ceil

from domain.sensing.definition import UNDER, AlarmDefinition, Condition, DeviceKind, Term
from domain.sensing.standard import BETWEEN, Standard


def for_device(
    definition: AlarmDefinition, kind: DeviceKind, standard: Standard | None, class_: str
) -> AlarmDefinition:
    """The definition with every limit as a number. KeyError or ValueError when the class or a limit is not there."""
    conditions = tuple(_resolved(condition, kind, standard, class_) for condition in definition.conditions)
    return replace(definition, conditions=conditions)


def needs_class(definition: AlarmDefinition) -> bool:
    """Whether it can be judged only for a device whose class is known."""
    return any(term.by_class for one in definition.conditions for term in (*one.terms, *one.unless))


def _resolved(condition: Condition, kind: DeviceKind, standard: Standard | None, class_: str) -> Condition:
    expected = condition.mean_s / kind.every_s * condition.mean_percent / 100
    return replace(
        condition,
        terms=tuple(_limited(term, standard, class_) for term in condition.terms),
        unless=tuple(_limited(term, standard, class_) for term in condition.unless),
        mean_least=max(1, ceil(expected)),
    )


def _limited(term: Term, standard: Standard | None, class_: str) -> Term:
    if not term.by_class or standard is None:
        return term
    return replace(term, limit=_limit(term, standard, class_), by_class=False)


def _limit(term: Term, standard: Standard, class_: str) -> Decimal:
    factor = standard.factors[term.factor]
    if factor.bound == BETWEEN:
        return factor.limits[0] if term.test == UNDER else factor.limits[1]
    return standard.limit(term.factor, class_)
