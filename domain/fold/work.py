"""What handling, requests and their decisions make of a case."""

from __future__ import annotations

from domain.case import Case, Request, clock_id
from domain.changing import replace
from domain.envelope import Envelope
from domain.facts import work as facts
from domain.fold.change import Changes


def noted(case: Case, fact: facts.WorkNoted, envelope: Envelope) -> Case:
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


def requested(case: Case, fact: facts.ApprovalRequested, envelope: Envelope) -> Case:
    started = [clock_id(effect.clock, effect.key) for effect in envelope.clocks if effect.effect == "started"]
    request = Request(
        kind=fact.kind,
        clock=started[0] if started else "",
        persons=envelope.persons,
        unit=envelope.unit,
        reason=fact.reason,
        at=envelope.occurred_at,
    )
    return replace(case, request=request, return_asked=case.return_asked or fact.kind == "return")


def request_refused(case: Case, fact: facts.ApprovalRefused, _: Envelope) -> Case:
    return replace(case, request=None, return_refused=case.return_refused or fact.kind == "return")


def extended(case: Case, fact: facts.ExtensionGranted, _: Envelope) -> Case:
    """A new date for the performance replaces the dates of the agreement; its clock says when it is over."""
    talks = replace(case.mediation, extended=(*case.mediation.extended, fact.clock))
    if fact.clock == "perform":
        talks = replace(talks, due_on=(), promised_until=fact.new_due_at)
    return replace(case, mediation=talks)


CHANGES: Changes = {
    facts.WorkNoted: noted,
    facts.WorkReported: reported_done,
    facts.ApprovalRequested: requested,
    facts.ApprovalRefused: request_refused,
    facts.ExtensionGranted: extended,
}
