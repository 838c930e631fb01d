"""What must be unique across cases: an event claims it in the same transaction it is stored in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from domain.case import Case
from domain.counting_occasions import SCOPE as OCCASION
from domain.counting_occasions import prefix_of
from domain.envelope import Envelope, Event
from domain.facts.dispatch import CaseSignedFor
from domain.facts.intake import CaseFiled, CaseReported
from domain.facts.meals import REFUND, SUBSIDY, LedgerPosted
from domain.facts.schema import Fact
from domain.facts.tasks import ROOT_CAUSE, TaskOpened
from domain.facts.work import WorkReported

FILE = "file"
"""Scope of listed objects that have one file for ever (一点一档)."""
TURN = "turn"
"""Scope of the turns of plans: `plan:2026-03-02`, by the day on which one begins."""


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
    """The claims of one event, as the kind of its fact makes them; most make none."""
    claim = _CLAIMS.get(type(event.fact))
    return claim(event.fact, event.envelope) if claim is not None else ()


def _reported(fact: CaseReported, _: Envelope) -> tuple[Claim, ...]:
    """A source's own number, with the channel it came on."""
    if not fact.source_no:
        return ()
    return (Claim(scope="source", key=f"{fact.channel}:{fact.source_no}", code="already_reported"),)


def _filed(fact: CaseFiled, _: Envelope) -> tuple[Claim, ...]:
    """A case number, and the one file of a listed object."""
    number = Claim(scope="case_no", key=fact.case_no, code="case_no_taken")
    return (number, Claim(scope=FILE, key=fact.object, code="file_exists")) if fact.object else (number,)


def _work_reported(fact: WorkReported, _: Envelope) -> tuple[Claim, ...]:
    """The how-manieth occasion of a party."""
    if not fact.party or fact.nth is None:
        return ()
    return (Claim(scope=OCCASION, key=f"{prefix_of(fact.party)}{fact.nth}", code="counted_meanwhile"),)


def _task_opened(fact: TaskOpened, _: Envelope) -> tuple[Claim, ...]:
    """The turn of a plan; the cases counted for a root-cause task."""
    if fact.plan:
        return (Claim(scope=TURN, key=f"{fact.plan}:{fact.since.isoformat()}", code="turn_taken"),)
    counted = dict.fromkeys(fact.cases) if fact.kind == ROOT_CAUSE else ()
    return tuple(Claim(scope=ROOT_CAUSE, key=case, code="root_cause_exists") for case in counted)


def _signed_for(fact: CaseSignedFor, envelope: Envelope) -> tuple[Claim, ...]:
    """A place in a batch."""
    if not fact.batch:
        return ()
    return (Claim(scope=batch_scope(fact.batch), key=envelope.case_id, code="already_in_batch"),)


def _posted(fact: LedgerPosted, _: Envelope) -> tuple[Claim, ...]:
    """An entry of an account that is posted once a day."""
    if fact.entry not in ONCE_A_DAY:
        return ()
    key = account_key(fact.account, fact.day, fact.entry)
    return (Claim(scope=LEDGER, key=key, code="subsidy_posted"),)


_CLAIMS: Mapping[type[Fact], Callable[[Any, Envelope], tuple[Claim, ...]]] = {
    CaseReported: _reported,
    CaseFiled: _filed,
    WorkReported: _work_reported,
    TaskOpened: _task_opened,
    CaseSignedFor: _signed_for,
    LedgerPosted: _posted,
}
