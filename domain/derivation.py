"""How a field that nobody types is found: from the attempt, the post acted in, and what was sent."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from domain.definition import Move
from domain.office import Post
from domain.rules.rule import Attempt

Sent = Mapping[str, Any]
Derive = Callable[[Attempt, Post, Sent], Any]
ByKind = Mapping[tuple[str, str], Mapping[str, Derive]]
"""By topic and kind of the fact, its fields that follow from something."""
KIND_OF: Mapping[str, str] = {"task.opened": "kind", "decision.issued": "stage"}
"""Facts of several kinds, of which each has fields that follow from other things: the field that says which kind it
is, fixed by the move as a rule."""
NOTHING: Mapping[str, Any] = {}
OPENING = "opening"
"""The kind of the fact by which a move opens a child."""


def kind_of(move: Move, told: Mapping[str, Any] = NOTHING) -> str:
    """The kind of the fact a move records; where the move fixes none, what is told; empty where there is one kind."""
    if move.opens:
        return OPENING
    field = KIND_OF.get(move.fact)
    return str(move.given.get(field, told.get(field, ""))) if field else ""


def composed_title(attempt: Attempt, _: Post, sent: Sent) -> str:
    """What a case is called: its category and its address, never typed."""
    category = attempt.workflow.categories.get(str(sent.get("category")))
    place = sent.get("place")
    address = place.get("address", "") if isinstance(place, Mapping) else ""
    return " · ".join(filter(None, (category.title if category else "", str(address))))


def today(attempt: Attempt, _: Post, __: Sent) -> str:
    """The day of the move."""
    return attempt.context.calendar.local(attempt.now).date().isoformat()
