"""What follows when it was the same household again: the second time the community goes without being asked."""

from __future__ import annotations

from collections.abc import Iterator

from domain.case import Case
from domain.envelope import Event
from domain.facts.work import WorkReported
from workflows.consequences import Around, Consequence

SECOND = 2
VISIT = "visit"


def send_community(event: Event, case: Case, _: Around) -> Iterator[Consequence]:
    """Of a second occasion, or a first that was refused on the spot; what counts no occasions has none."""
    fact, occasion = event.fact, case.occasion
    if not isinstance(fact, WorkReported) or fact.party is None or occasion is None:
        return
    if occasion.times == SECOND or (occasion.times < SECOND and occasion.refused):
        yield Consequence(reaction="send_community", on=case.id, move=VISIT)
