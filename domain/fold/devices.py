"""What observations of devices, and judgements of their records, make of a case."""

from __future__ import annotations

from domain.alarms import Alarm
from domain.case import Case
from domain.changing import replace
from domain.envelope import Envelope
from domain.facts import devices as facts
from domain.fold.change import Changes


def observed(case: Case, fact: facts.AlarmObserved, envelope: Envelope) -> Case:
    """Of a matter that people reported, the first thing a device tells begins its alarm."""
    moment = envelope.occurred_at
    known = case.alarm or Alarm(
        device=fact.device, kind=fact.kind, raised=False, since=moment, heard_at=moment, raises=0
    )
    if fact.state == facts.SUPPRESSED:
        return replace(case, alarm=replace(known, suppressed=known.suppressed + 1))
    raised = fact.state == facts.REPEATED
    if fact.kind != (known.kind or fact.kind):
        also = known.also | {fact.kind} if raised else known.also - {fact.kind}
        return replace(case, alarm=replace(known, also=also))
    return replace(
        case,
        alarm=replace(
            known,
            kind=fact.kind,
            raised=raised,
            since=known.since if raised == known.raised else moment,
            heard_at=moment,
            cleared=(*known.cleared, moment) if known.raised and not raised else known.cleared,
            raises=known.raises + raised,
        ),
    )


def self_corrected(case: Case, _: facts.CaseSelfCorrected, envelope: Envelope) -> Case:
    return replace(case, closed_at=envelope.occurred_at)


def reviewed(case: Case, fact: facts.EvidenceReviewed, _: Envelope) -> Case:
    """The last review of a file counts."""
    both = fact.legal_ok and fact.technical_ok
    return replace(case, reviewed={**case.reviewed, **{file.id: both for file in fact.files}})


CHANGES: Changes = {
    facts.AlarmObserved: observed,
    facts.CaseSelfCorrected: self_corrected,
    facts.EvidenceReviewed: reviewed,
}
