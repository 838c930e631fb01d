"""What requests, and what a second person makes of them, do to a case."""

from __future__ import annotations

from domain.case import Case, clock_id
from domain.changing import replace
from domain.envelope import Envelope
from domain.facts import granting, resting, work
from domain.fold.change import Changes
from domain.granted import Exclusion, Extension, Request, Suspension


def requested(case: Case, fact: work.ApprovalRequested, envelope: Envelope) -> Case:
    """From the request of a forced closure on there is something to tell the reporter."""
    started = [clock_id(effect.clock, effect.key) for effect in envelope.clocks if effect.effect == "started"]
    request = Request(
        kind=fact.kind,
        clock=started[0] if started else "",
        persons=envelope.persons,
        unit=envelope.unit,
        reason=fact.reason,
        at=envelope.occurred_at,
        asker=envelope.on_behalf_of or envelope.actor,
        amount=fact.amount or 0,
        until=fact.until,
        indicator=fact.indicator or "",
    )
    known = envelope.occurred_at if fact.kind == "forced_closure" else case.result_known_at
    asked = case.return_asked or fact.kind == "return"
    return replace(case, request=request, return_asked=asked, result_known_at=known)


def refused(case: Case, fact: work.ApprovalRefused, _: Envelope) -> Case:
    return replace(case, request=None, return_refused=case.return_refused or fact.kind == "return")


def extended(case: Case, fact: work.ExtensionGranted, envelope: Envelope) -> Case:
    """A new date for the performance replaces the dates of the agreement; its clock says when it is over."""
    granted = Extension(
        clock=fact.clock,
        round=case.round,
        old_due_at=fact.old_due_at,
        new_due_at=fact.new_due_at,
        granted_by=envelope.actor,
        at=envelope.occurred_at,
    )
    talks = case.mediation
    if fact.clock == "perform":
        talks = replace(talks, due_on=(), promised_until=fact.new_due_at)
    return replace(case, mediation=talks, extensions=(*case.extensions, granted))


def suspended(case: Case, fact: resting.CaseSuspended, envelope: Envelope) -> Case:
    granted = Suspension(
        ground=fact.ground,
        until=fact.until,
        granted_by=envelope.actor,
        at=envelope.occurred_at,
    )
    return replace(case, suspensions=(*case.suspensions, granted))


def resumed(case: Case, _: resting.CaseResumed, envelope: Envelope) -> Case:
    if not case.suspensions or case.suspensions[-1].resumed_at is not None:
        return case
    over = replace(case.suspensions[-1], resumed_at=envelope.occurred_at)
    return replace(case, suspensions=(*case.suspensions[:-1], over))


def force_closed(case: Case, _: granting.CaseForceClosed, envelope: Envelope) -> Case:
    return replace(case, closed_at=envelope.occurred_at, closers=envelope.persons, force_closed=True)


def excluded(case: Case, fact: granting.CaseExcluded, envelope: Envelope) -> Case:
    left_out = Exclusion(
        ground=fact.ground,
        indicators=fact.indicators,
        granted_by=envelope.actor,
        at=envelope.occurred_at,
    )
    return replace(case, exclusions=(*case.exclusions, left_out))


CHANGES: Changes = {
    work.ApprovalRequested: requested,
    work.ApprovalRefused: refused,
    work.ExtensionGranted: extended,
    resting.CaseSuspended: suspended,
    resting.CaseResumed: resumed,
    granting.CaseForceClosed: force_closed,
    granting.CaseExcluded: excluded,
}
