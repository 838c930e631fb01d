"""What must be unique across cases: an event claims it in the same transaction it is stored in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from domain.case import Case
from domain.counting_occasions import SCOPE as OCCASION
from domain.counting_occasions import prefix_of
from domain.envelope import Event
from domain.facts.dispatch import CaseSignedFor
from domain.facts.intake import CaseFiled, CaseReported
from domain.facts.meals import REFUND, SUBSIDY, LedgerPosted
from domain.facts.tasks import ROOT_CAUSE, TaskOpened
from domain.facts.work import WorkReported


@dataclass(frozen=True, kw_only=True)
class Claim:
    """A key of a scope that only one stream of a jurisdiction may hold; `code` is the refusal when it is taken."""

    scope: str
    key: str
    code: str


LEDGER = "ledger"
ONCE_A_DAY = (SUBSIDY, REFUND)
"""Entries that are posted once a person and day."""


def batch_scope(batch: str) -> str:
    """The scope in which every case of a batch claims itself, so that the log knows who belongs to it."""
    return f"batch:{batch}"


def account_key(person: str, day: date, entry: str) -> str:
    """The key of an entry of somebody's account that is posted once a day."""
    return f"{person}/{day.isoformat()}/{entry}"


def account_keys(case: Case | None) -> tuple[str, ...]:
    """Keys whose being taken decides how a meal is settled."""
    if case is None or case.task is None or not case.task.meal:
        return ()
    return tuple(account_key(case.task.subject, case.task.since, entry) for entry in ONCE_A_DAY)


def claims_of(event: Event) -> tuple[Claim, ...]:
    """The claims of one event: a source's own number (with the channel it came on), a case number,
    the cases counted for a root-cause task, the how-manieth occasion of a party, a place in a batch, an entry of an
    account that is posted once a day.
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
    if isinstance(fact, CaseSignedFor) and fact.batch:
        case_id = event.envelope.case_id
        return (Claim(scope=batch_scope(fact.batch), key=case_id, code="already_in_batch"),)
    if isinstance(fact, LedgerPosted) and fact.entry in ONCE_A_DAY:
        key = account_key(fact.account, fact.day, fact.entry)
        return (Claim(scope=LEDGER, key=key, code="subsidy_posted"),)
    return ()
