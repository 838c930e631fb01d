"""What handling makes of a case."""

from __future__ import annotations

from domain.case import Case
from domain.changing import replace
from domain.envelope import Envelope
from domain.facts import work as facts
from domain.fieldwork import Shift
from domain.fold.change import Changes


def noted(case: Case, fact: facts.WorkNoted, envelope: Envelope) -> Case:
    if fact.step == "interest_declared":
        concerned = envelope.persons
    elif fact.step == "mediator_objected":
        concerned = frozenset(filter(None, (case.assignments.get("work"),)))
    elif fact.step == "checked_out":
        return replace(case, shifts=tuple(_over(shift, envelope) for shift in case.shifts))
    else:
        return case
    return replace(case, mediation=replace(case.mediation, interested=case.mediation.interested | concerned))


def _over(shift: Shift, envelope: Envelope) -> Shift:
    """Whoever checks out ends his own shift."""
    own = shift.until is None and shift.person in envelope.persons
    return replace(shift, until=envelope.occurred_at) if own else shift


def reported_done(case: Case, _: facts.WorkReported, envelope: Envelope) -> Case:
    handle = case.clock("handle")
    overdue = handle.has_run_out(envelope.occurred_at) if handle else None
    return replace(case, work_reported_at=envelope.occurred_at, handle_overdue=overdue)


CHANGES: Changes = {
    facts.WorkNoted: noted,
    facts.WorkReported: reported_done,
}
