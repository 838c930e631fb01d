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
LEADS = "actor_in_lead_unit"
WORK = (CaseSignedFor, WorkReported, CheckAssigned, CheckPassed, CheckFailed)


def breaches_of_law(case: Case | None, event: Event, workflow: Workflow) -> Iterator[tuple[str, str]]:
    """Kind of each breach, and whom or what it is about."""
    fact, it = event.fact, event.envelope
    if case is not None and _checks_or_closes(fact):
        yield from (("hands", person) for person in sorted(it.persons & case.hands))
    if isinstance(fact, CaseReturned) and is_empty(fact.reason):
        yield "reason", it.trigger
    if isinstance(fact, WORK) and _is_nobodys(case) and not _takes_it_on(fact, it.trigger, workflow):
        yield "dispatch", it.trigger
    if it.actor == SYSTEM and not it.causation and not _is_due(case, event, workflow):
        yield "cause", it.trigger


def _is_nobodys(case: Case | None) -> bool:
    """Whether the unit that had the case was let off, and no other has it, nor anybody put it right since."""
    return case is not None and bool(case.granted_returns) and not case.unit and not case.work_reported_at


def _takes_it_on(fact: Fact, move: str, workflow: Workflow) -> bool:
    """Whether it is a claim (认领): signing for what no unit has, by a move that does not ask who leads; or was put
    right at once by whoever found it (即查即改).
    """
    if isinstance(fact, WorkReported) and fact.on_the_spot:
        return True
    known = workflow.moves.get(move)
    return isinstance(fact, CaseSignedFor) and known is not None and LEADS not in known.rules


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
