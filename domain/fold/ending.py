"""What closing, reopening and rating make of a case."""

from __future__ import annotations

from domain.case import Case
from domain.case_parts import Mediation
from domain.changing import replace
from domain.envelope import Envelope
from domain.facts import intake, work
from domain.fold.change import Changes


def closed(case: Case, _: work.CaseClosed, envelope: Envelope) -> Case:
    return replace(case, closed_at=envelope.occurred_at, closers=envelope.persons)


def declined(case: Case, _: intake.CaseDeclined, envelope: Envelope) -> Case:
    return replace(case, closed_at=envelope.occurred_at, closers=envelope.persons)


def ended(case: Case, fact: intake.CaseEnded, _: Envelope) -> Case:
    return replace(case, ended_because=fact.reason)


def reopened(case: Case, fact: work.CaseReopened, _: Envelope) -> Case:
    """Another round: who dispatched and checked starts anew, Hands of every earlier round stay (law 4).

    What another case showed to have come back stays with who had it; anything else is given out anew.
    """
    stays = fact.case is not None
    return replace(
        _unrated(case),
        round=fact.round,
        ended_because="",
        reopened=case.reopened + 1,
        unit=case.unit if stays else "",
        assignments={"work": case.assignments.get("work", "")} if stays else {},
        dispatchers=frozenset(),
        checkers=frozenset(),
        returns_in_round=0,
        level="",
        assists={},
        supervised_by_street=False,
        street_supervisions=0,
        work_reported_at=None,
        corrected_at=None,
        checked_independently=False,
        order=None,
        force_closed=False,
        mediation=Mediation(interested=case.mediation.interested, wills=case.mediation.wills),
    )


def _unrated(case: Case) -> Case:
    return replace(case, rating=None, rated_at=None, solved="")


def rated(case: Case, fact: work.CaseRated, envelope: Envelope) -> Case:
    return replace(case, rating=fact.score, rated_at=envelope.occurred_at, solved=fact.solved)


CHANGES: Changes = {
    work.CaseClosed: closed,
    intake.CaseDeclined: declined,
    intake.CaseEnded: ended,
    work.CaseReopened: reopened,
    work.CaseRated: rated,
}
