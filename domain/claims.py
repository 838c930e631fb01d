"""What must be unique across cases: an event claims it in the same transaction it is stored in."""

from __future__ import annotations

from dataclasses import dataclass

from domain.counting_occasions import SCOPE as OCCASION
from domain.counting_occasions import prefix_of
from domain.envelope import Event
from domain.facts.intake import CaseFiled, CaseReported
from domain.facts.tasks import ROOT_CAUSE, TaskOpened
from domain.facts.work import WorkReported


@dataclass(frozen=True, kw_only=True)
class Claim:
    """A key of a scope that only one stream of a jurisdiction may hold; `code` is the refusal when it is taken."""

    scope: str
    key: str
    code: str


def claims_of(event: Event) -> tuple[Claim, ...]:
    """The claims of one event: a source's own number (with the channel it came on), a case number,
    the cases counted for a root-cause task, the how-manieth occasion of a party.
    """
    fact = event.fact
    if isinstance(fact, CaseReported) and fact.source_no:
        return (Claim(scope="source", key=f"{fact.channel}:{fact.source_no}", code="already_reported"),)
    if isinstance(fact, CaseFiled):
        return (Claim(scope="case_no", key=fact.case_no, code="case_no_taken"),)
    if isinstance(fact, WorkReported) and fact.party and fact.nth is not None:
        return (Claim(scope=OCCASION, key=f"{prefix_of(fact.party)}{fact.nth}", code="counted_meanwhile"),)
    if isinstance(fact, TaskOpened) and fact.kind == ROOT_CAUSE:
        return tuple(
            Claim(scope="root_cause", key=case, code="root_cause_exists")
            for case in dict.fromkeys(fact.cases)
        )
    return ()
