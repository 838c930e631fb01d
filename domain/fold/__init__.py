"""The fold: a case is what its facts made it.

`evolve` is total: it reads no clock, no catalogue and refuses nothing. Each theme says in its own module how its
facts change a case; what the envelope says (state, phase, clocks, hands) is applied the same way to every fact.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from domain.case import Case
from domain.changing import replace
from domain.concerning import concerned_by
from domain.envelope import Envelope, Event
from domain.fold import (
    checking,
    clocks,
    deadlines,
    devices,
    dispatch,
    ending,
    enforcement,
    granting,
    intake,
    meals,
    mediation,
    migrating,
    proceedings,
    site,
    tasks,
    work,
)
from domain.fold.change import Changes

CHANGES: Changes = {
    **intake.CHANGES,
    **dispatch.CHANGES,
    **work.CHANGES,
    **granting.CHANGES,
    **checking.CHANGES,
    **enforcement.CHANGES,
    **mediation.CHANGES,
    **ending.CHANGES,
    **deadlines.CHANGES,
    **migrating.CHANGES,
    **tasks.CHANGES,
    **meals.CHANGES,
    **proceedings.CHANGES,
    **devices.CHANGES,
    **site.CHANGES,
}


def evolve(case: Case | None, event: Event) -> Case:
    """The case after one more fact. A fact no theme knows still counts: version, state and clocks move."""
    fact, envelope = event.fact, event.envelope
    before = case or _opened(envelope)
    changed = CHANGES[type(fact)](before, fact, envelope) if type(fact) in CHANGES else before
    touched = changed.hands | envelope.persons if fact.HANDS else changed.hands
    counted = clocks.apply(changed, envelope)
    texts = concerned_by(fact, envelope.case_id)
    return replace(
        counted,
        version=envelope.version,
        state=envelope.target,
        phase=envelope.phase,
        last_at=envelope.occurred_at,
        hands=touched,
        facts={**counted.facts, envelope.event_id: fact.TOPIC},
        concerned=_with_texts(counted, envelope.event_id, texts) if texts else counted.concerned,
        commands=counted.commands | {envelope.command_id},
    )


def _with_texts(case: Case, event_id: str, texts: Mapping[str, str]) -> Mapping[tuple[str, str], str]:
    return {**case.concerned, **{(event_id, field): subject for field, subject in texts.items()}}


def fold(events: Iterable[Event], case: Case | None = None) -> Case | None:
    """The case after these facts, in order; None when there are none."""
    for event in events:
        case = evolve(case, event)
    return case


def _opened(envelope: Envelope) -> Case:
    return Case(
        id=envelope.case_id,
        workflow=envelope.workflow,
        digest=envelope.digest,
        version=0,
        state=envelope.source,
        phase=envelope.phase,
        opened_at=envelope.occurred_at,
        last_at=envelope.occurred_at,
    )
