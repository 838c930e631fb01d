"""What holds of every step whatever the version of its workflow says: the laws of the loop, asked of the record.

Kinds: `hands` (checked or closed by one of Hands), `reason` (a return without one), `dispatch` (work on a returned case
that was not dispatched anew), `cause` (the system acted, and nothing made it).
"""

from __future__ import annotations

from collections.abc import Iterator

from domain.case import Case
from domain.definition import Workflow
from domain.envelope import Event
from domain.facts.dispatch import CaseReturned, CaseSignedFor
from domain.facts.schema import Fact
from domain.facts.work import CaseClosed, CheckAssigned, CheckFailed, CheckPassed, WorkReported
from domain.ladder import EXPIRE
from domain.office import SYSTEM
from domain.scalars import is_empty

DESK = "desk"
"""The level at which what was reported is sent back unchecked, by the desk that dispatched it."""
WORK = (CaseSignedFor, WorkReported, CheckAssigned, CheckPassed, CheckFailed)


def breaches_of_law(case: Case | None, event: Event, workflow: Workflow) -> Iterator[tuple[str, str]]:
    """Kind of each breach, and whom or what it is about."""
    fact, it = event.fact, event.envelope
    if case is not None and _checks_or_closes(fact):
        yield from (("hands", person) for person in sorted(it.persons & case.hands))
    if isinstance(fact, CaseReturned) and is_empty(fact.reason):
        yield "reason", it.trigger
    if isinstance(fact, WORK) and case is not None and case.granted_returns and not case.unit:
        yield "dispatch", it.trigger
    if it.actor == SYSTEM and not it.causation and not _is_due(case, event, workflow):
        yield "cause", it.trigger


def _checks_or_closes(fact: Fact) -> bool:
    checks = isinstance(fact, CheckPassed) or (isinstance(fact, CheckFailed) and fact.level != DESK)
    return checks or isinstance(fact, CaseClosed)


def _is_due(case: Case | None, event: Event, workflow: Workflow) -> bool:
    """Whether time made the system act: a clock that ran out, or a rung of a clock that runs."""
    if case is None:
        return False
    move = event.envelope.trigger
    rules = (workflow.clocks.get(clock.name) for clock in case.clocks.values())
    return move == EXPIRE or any(
        rung.move == move for rule in rules if rule is not None for rung in rule.ladder.values()
    )
