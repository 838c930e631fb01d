"""What people asked for about data of their own, as a fold of the office's facts, and whether it may be done.

Two requests differ for good: what is restricted is kept and can be released (个人信息保护法47.2: the time to keep it is
not over); what is erased can be read by nobody again. Whoever comes back after that is somebody new to the keys.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from domain.changing import replace
from domain.codec import FieldProblem
from domain.envelope import Envelope, Event
from domain.errors import FieldMissing, Refused, RoleMissing
from domain.facts.privacy import SubjectErased, SubjectReleased, SubjectRestricted
from domain.office import Person
from domain.streams import is_case

STEWARD = "steward"
"""Who carries out what people ask for about their own data."""
AUDITOR = "auditor"
READERS = frozenset({STEWARD, AUDITOR})
"""Who may see what was asked for and done, never the data themselves."""
RESTRICT, RELEASE, ERASE = "restrict", "release", "erase"
ACTIONS = (RESTRICT, RELEASE, ERASE)
Done = SubjectRestricted | SubjectReleased | SubjectErased
FACT_OF: Mapping[str, type[Done]] = {
    RESTRICT: SubjectRestricted,
    RELEASE: SubjectReleased,
    ERASE: SubjectErased,
}


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How data about one person stand: restricted or not, and how often they were erased."""

    restricted: bool = False
    erased: int = 0


@dataclass(frozen=True, kw_only=True)
class Request:
    """One thing that was done for a person; its words are in the fact at `position`."""

    event_id: str
    action: str
    subject: str
    kids: tuple[str, ...]
    by: str
    at: datetime
    position: int


@dataclass(frozen=True, kw_only=True)
class Subjects:
    """Everybody who ever asked, and everything that was done for them, in order."""

    version: int = 0
    standings: Mapping[str, Standing] = field(default_factory=dict)
    requests: tuple[Request, ...] = ()

    def of(self, subject: str) -> Standing:
        """How this person's data stand."""
        return self.standings.get(subject, Standing())


def evolve_subjects(subjects: Subjects, event: Event) -> Subjects:
    """After one more fact; those it does not know leave it as it is."""
    fact, subjects = event.fact, replace(subjects, version=event.envelope.version)
    if not isinstance(fact, Done):
        return subjects
    known = subjects.of(fact.subject)
    if isinstance(fact, SubjectErased):
        stands = Standing(restricted=False, erased=known.erased + 1)
    else:
        stands = replace(known, restricted=isinstance(fact, SubjectRestricted))
    return replace(
        subjects,
        standings={**subjects.standings, fact.subject: stands},
        requests=(*subjects.requests, _request(fact, event.envelope)),
    )


def _request(fact: Done, envelope: Envelope) -> Request:
    return Request(
        event_id=envelope.event_id,
        action=next(action for action, kind in FACT_OF.items() if isinstance(fact, kind)),
        subject=fact.subject,
        kids=fact.kids,
        by=envelope.actor,
        at=envelope.recorded_at,
        position=envelope.position,
    )


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What a steward wants done for a person: one of `ACTIONS`, why, and the live keys (`kids`) it concerns."""

    action: str
    subject: str
    reason: str
    kids: Sequence[str] = ()


def decide_on_subject(subjects: Subjects, wish: Wish, actor: Person) -> Done:
    """The fact that makes it so. Raises Refused: who may not, what is not so, what is missing."""
    if STEWARD not in actor.roles:
        raise RoleMissing(roles=[STEWARD])
    if actor.id == wish.subject:
        raise Refused("own_request")
    if not wish.reason.strip():
        raise FieldMissing((FieldProblem("/reason", "missing", "text"),))
    if not is_case(wish.subject):  # what the office wrote for itself is about nobody
        raise Refused("nothing_kept")
    _require_fit(subjects.of(wish.subject), wish)
    return FACT_OF[wish.action](subject=wish.subject, kids=tuple(wish.kids), reason=wish.reason)


def _require_fit(standing: Standing, wish: Wish) -> None:
    """What is kept can be restricted or erased, what is restricted released; each once."""
    if wish.action == RELEASE:
        if not standing.restricted:
            raise Refused("not_restricted")
    elif not wish.kids:
        raise Refused("nothing_kept")
    elif wish.action == RESTRICT and standing.restricted:
        raise Refused("already_restricted")
