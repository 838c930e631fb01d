"""Which clock of a case is meant, and whose time it was."""

from __future__ import annotations

from datetime import datetime

from domain.case import Case, Clock, clock_id
from domain.definition import ClockRule

ASSIGNMENTS = {"lead_unit": "work", "mediator": "work", "verifier": "verification", "checker": "check"}
"""The assignment of whoever a clock is held by."""


def clock_meant(case: Case, name: str, key: str = "", due_at: datetime | None = None) -> Clock | None:
    """The clock of this name that is, or was, due at this moment; the live one when no moment is told."""
    live = case.clocks.get(clock_id(name, key))
    if live is not None and due_at in (None, live.due_at):
        return live
    stopped = (clock for clock in case.overrun if (clock.name, clock.key) == (name, key))
    return next((clock for clock in stopped if due_at in (None, clock.due_at)), None)


def unit_of(case: Case, rule: ClockRule, key: str) -> str:
    """The unit whose time a clock measures; empty when it is a desk's."""
    if rule.held_by == "lead_unit":
        return case.unit
    if rule.held_by == "co_unit" and key in case.assists:
        return case.assists[key].unit
    return ""


def person_of(case: Case, rule: ClockRule) -> str:
    """The person whose time a clock measures; empty when it is nobody's in person."""
    return case.assignments.get(ASSIGNMENTS.get(rule.held_by, ""), "")
