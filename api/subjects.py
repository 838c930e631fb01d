"""Requests of people about data of their own, as both doors take them: shown, found by phone, carried out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from api.disclosed import Reader, shown
from api.revealing import Reading
from api.services import Services
from domain.codec import FieldProblem, to_data
from domain.disclosure import ANY_CASE, Right
from domain.envelope import Event
from domain.errors import FieldMissing, RoleMissing
from domain.facts.schema import Fact
from domain.office import Person
from domain.streams import SUBJECTS
from domain.subjects import READERS, STEWARD, Request, Wish
from workflows.office_events import Told

LONGEST_ID = 200
PERSONAL = 2
"""The class of reasons."""
FIELDS = ("subject", "reason")


@dataclass(frozen=True, kw_only=True)
class Carrier:
    """Who carries a request out, and by which door."""

    person: Person
    door: str
    now: datetime
    trace: str = ""


def require_reader(person: Person) -> None:
    """Raises RoleMissing for who may not see what people asked for."""
    if not person.roles & READERS:
        raise RoleMissing(roles=sorted(READERS))


def require_steward(person: Person) -> None:
    """Raises RoleMissing for who carries nothing out."""
    if STEWARD not in person.roles:
        raise RoleMissing(roles=[STEWARD])


def wish_of(action: str, body: Mapping[str, Any]) -> Wish:
    """What a body asks for. Raises FieldMissing naming every field that is wrong."""
    problems = [FieldProblem(f"/{name}", "unknown") for name in body.keys() - set(FIELDS)]
    for name in FIELDS:
        value = body.get(name)
        if value is None or (isinstance(value, str) and not value.strip()):
            problems.append(FieldProblem(f"/{name}", "missing", "text"))
        elif not isinstance(value, str):
            problems.append(FieldProblem(f"/{name}", "wrong_type", "text"))
        elif name == "subject" and len(value) > LONGEST_ID:
            problems.append(FieldProblem("/subject", "too_long", str(LONGEST_ID)))
    if problems:
        raise FieldMissing(tuple(problems))
    return Wish(action=action, subject=body["subject"].strip(), reason=body["reason"])


async def carry_out(services: Services, wish: Wish, carrier: Carrier) -> Event:
    """Do it for good; the fact. Raises Refused, LogUnavailable."""
    post = next((post for post in carrier.person.posts if post.role == STEWARD), None)
    told = Told(
        actor=carrier.person.id,
        role=STEWARD,
        unit=post.unit if post else "",
        now=carrier.now,
        door=carrier.door,
        command_id="",
        trace=carrier.trace,
    )
    return await services.privacy.requests.do(wish, carrier.person, told)


async def subject_body(services: Services, subject: str, reader: Person) -> dict[str, Any]:
    """How data about somebody stand: keys without anything of them, and what was asked for, why. Never the data."""
    requests = services.privacy.requests
    known, keys = await requests.known(), await requests.keys_of(subject)
    standing = known.of(subject)
    return {
        "subject": subject,
        "restricted": standing.restricted,
        "erased": standing.erased,
        "kept": any(key.erased_at is None for key in keys),
        "keys": [
            {
                "kid": key.kid,
                "purpose": key.purpose,
                "made_at": to_data(key.made_at),
                "erased_at": to_data(key.erased_at),
            }
            for key in keys
        ],
        "requests": await _requests(
            services, reader, [one for one in known.requests if one.subject == subject]
        ),
    }


async def found_by(services: Services, phone: str) -> list[str]:
    """The subjects a phone number came in for."""
    return list(await services.privacy.requests.find(phone))


def done_body(event: Event) -> dict[str, Any]:
    """What carrying out is answered with."""
    fact: Fact = event.fact
    return {
        "subject": getattr(fact, "subject", ""),
        "fact": fact.TOPIC,
        "keys": len(getattr(fact, "kids", ())),
        "position": event.envelope.position,
        "proof": f"/api/v1/audit/proof/{event.envelope.event_id}",
    }


async def _requests(services: Services, reader: Person, found: Sequence[Request]) -> list[dict[str, Any]]:
    """With their reasons, which are opened for who looks."""
    if not found:
        return []
    wanted = {one.position for one in found}
    events = [one for one in await services.log.stream(SUBJECTS) if one.envelope.position in wanted]
    post = next((post for post in reader.posts if post.role in READERS), None)
    right = Right(PERSONAL, post.role, post.unit, ANY_CASE) if post else Right(PERSONAL)
    as_read = Reader(person=reader, level=PERSONAL, right=right)
    opened = await services.revealing.one(
        Reading(stream=SUBJECTS, events=events, reader=as_read, sensitivity="")
    )
    said = {one.envelope.position: shown(one.fact, "", PERSONAL).get("reason") for one in opened}
    return [{**_request(one), "reason": said.get(one.position)} for one in found]


def _request(one: Request) -> dict[str, Any]:
    return {
        "action": one.action,
        "by": one.by,
        "at": to_data(one.at),
        "keys": len(one.kids),
        "position": one.position,
    }
