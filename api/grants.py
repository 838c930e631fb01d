"""Looks that two persons allow: asking for one case, deciding on it, and what was asked so far."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from api.asking import Asked
from api.case_reading import view_of
from api.params import Params
from api.problems import Problem
from api.revealing import none_of
from api.unseen import unseen_among
from domain.codec import FieldProblem, Unreadable, parse
from domain.envelope import Event
from domain.errors import FieldMissing
from domain.facts.privacy import AccessRequested
from domain.grants import DECIDERS, READERS, Asking, Grants, ask_to_read, grant, refuse, stand_ins_of
from domain.office import Post
from workflows.office_events import Told

PARAMETERS = ("case",)
MOST = 200
"""Requests of a list; name the case to see older ones."""


async def ask(asked: Asked, case: str, body: Mapping[str, Any]) -> Event:
    """Ask to read a case. Returns the fact. Raises Problem not_found, Refused, FieldMissing."""
    view = await view_of(asked, case, only=none_of)
    about = {"request": asked.services.new_id(), "case": view.case.id}
    if wrong := [FieldProblem(f"/{name}", "unknown") for name in about if name in body]:
        raise FieldMissing(tuple(wrong))
    try:
        fact = parse(AccessRequested, {**body, **about})
    except Unreadable as error:
        raise FieldMissing(error.problems) from None
    return await asked.services.privacy.grants.tell(
        lambda known: ask_to_read(known, fact, asked.person, asked.now), _told(asked)
    )


async def open_it(asked: Asked, request: str) -> Event:
    """Open the case to who asked. Returns the fact. Raises Problem not_found, Refused."""
    found = await _asking(asked, request)
    events = await asked.services.engine.history(found.case)
    between = stand_ins_of(found.by, events)
    return await asked.services.privacy.grants.tell(
        lambda known: grant(known, request, asked.person, asked.now, between), _told(asked, DECIDERS)
    )


async def keep_closed(asked: Asked, request: str, body: Mapping[str, Any]) -> Event:
    """Refuse it. Returns the fact. Raises Problem not_found, Refused, FieldMissing."""
    await _asking(asked, request)
    reason = body.get("reason")
    if unknown := body.keys() - {"reason"}:
        raise FieldMissing(tuple(FieldProblem(f"/{name}", "unknown") for name in sorted(unknown)))
    if not isinstance(reason, str):
        raise FieldMissing((FieldProblem("/reason", "missing" if reason is None else "wrong_type", "text"),))
    return await asked.services.privacy.grants.tell(
        lambda known: refuse(known, request, asked.person, asked.now, reason), _told(asked, DECIDERS)
    )


async def requests_asked(asked: Asked, params: Params) -> Sequence[Asking]:
    """The requests that who asks may know of, the newest first; of one case when that is named."""
    case = params.text("case")
    case_id = (await view_of(asked, case, only=none_of)).case.id if case else ""
    found = (await asked.services.privacy.grants.now()).requests.values()
    shown = [one for one in found if case_id in ("", one.case) and _is_shown(asked, one)]
    unseen = await unseen_among(asked, (one.case for one in shown))
    return sorted((one for one in shown if one.case not in unseen), key=lambda one: -one.position)[:MOST]


def may_decide(asked: Asked, one: Asking) -> bool:
    """Whether this request waits for who asks to decide on it, as far as one sees without its case."""
    return (
        one.stands(asked.now) == "open" and bool(asked.person.roles & DECIDERS) and one.by != asked.person.id
    )


def _is_shown(asked: Asked, one: Asking) -> bool:
    return one.by == asked.person.id or bool(asked.person.roles & READERS)


async def _asking(asked: Asked, request: str) -> Asking:
    known: Grants = await asked.services.privacy.grants.now()
    found = known.requests.get(request)
    if found is None or not _is_shown(asked, found) or await unseen_among(asked, (found.case,)):
        raise Problem("not_found", what="request")
    return found


def _told(asked: Asked, roles: Collection[str] = ()) -> Told:
    """Who says it, in the post that lets him, else in his first."""
    posts = asked.person.posts
    post = next((post for post in posts if post.role in roles), posts[0] if posts else Post(role="", unit=""))
    return Told(
        actor=asked.person.id,
        role=post.role,
        unit=post.unit,
        now=asked.now,
        door="http",
        command_id="",
        trace=asked.trace_id,
    )
