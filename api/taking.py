"""Taking a move by an HTTP door: who may know of the case, what is attached, the command, what is said when stale."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from api.asking import Asked, act_on
from api.attachments import completed, file_ids
from api.body import Sent
from api.case_reading import known_of, view_of
from api.case_view import fact_body
from api.identity import command_id_of
from api.problems import Problem
from api.unseen import unseen_among
from domain.command import Command
from domain.definition import Workflow
from domain.envelope import Event
from domain.errors import Refused, StaleVersion
from domain.facts import BY_TOPIC
from workflows.engine import Done

ALREADY = "already_reported"


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What somebody wants: a move, on a case or (with a workflow) to open one.

    `version` is the one he saw, None when he opens a case. `key` makes the same wish repeatable;
    `together` is over how many cases it
    is wished at once.
    """

    move: str
    sent: Sent
    case: str = ""
    workflow: Workflow | None = None
    version: int | None = None
    key: str = ""
    together: int = 1


async def take(asked: Asked, wish: Wish) -> Done:
    """Take the move. Raises Refused, Problem, LogUnavailable."""
    return await act_on(asked, lambda known: _taken(known, wish))


async def _taken(asked: Asked, wish: Wish) -> Done:
    case_id, workflow = await known_of(asked, wish.case) if wish.case else ("", wish.workflow)
    fields = await _fields(asked, workflow, wish)
    command = _command(asked, wish, case_id, fields)
    try:
        done = await asked.services.engine.handle(command)
    except StaleVersion as refusal:
        if not case_id:
            raise
        raise await _stale(asked, case_id, refusal) from None
    except Refused as refusal:
        raise await _for_reader(asked, refusal) from None
    for event in done.events:
        for file_id in file_ids(event.fact):
            asked.services.evidence.link(file_id, done.case_id)
    return done


def done_body(done: Done) -> dict[str, Any]:
    """What a move is answered with."""
    return {
        "id": done.case_id,
        "version": done.version,
        "position": done.position,
        "state": done.state,
        "proof": proof_of(done.events[0]),
    }


def proof_of(event: Event) -> str:
    """Where the proof is that this fact is in the log, once it is sealed."""
    return f"/api/v1/audit/proof/{event.envelope.event_id}"


def done_headers(done: Done) -> dict[str, str]:
    """The version to go on from, and the position the lists will show it at."""
    return {"ETag": etag(done.version), "X-Position": str(done.position)}


def etag(version: int) -> str:
    """A version as an entity tag."""
    return f'"v{version}"'


async def _fields(asked: Asked, workflow: Workflow | None, wish: Wish) -> Mapping[str, Any]:
    move = workflow.moves.get(wish.move) if workflow else None
    return await completed(asked, BY_TOPIC[move.fact], wish.sent.fields) if move else wish.sent.fields


def _command(asked: Asked, wish: Wish, case_id: str, fields: Mapping[str, Any]) -> Command:
    services, person = asked.services, asked.person
    command_id = command_id_of(person.id, wish.key) if wish.key else services.new_id()
    return Command(
        id=command_id,
        event_id=services.new_id(),
        case_id=case_id or services.new_id(),
        move=wish.move,
        actor=person.id,
        now=asked.now,
        fields=fields,
        workflow=wish.workflow.key if wish.workflow and not case_id else "",
        role=wish.sent.role,
        on_behalf_of=wish.sent.on_behalf_of,
        occurred_at=wish.sent.occurred_at,
        expected_version=wish.version if case_id else None,
        door="http",
        together=wish.together,
        trace=asked.trace_id,
    )


async def _for_reader(asked: Asked, refusal: Refused) -> Refused:
    """The same refusal; which case a number was used for is told to members of staff alone, and not to the accused."""
    named = refusal.facts.get("case")
    outside = refusal.code == ALREADY and not asked.person.is_staff
    if outside or (isinstance(named, str) and await unseen_among(asked, (named,))):
        refusal.facts.pop("case", None)
    return refusal


async def _stale(asked: Asked, case_id: str, refusal: StaleVersion) -> Problem:
    """What came in between, as far as he may see it, and whether the move would still be legal."""
    fresh = await view_of(asked, case_id)
    told = refusal.facts
    versions = {event.envelope.version for event in told["since"]}
    since = [
        fact_body(event, fresh.workflow.sensitivity, fresh.reader, fresh.wording)
        for event in fresh.events
        if event.envelope.version in versions
    ]
    return Problem(
        "stale_version",
        headers={"ETag": etag(fresh.case.version)},
        expected=told["expected"],
        actual=told["actual"],
        since=since,
        still_legal=told["still_legal"],
        state=fresh.case.state,
    )
