"""Requests to read a case as plain data, with the reasons for those who may know of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from api.asking import Asked
from api.disclosed import Reader, shown
from api.pages.texts import text_of
from api.revealing import Reading
from domain.case import Case
from domain.codec import to_data
from domain.disclosure import ANY_CASE, OWN_CASE, Right
from domain.envelope import Event
from domain.grants import READERS, REFUSED, Asking
from domain.streams import GRANTS

PERSONAL = 2
"""The class of the words of a request; who may know of it may read them."""
Words = Mapping[int, Any]
"""What is said in a fact, by its position."""


async def grants_body(asked: Asked, found: Sequence[Asking]) -> list[dict[str, Any]]:
    """Every request with its case, who asked, what for, and what became of it."""
    wanted = {one.case for one in found}
    cases = {case.id: case for case in await asked.services.engine.cases(wanted)} if wanted else {}
    words = await _words(asked, found) if found else {}
    return [_body(asked, one, cases, words) for one in found]


def _body(asked: Asked, one: Asking, cases: Mapping[str, Case], words: Words) -> dict[str, Any]:
    wording, stands, case = asked.wording(), one.stands(asked.now), cases.get(one.case)
    return {
        "id": one.id,
        "case": {"id": one.case, "case_no": (case.case_no or None) if case else None},
        "by": one.by,
        "by_label": wording.person(asked.office, one.by),
        "purpose": one.purpose,
        "purpose_label": wording.value("purpose", one.purpose),
        "hours": one.hours,
        "reason": words.get(one.position),
        "asked_at": to_data(one.asked_at),
        "state": stands,
        "state_label": text_of(f"grant_{stands}", asked.language),
        "open": one.opens(asked.now),
        "until": to_data(one.until),
        "decided_by": one.decided_by or None,
        "decided_by_label": wording.person(asked.office, one.decided_by),
        "decided_at": to_data(one.decided_at),
        "refused_because": words.get(one.decided) if stands == REFUSED else None,
    }


async def _words(asked: Asked, found: Sequence[Asking]) -> Words:
    """The reasons of requests and refusals, opened case by case, as looks at these cases."""
    wanted = {position for one in found for position in (one.position, one.decided) if position}
    events: dict[str, list[Event]] = {}
    for event in await asked.services.log.stream(GRANTS):
        if event.envelope.position in wanted:
            events.setdefault(getattr(event.fact, "case", ""), []).append(event)
    reader = Reader(person=asked.person, level=PERSONAL, right=_right(asked))
    readings = [
        Reading(stream=case, events=held, reader=reader, sensitivity="") for case, held in events.items()
    ]
    opened = await asked.services.revealing.all(readings)
    return {
        event.envelope.position: shown(event.fact, "", PERSONAL).get("reason")
        for held in opened
        for event in held
    }


def _right(asked: Asked) -> Right:
    """By deciding or auditing; else by having asked."""
    posts = asked.person.posts
    post = next((post for post in posts if post.role in READERS), None)
    if post is not None:
        return Right(PERSONAL, post.role, post.unit, ANY_CASE)
    return Right(PERSONAL, posts[0].role, posts[0].unit, OWN_CASE)
