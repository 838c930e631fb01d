"""The office hours a clock is to count in from its start: those of the unit whose duty it is, where it has its own."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from domain.definition import ClockRule
from domain.facts.calendar import Session
from domain.facts.dispatch import AssistRequested, CaseDispatched, CaseReassigned
from domain.office_hours import hours_from_pairs, hours_text
from domain.rules.rule import Attempt


class UnitHours(NamedTuple):
    """Office hours as text and the unit whose they are; both empty for those of the calendar."""

    text: str = ""
    unit: str = ""


OF_THE_OFFICE = UnitHours()


def hours_at_start(attempt: Attempt, rule: ClockRule) -> UnitHours:
    """The hours a clock is to count in that this move starts."""
    if not rule.hours:
        return OF_THE_OFFICE
    unit = attempt.context.office.units.get(_holder(attempt, rule))
    if unit is None or not unit.office_hours:
        return OF_THE_OFFICE
    return UnitHours(_text(unit.office_hours), unit.unit)


def _holder(attempt: Attempt, rule: ClockRule) -> str:
    """The unit whose time the clock will measure, once the fact has happened."""
    fact = attempt.fact
    if rule.held_by == "co_unit":
        return fact.unit if isinstance(fact, AssistRequested) else ""
    if isinstance(fact, (CaseDispatched, CaseReassigned)):
        return fact.unit
    return attempt.case.unit if attempt.case else ""


@lru_cache(maxsize=1024)
def _text(sessions: tuple[Session, ...]) -> str:
    return hours_text(hours_from_pairs((one.opens, one.closes) for one in sessions))
