"""What was done about a case that took too long: who was told, what was supervised, to which level it was raised."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from domain.envelope import Event
from domain.facts.dispatch import CaseEscalated, SupervisionStarted
from domain.office import SYSTEM
from workflows.acting import Act
from workflows.log.messages import Message
from workflows.whatif.lateness import Lateness
from workflows.whatif.world import Happened

TOLD, RAISED, SUPERVISED = "told", "raised", "supervised"
BY_CLOCK, BY_REACTION, BY_PERSON = "clock", "reaction", "person"
Which = tuple[str, str, str, str, int, str]
What = tuple[datetime, str, str, tuple[str, ...]]


@dataclass(frozen=True, kw_only=True)
class Step:
    """One such thing. `kind` is `told`, `raised` or `supervised`; `by` is `clock`, `reaction` or `person`.

    Of a clock: its name, key and rung, and in `position` the fact it started with, as in `Start`. Of a reaction:
    the position of the fact it followed from; of a person: that of the move. `level` and `cause` are those of the
    fact, `told` the roles (`role` or `role:unit`) and persons a message went to. `at` is the moment of the fact, of
    a message that of its point.
    """

    case_id: str
    kind: str
    by: str
    at: datetime
    clock: str = ""
    key: str = ""
    position: int = 0
    rung: str = ""
    level: str = ""
    cause: str = ""
    told: tuple[str, ...] = ()

    @property
    def which(self) -> Which:
        """What makes it the same step in another world, whenever and to whom it was; several of them in their order."""
        return (self.kind, self.by, self.clock, self.key, self.position, self.rung)

    @property
    def what(self) -> What:
        """What may be otherwise in another world."""
        return (self.at, self.level, self.cause, self.told)


def steps_of(happened: Happened, lateness: Lateness) -> Iterator[Step]:
    """The steps among what happened; `lateness` is that of the world just before."""
    act = happened.act
    if act is not None and act.messages:
        told = sorted({_addressee(message) for message in act.messages})
        step = Step(case_id=happened.case_id, kind=TOLD, by=BY_CLOCK, at=act.point.at, told=tuple(told))
        yield _placed(step, act, lateness)
    for event in happened.events:
        for step in _of_fact(event, happened.cause):
            yield _placed(step, act, lateness) if act else step


def _of_fact(event: Event, cause: int) -> Iterator[Step]:
    envelope, fact = event.envelope, event.fact
    by, position = (BY_REACTION, cause) if envelope.actor == SYSTEM else (BY_PERSON, envelope.position)
    of_case: dict[str, Any] = {
        "case_id": envelope.case_id,
        "at": envelope.occurred_at,
        "by": by,
        "position": position,
    }
    if isinstance(fact, CaseEscalated):
        yield Step(kind=RAISED, level=fact.to_level, cause=fact.cause, **of_case)
    elif isinstance(fact, SupervisionStarted):
        yield Step(kind=SUPERVISED, level=fact.level, cause=fact.reason, **of_case)


def _placed(step: Step, act: Act, lateness: Lateness) -> Step:
    """At the point of the clock it was an act of."""
    clock, rung = act.point.clock, act.point.rung
    position = lateness.place_of(step.case_id, clock.name, clock.key)
    return replace(step, by=BY_CLOCK, clock=clock.name, key=clock.key, position=position, rung=rung)


def _addressee(message: Message) -> str:
    return message.person or ":".join(filter(None, (message.role, message.unit)))
