"""What checks make of a case."""

from __future__ import annotations

from domain.case import Case
from domain.changing import replace
from domain.envelope import Envelope
from domain.facts import work as facts
from domain.fold.change import Changes


def assigned(case: Case, fact: facts.CheckAssigned, _: Envelope) -> Case:
    return replace(case, assignments={**case.assignments, "check": fact.checker}, check_level=fact.level)


def passed(case: Case, fact: facts.CheckPassed, envelope: Envelope) -> Case:
    now = case.proceeding
    return replace(
        case,
        proceeding=replace(now, reviewed=True) if fact.level == "legal" else now,
        checkers=case.checkers | envelope.persons,
        last_check_at=envelope.occurred_at,
        result_known_at=envelope.occurred_at,
        checked_independently=not (envelope.persons & case.hands),
    )


def failed(case: Case, fact: facts.CheckFailed, envelope: Envelope) -> Case:
    """Every failed check is a rework; only a check by a checker, not the desk's, makes its author a checker."""
    checkers = case.checkers if fact.level == "desk" else case.checkers | envelope.persons
    return replace(
        case,
        checkers=checkers,
        last_check_at=envelope.occurred_at,
        failed_checks=(*case.failed_checks, envelope.event_id),
    )


CHANGES: Changes = {facts.CheckAssigned: assigned, facts.CheckPassed: passed, facts.CheckFailed: failed}
