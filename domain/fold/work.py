"""What handling makes of a case."""

from __future__ import annotations

from domain.case import Case
from domain.changing import replace
from domain.envelope import Envelope
from domain.facts import work as facts
from domain.fold import proceedings
from domain.fold.change import Changes


def noted(case: Case, fact: facts.WorkNoted, envelope: Envelope) -> Case:
    case = proceedings.noted(case, fact, envelope)
    if fact.step == "interest_declared":
        concerned = envelope.persons
    elif fact.step == "mediator_objected":
        concerned = frozenset(filter(None, (case.assignments.get("work"),)))
    else:
        return case
    return replace(case, mediation=replace(case.mediation, interested=case.mediation.interested | concerned))


def reported_done(case: Case, _: facts.WorkReported, envelope: Envelope) -> Case:
    handle = case.clock("handle")
    overdue = handle.has_run_out(envelope.occurred_at) if handle else None
    return replace(case, work_reported_at=envelope.occurred_at, handle_overdue=overdue)


CHANGES: Changes = {
    facts.WorkNoted: noted,
    facts.WorkReported: reported_done,
}
