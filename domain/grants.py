"""Looks that two persons allow (调阅): one asks for one case and says why, another of rank opens it for some hours.

For those whose post does not let them read what is confidential, or for data that were restricted: an audit, a law
suit, a danger. A request that nobody decides lapses; silence opens nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from domain.changing import replace
from domain.codec import FieldProblem
from domain.envelope import Envelope, Event
from domain.errors import FieldMissing, NotFound, Refused, RoleMissing
from domain.facts.privacy import AccessGranted, AccessRefused, AccessRequested
from domain.office import Person

DECIDERS = frozenset({"deputy", "leader"})
"""Who may open a case to somebody: the heads of the office, as with everything that needs rank."""
READERS = DECIDERS | {"auditor"}
"""Who sees every request; anybody else sees his own."""
LAPSES_AFTER = timedelta(hours=72)
OPEN, GRANTED, REFUSED, LAPSED = "open", "granted", "refused", "lapsed"


@dataclass(frozen=True, kw_only=True)
class Asking:
    """One request, and what became of it. `position` and `decided` are those of its facts, with their reasons."""

    id: str
    case: str
    by: str
    purpose: str
    hours: int
    asked_at: datetime
    position: int
    state: str = OPEN
    decided_by: str = ""
    decided_at: datetime | None = None
    until: datetime | None = None
    decided: int = 0

    def stands(self, now: datetime) -> str:
        """Open, granted, refused or lapsed at a moment; a grant that is over stays one that was granted."""
        return LAPSED if self.state == OPEN and now >= self.asked_at + LAPSES_AFTER else self.state

    def opens(self, now: datetime) -> bool:
        """Whether it lets who asked read the case at this moment."""
        return self.state == GRANTED and self.until is not None and now < self.until


@dataclass(frozen=True, kw_only=True)
class Grants:
    """Every request by its id."""

    version: int = 0
    requests: Mapping[str, Asking] = field(default_factory=dict)

    def opening(self, person: str, case: str, now: datetime) -> Asking | None:
        """The request that lets this person read this case now."""
        return next((one for one in self.of(person, case) if one.opens(now)), None)

    def of(self, person: str, case: str) -> Iterable[Asking]:
        """What this person asked for about this case."""
        return (one for one in self.requests.values() if (one.by, one.case) == (person, case))


def evolve_grants(grants: Grants, event: Event) -> Grants:
    """After one more fact; the first decision on a request counts."""
    fact, grants = event.fact, replace(grants, version=event.envelope.version)
    if isinstance(fact, AccessRequested):
        return _with(grants, _asked(fact, event.envelope))
    if isinstance(fact, AccessGranted | AccessRefused):
        known = grants.requests.get(fact.request)
        if known is not None and known.state == OPEN:
            return _with(grants, _decided(known, fact, event.envelope))
    return grants


def _asked(fact: AccessRequested, envelope: Envelope) -> Asking:
    return Asking(
        id=fact.request,
        case=fact.case,
        by=envelope.actor,
        purpose=fact.purpose,
        hours=fact.hours,
        asked_at=envelope.occurred_at,
        position=envelope.position,
    )


def _decided(known: Asking, fact: AccessGranted | AccessRefused, envelope: Envelope) -> Asking:
    until = fact.until if isinstance(fact, AccessGranted) else None
    return replace(
        known,
        state=REFUSED if until is None else GRANTED,
        decided_by=envelope.actor,
        decided_at=envelope.occurred_at,
        decided=envelope.position,
        until=until,
    )


def _with(grants: Grants, one: Asking) -> Grants:
    return replace(grants, requests={**grants.requests, one.id: one})


def ask_to_read(grants: Grants, fact: AccessRequested, actor: Person, now: datetime) -> AccessRequested:
    """The request, when it may be made. Raises RoleMissing, FieldMissing, Refused access_open."""
    if not actor.is_staff:
        raise RoleMissing(roles=["staff"])
    if not fact.reason.strip():
        raise FieldMissing((FieldProblem("/reason", "missing", "text"),))
    if any(one.opens(now) or one.stands(now) == OPEN for one in grants.of(actor.id, fact.case)):
        raise Refused("access_open")
    return fact


def grant(
    grants: Grants, request: str, actor: Person, now: datetime, stand_ins: frozenset[str]
) -> AccessGranted:
    """The case is opened from now on, for as long as was asked. Raises Refused.

    `stand_ins` are those who act for who asked, and for whom he acts: one of them would be no second person.
    """
    asked = _to_decide(grants, request, actor, now)
    if actor.id == asked.by or actor.id in stand_ins:
        raise Refused("own_request")
    return AccessGranted(request=request, case=asked.case, until=now + timedelta(hours=asked.hours))


def refuse(grants: Grants, request: str, actor: Person, now: datetime, reason: str) -> AccessRefused:
    """The case stays closed. Raises Refused; who asked may not refuse it himself either, he lets it lapse."""
    asked = _to_decide(grants, request, actor, now)
    if actor.id == asked.by:
        raise Refused("own_request")
    if not reason.strip():
        raise FieldMissing((FieldProblem("/reason", "missing", "text"),))
    return AccessRefused(request=request, case=asked.case, reason=reason)


def _to_decide(grants: Grants, request: str, actor: Person, now: datetime) -> Asking:
    asked = grants.requests.get(request)
    if asked is None:
        raise NotFound(what="request", id=request)
    if not actor.roles & DECIDERS:
        raise RoleMissing(roles=sorted(DECIDERS))
    stands = asked.stands(now)
    if stands != OPEN:
        raise Refused("request_lapsed" if stands == LAPSED else "request_decided", state=stands)
    return asked


def stand_ins_of(person: str, events: Iterable[Event]) -> frozenset[str]:
    """Who acted for this person in a case, and for whom he acted there."""
    pairs = (event.envelope.persons for event in events)
    return frozenset(other for pair in pairs if person in pair for other in pair - {person})
