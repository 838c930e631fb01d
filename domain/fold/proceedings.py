"""What notices, statements, hearings and decisions make of a case."""

from __future__ import annotations

from domain.case import Case
from domain.changing import replace
from domain.envelope import Envelope
from domain.facts.enforcement import PENALTY_DECISION, PENALTY_NOTICE, DocumentServed
from domain.facts.mediation import ApplicationLodged, DecisionIssued
from domain.facts.proceedings import HEARING, WAIVED, StatementHeard
from domain.facts.work import EXECUTED, WorkNoted
from domain.fold.change import Changes
from domain.granted import Suspension
from domain.proceeding import Proceeding

CHALLENGED = "review"


def served(case: Case, fact: DocumentServed, envelope: Envelope) -> Case:
    """A new notice of what is intended begins anew: the party has not been heard on it."""
    case = replace(case, hands=case.hands | frozenset(fact.officers))
    if fact.doc == PENALTY_NOTICE:
        fresh = Proceeding(notified_at=envelope.occurred_at)
        return replace(case, proceeding=fresh)
    if fact.doc == PENALTY_DECISION:
        return replace(case, proceeding=replace(case.proceeding, served_at=envelope.occurred_at))
    return case


def heard(case: Case, fact: StatementHeard, envelope: Envelope) -> Case:
    """Who led a hearing has no hand in the case, who noted a statement has; a hearing ends the rest it was held in."""
    now = case.proceeding
    if fact.kind == HEARING:
        held = replace(now, heard=True, hearing_held=True)
        return replace(case, proceeding=held, suspensions=_ended(case.suspensions, envelope))
    listened = replace(now, heard=True, waived=now.waived or fact.kind == WAIVED)
    return replace(case, proceeding=listened, hands=case.hands | envelope.persons)


def _ended(suspensions: tuple[Suspension, ...], envelope: Envelope) -> tuple[Suspension, ...]:
    if not suspensions or suspensions[-1].resumed_at is not None:
        return suspensions
    return (*suspensions[:-1], replace(suspensions[-1], resumed_at=envelope.occurred_at))


def lodged(case: Case, fact: ApplicationLodged, _: Envelope) -> Case:
    """Against a penalty: somebody else looks at it until there is a decision on that."""
    if fact.stage != CHALLENGED:
        return case
    return replace(case, proceeding=replace(case.proceeding, challenged=True))


def decided(case: Case, fact: DecisionIssued, envelope: Envelope) -> Case:
    """Who decided has a hand in it: nobody decides again on what he decided."""
    now = case.proceeding
    found = replace(
        now, stage=fact.stage, outcome=fact.outcome, bodies=(*now.bodies, fact.body), challenged=False
    )
    touched = case.hands | envelope.persons | frozenset(fact.officers)
    return replace(case, proceeding=found, hands=touched, result_known_at=envelope.occurred_at)


def noted(case: Case, fact: WorkNoted, _: Envelope) -> Case:
    case = replace(case, hands=case.hands | frozenset(fact.officers))
    if fact.step != EXECUTED:
        return case
    return replace(case, proceeding=replace(case.proceeding, executed=True))


CHANGES: Changes = {StatementHeard: heard, ApplicationLodged: lodged}
