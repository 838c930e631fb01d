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
KIND_OF: Mapping[str, tuple[str, str]] = {
    "task.opened": ("kind", "root_cause"),
    "decision.issued": ("stage", ""),
}
"""Facts of several kinds, of which each has fields that follow from other things: the field that says which kind it
is, fixed by the move, and what it is when the move fixes none."""


def kind_of(move: Move) -> str:
    """The kind of the fact a move records; empty where there is one kind."""
    field, usual = KIND_OF.get(move.fact, ("", ""))
    return str(move.given.get(field, usual)) if field else ""


def title_of(attempt: Attempt, _: Post, sent: Sent) -> str:
    """Composed from category and place, never typed."""
    category = attempt.workflow.categories.get(str(sent.get("category")))
    place = sent.get("place")
    address = place.get("address", "") if isinstance(place, Mapping) else ""
    return " · ".join(filter(None, (category.title if category else "", str(address))))


def today(attempt: Attempt, _: Post, __: Sent) -> str:
    """The day of the move."""
    return attempt.context.calendar.local(attempt.now).date().isoformat()
