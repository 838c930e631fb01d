"""What handling makes of a case."""

from __future__ import annotations

from domain.case import Case
from domain.changing import replace
from domain.envelope import Envelope
from domain.facts import work as facts
from domain.fieldwork import Shift
from domain.fold import proceedings
from domain.fold.change import Changes
from domain.occasions import Occasion


def noted(case: Case, fact: facts.WorkNoted, envelope: Envelope) -> Case:
    case = proceedings.noted(case, fact, envelope)
    if fact.officers:
        return _seen(case, fact)
    if fact.step == "interest_declared":
        concerned = envelope.persons
    elif fact.step == "mediator_objected":
        concerned = frozenset(filter(None, (case.assignments.get("work"),)))
    elif fact.step == "checked_out":
        return replace(case, shifts=tuple(_over(shift, envelope) for shift in case.shifts))
    else:
        return case
    return replace(case, mediation=replace(case.mediation, interested=case.mediation.interested | concerned))


def _seen(case: Case, fact: facts.WorkNoted) -> Case:
    """Officers were there, and are of Hands; what they measured counts as their sight of it does."""
    return replace(
        case,
        person_saw_it=True,
        hands=case.hands | frozenset(fact.officers),
        seen_on_site=case.seen_on_site or fact.step == "on_site",
        sampled=fact.quantity if fact.step == "sample" else case.sampled,
    )


def _over(shift: Shift, envelope: Envelope) -> Shift:
    """Whoever checks out ends his own shift."""
    own = shift.until is None and shift.person in envelope.persons
    return replace(shift, until=envelope.occurred_at) if own else shift


def reported_done(case: Case, fact: facts.WorkReported, envelope: Envelope) -> Case:
    handle = case.clock("handle")
    overdue = handle.has_run_out(envelope.occurred_at) if handle else None
    done = replace(case, work_reported_at=envelope.occurred_at, handle_overdue=overdue)
    if fact.party is None:
        return done
    occasion = Occasion(
        party=fact.party,
        nth=fact.nth or 1,
        times=fact.times or 1,
        at=envelope.occurred_at,
        refused=any(value is False for value in (fact.items or {}).values()),
    )
    return replace(done, occasion=occasion, parties=_with(case.parties, fact.party))


def _with(parties: tuple[str, ...], party: str) -> tuple[str, ...]:
    return parties if party in parties else (*parties, party)


CHANGES: Changes = {
    facts.WorkNoted: noted,
    facts.WorkReported: reported_done,
}
