"""What is made together stands or falls together: when one meal of a batch is suspected, all of them stop.

Who belongs to a batch is what the log holds as claims, in the same transaction as the fact that made them belong. So a
meal that joined a moment before is found; one that joins a moment after finds the others held and stops as well.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from domain.case import Case
from domain.envelope import Event
from domain.facts.dispatch import AuthorityNotified, CaseSignedFor
from domain.facts.resting import CLEARING, CaseSuspended
from domain.office import SYSTEM
from workflows.consequences import Around, Consequence

HOLD = "hold"
"""The move of a workflow with batches that stops one of them."""
GROUND = "food_safety"
UNSAID = timedelta(days=1)
"""When a report to an authority stops a batch, nobody has said until when (D)."""


def asks_for_batch(event: Event, case: Case) -> bool:
    """Whether the others of its batch matter to this fact."""
    fact = event.fact
    if not case.batch:
        return False
    by_hand = isinstance(fact, CaseSuspended) and fact.ground == GROUND and event.envelope.actor != SYSTEM
    told = isinstance(fact, AuthorityNotified) and fact.authority in CLEARING
    return by_hand or told or (isinstance(fact, CaseSignedFor) and bool(fact.batch))


def hold_batch(event: Event, case: Case, around: Around) -> Iterator[Consequence]:
    """One was stopped by hand, or an authority was told of one: the whole batch stops, it among them."""
    if not asks_for_batch(event, case) or isinstance(event.fact, CaseSignedFor):
        return
    until = event.fact.until if isinstance(event.fact, CaseSuspended) else _unsaid(event)
    for one in around.others:
        if one.batch == case.batch and HOLD in around.moves.get(one.id, ()):
            yield _held("hold_batch", one, until)


def hold_newcomer(event: Event, case: Case, around: Around) -> Iterator[Consequence]:
    """What joins a batch of which others are held is held with them."""
    if not asks_for_batch(event, case) or HOLD not in around.moves.get(case.id, ()):
        return
    held = [until for one in around.others if one.batch == case.batch and (until := _held_until(one))]
    if held:
        yield _held("hold_newcomer", case, max(held))


def _held_until(case: Case) -> date | None:
    rests = [rest for rest in case.suspensions if rest.ground == GROUND and rest.resumed_at is None]
    return rests[-1].until if rests and case.phase == "suspended" else None


def _unsaid(event: Event) -> date:
    return (event.envelope.occurred_at + UNSAID).date()


def _held(reaction: str, case: Case, until: date) -> Consequence:
    return Consequence(reaction=reaction, on=case.id, move=HOLD, fields={"until": until.isoformat()})
