"""What wills, meetings, agreements and rulings make of a dispute."""

from __future__ import annotations

from domain.case import Case
from domain.changing import replace
from domain.envelope import Envelope
from domain.facts import mediation as facts
from domain.fold import proceedings
from domain.fold.change import Changes


def consent_recorded(case: Case, fact: facts.ConsentRecorded, _: Envelope) -> Case:
    talks = case.mediation
    return replace(case, mediation=replace(talks, wills={**talks.wills, fact.party: fact.answer}))


def meeting_held(case: Case, fact: facts.MeetingHeld, _: Envelope) -> Case:
    """Coming to a meeting is consent; a refusal spoken before stands until the party takes it back."""
    talks = case.mediation
    came = {
        party: "attended" for party in fact.attended if party in case.parties and party not in talks.wills
    }
    return replace(case, mediation=replace(talks, wills={**talks.wills, **came}, meetings=talks.meetings + 1))


def agreement_reached(case: Case, fact: facts.AgreementReached, _: Envelope) -> Case:
    return replace(
        case,
        mediation=replace(
            case.mediation,
            agreement_parties=frozenset(fact.parties),
            due_on=fact.due_on,
            promised_until=None,
            ruling="",
        ),
    )


def performed(case: Case, _: facts.ObligationPerformed, envelope: Envelope) -> Case:
    return replace(
        case, mediation=replace(case.mediation, performed=True), result_known_at=envelope.occurred_at
    )


def breached(case: Case, _: facts.ObligationBreached, __: Envelope) -> Case:
    return replace(case, mediation=replace(case.mediation, performed=False))


def decided(case: Case, fact: facts.DecisionIssued, envelope: Envelope) -> Case:
    """A court decides on its own; who decides on an application leaves his hands on it, and his unit leads (law 4)."""
    if fact.stage == "service":
        return _by_the_office(case, envelope)
    if fact.stage != "confirmation":
        return proceedings.decided(case, fact, envelope)
    return replace(case, mediation=replace(case.mediation, ruling=fact.outcome))


def _by_the_office(case: Case, envelope: Envelope) -> Case:
    unit = case.unit or envelope.unit
    return replace(
        case,
        hands=case.hands | envelope.persons,
        unit=unit,
        units=case.units | {unit},
        leads=case.leads if unit in case.leads else {**case.leads, unit: envelope.event_id},
        result_known_at=envelope.occurred_at,
    )


def risk_rated(case: Case, fact: facts.RiskRated, _: Envelope) -> Case:
    return replace(case, risk=fact.level)


CHANGES: Changes = {
    facts.ConsentRecorded: consent_recorded,
    facts.MeetingHeld: meeting_held,
    facts.AgreementReached: agreement_reached,
    facts.ObligationPerformed: performed,
    facts.ObligationBreached: breached,
    facts.DecisionIssued: decided,
    facts.RiskRated: risk_rated,
}
