"""What dispatching, returns, joint handling, supervision and contacts make of a case."""

from __future__ import annotations

from domain.case import Case
from domain.case_parts import Assist, Contact
from domain.changing import replace
from domain.envelope import Envelope
from domain.facts import dispatch as facts
from domain.fold.change import Changes
from domain.fold.tasks import hung_on

STREET = "street"
SETTLED = ("mediation", "closed")
"""Relation and outcome of a mediation inside another matter that came to its end."""


def dispatched(case: Case, fact: facts.CaseDispatched, envelope: Envelope) -> Case:
    return _given(case, fact.unit, fact.assignee, fact.chosen_by, envelope)


def reassigned(case: Case, fact: facts.CaseReassigned, envelope: Envelope) -> Case:
    return _given(case, fact.unit, fact.assignee, "dispatcher", envelope)


def _given(case: Case, unit: str, assignee: str | None, chosen_by: str, envelope: Envelope) -> Case:
    return replace(
        case,
        unit=unit,
        units=case.units | {unit},
        leads=case.leads if unit in case.leads else {**case.leads, unit: envelope.event_id},
        assignments={**case.assignments, "work": assignee or ""},
        chosen_by=chosen_by,
        level="" if chosen_by == "designation" else case.level,
        dispatched_at=envelope.occurred_at,
        dispatchers=case.dispatchers | envelope.persons,
        return_asked=False,
        return_refused=False,
    )


def signed_for(case: Case, fact: facts.CaseSignedFor, envelope: Envelope) -> Case:
    """Who signs has it; a unit that nobody sent it to leads from then on."""
    return replace(
        case,
        hands=case.hands | {fact.person},
        assignments={**case.assignments, "work": fact.person},
        unit=fact.unit,
        units=case.units | {fact.unit},
        leads=case.leads if fact.unit in case.leads else {**case.leads, fact.unit: envelope.event_id},
        batch=fact.batch or case.batch,
    )


def returned(case: Case, _: facts.CaseReturned, envelope: Envelope) -> Case:
    """Nobody has it, and what was reported done before counts no more."""
    return replace(
        case,
        unit="",
        work_reported_at=None,
        assignments={**case.assignments, "work": ""},
        granted_returns=(*case.granted_returns, envelope.event_id),
        returns_in_round=case.returns_in_round + 1,
    )


def assist_requested(case: Case, fact: facts.AssistRequested, _: Envelope) -> Case:
    asked = Assist(unit=fact.unit, due_at=fact.due_at)
    return replace(case, assists={**case.assists, fact.assist: asked}, units=case.units | {fact.unit})


def assist_answered(case: Case, fact: facts.AssistAnswered, _: Envelope) -> Case:
    asked = case.assists.get(fact.assist)
    if asked is None:
        return case
    return replace(case, assists={**case.assists, fact.assist: replace(asked, answered=True)})


def escalated(case: Case, fact: facts.CaseEscalated, _: Envelope) -> Case:
    return replace(case, level=fact.to_level)


def transferred(case: Case, _: facts.CaseTransferred, envelope: Envelope) -> Case:
    return replace(case, result_known_at=envelope.occurred_at)


def supervision_started(case: Case, fact: facts.SupervisionStarted, _: Envelope) -> Case:
    by_street = case.street_supervisions + (fact.level == STREET)
    return replace(case, supervisions=case.supervisions + 1, street_supervisions=by_street)


def supervision_answered(case: Case, _: facts.SupervisionAnswered, __: Envelope) -> Case:
    urged = case.supervised_by_street or case.street_supervisions > 0
    return replace(case, supervisions=0, supervised_by_street=urged)


def child_linked(case: Case, fact: facts.ChildLinked, _: Envelope) -> Case:
    if fact.relation == "merged":
        return replace(case, followers=case.followers | {fact.child})
    if fact.relation == "cause":
        return hung_on(case, fact.child)
    if fact.relation == facts.PARENT:
        return replace(case, parents=case.parents | {fact.child})
    if fact.relation == "root_cause":
        case = replace(case, root_causes=case.root_causes | {fact.child})
    return replace(case, children={**case.children, fact.child: fact.relation})


def child_finished(case: Case, fact: facts.ChildFinished, _: Envelope) -> Case:
    kept = {child: relation for child, relation in case.children.items() if child != fact.child}
    settled = (case.children.get(fact.child), fact.outcome) == SETTLED
    now = replace(case.proceeding, settled=True) if settled else case.proceeding
    return replace(case, children=kept, followers=case.followers - {fact.child}, proceeding=now)


def contact_made(case: Case, fact: facts.ContactMade, envelope: Envelope) -> Case:
    made = Contact(
        subject=fact.subject,
        purpose=fact.purpose,
        reached=fact.reached,
        at=envelope.occurred_at,
        by=envelope.actor,
        unit=envelope.unit,
        inside=fact.inside,
    )
    return replace(case, contacts=(*case.contacts, made))


CHANGES: Changes = {
    facts.CaseDispatched: dispatched,
    facts.CaseReassigned: reassigned,
    facts.CaseSignedFor: signed_for,
    facts.CaseReturned: returned,
    facts.AssistRequested: assist_requested,
    facts.AssistAnswered: assist_answered,
    facts.CaseEscalated: escalated,
    facts.CaseTransferred: transferred,
    facts.SupervisionStarted: supervision_started,
    facts.SupervisionAnswered: supervision_answered,
    facts.ChildLinked: child_linked,
    facts.ChildFinished: child_finished,
    facts.ContactMade: contact_made,
}
