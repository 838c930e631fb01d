"""The words of objections and their decisions, for those who may read them: the unit, and who decides."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from api.asking import Asked
from api.disclosed import Reader, shown
from api.revealing import Reading
from domain.facts.schema import Fact
from domain.office import STREAM
from projections.disputes import DisputeRow

READERS = frozenset({"supervisor", "deputy", "leader"})
PERSONAL, INTERNAL = 2, 1
Words = Mapping[str, Mapping[str, Any]]


async def words_of(asked: Asked, rows: Iterable[DisputeRow]) -> Words:
    """By entry: `text` of the objection and `reason` of the decision, hidden from those they do not concern."""
    return {row.entry: await _words(asked, row) for row in rows}


async def _words(asked: Asked, row: DisputeRow) -> dict[str, Any]:
    person = asked.person
    concerned = row.unit in person.units or person.id in (row.asked_by, row.decided_by)
    limit = PERSONAL if concerned or person.roles & READERS else INTERNAL
    said = {"text": shown(await _fact(asked, row.position, limit), "", limit)["text"]}
    if row.decided:
        said["reason"] = shown(await _fact(asked, row.decided, limit), "", limit)["reason"]
    return said


async def _fact(asked: Asked, position: int, limit: int) -> Fact:
    events = await asked.services.log.page(position - 1, 1)
    reader = Reader(person=asked.person, level=limit)
    reading = Reading(stream=STREAM, events=events, reader=reader, sensitivity="")
    return (await asked.services.revealing.one(reading))[0].fact
