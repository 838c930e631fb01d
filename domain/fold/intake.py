"""What reports, verification, filing, declining and merging make of a case."""

from __future__ import annotations

from domain.alarms import KIND, Alarm
from domain.case import Case
from domain.changing import replace
from domain.envelope import Envelope
from domain.facts import intake as facts
from domain.fold.change import Changes

UNIT_HEAD, WORK = "unit_head", "work"


def reported(case: Case, fact: facts.CaseReported, envelope: Envelope) -> Case:
    return replace(
        case,
        category=fact.category or "",
        channel=fact.channel,
        title=fact.title,
        urgent=fact.urgent,
        place=fact.place,
        community=fact.place.community if fact.place else "",
        grid=fact.place.grid if fact.place else "",
        reporter=fact.reporter,
        anonymous=fact.anonymous,
        reported_by=envelope.persons | ({fact.reporter} if fact.reporter else frozenset()),
        parties=fact.parties,
        device=fact.device or "",
        alarm=_alarm(fact, envelope),
        source_no=fact.source_no or "",
        attributes=fact.attributes or {},
        mediation=replace(case.mediation, interested=_declared_interests(fact)),
    )


def _alarm(fact: facts.CaseReported, envelope: Envelope) -> Alarm | None:
    """A device that reports raises the alarm with it."""
    if fact.channel != facts.DEVICE:
        return None
    return Alarm(
        device=fact.device or "",
        kind=str((fact.attributes or {}).get(KIND, "")),
        since=envelope.occurred_at,
        heard_at=envelope.occurred_at,
        files=frozenset(file.id for file in fact.files),
    )


def _declared_interests(fact: facts.CaseReported) -> frozenset[str]:
    """Persons of the staff whom the registration form names as kin of a party, or with an interest."""
    listed = (fact.attributes or {}).get("interested", "")
    return frozenset(filter(None, (name.strip() for name in str(listed).split(","))))


def supplement_requested(case: Case, _: facts.SupplementRequested, __: Envelope) -> Case:
    return replace(case, asked=case.asked + 1)


def verification_requested(case: Case, fact: facts.VerificationRequested, _: Envelope) -> Case:
    return replace(case, assignments={**case.assignments, "verification": fact.verifier})


def verification_answered(case: Case, fact: facts.VerificationAnswered, _: Envelope) -> Case:
    return replace(case, finding=fact.finding, person_saw_it=True, place=case.place or fact.place)


def filed(case: Case, fact: facts.CaseFiled, envelope: Envelope) -> Case:
    """Who heads a unit and takes on, to be worked on at once, a case that nobody has takes it for his unit."""
    takes_it = envelope.role == UNIT_HEAD and envelope.phase == WORK
    took = case.unit or (envelope.unit if takes_it else "")
    return replace(
        case,
        unit=took,
        units=case.units | frozenset(filter(None, (took,))),
        case_no=fact.case_no,
        filed_at=envelope.occurred_at,
        category=fact.category,
        grid=fact.grid or case.grid,
        community=fact.community or case.community,
    )


def reclassified(case: Case, fact: facts.CaseReclassified, _: Envelope) -> Case:
    return replace(case, category=fact.new)


def merged(case: Case, fact: facts.CaseMerged, _: Envelope) -> Case:
    return replace(case, master=fact.master)


def unmerged(case: Case, _: facts.CaseUnmerged, __: Envelope) -> Case:
    return replace(case, master=None)


CHANGES: Changes = {
    facts.CaseReported: reported,
    facts.SupplementRequested: supplement_requested,
    facts.VerificationRequested: verification_requested,
    facts.VerificationAnswered: verification_answered,
    facts.CaseFiled: filed,
    facts.CaseReclassified: reclassified,
    facts.CaseMerged: merged,
    facts.CaseUnmerged: unmerged,
}
