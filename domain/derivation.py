"""How a field that nobody types is found: from the attempt, the post acted in, and what was sent."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from domain.office import Post
from domain.rules.rule import Attempt

OUTSIDERS = ("reporter", "party")
"""Roles in which somebody from outside acts for himself."""
Sent = Mapping[str, Any]
Derive = Callable[[Attempt, Post, Sent], Any]


def composed_title(attempt: Attempt, _: Post, sent: Sent) -> str:
    """What a case is called: its category and its address, never typed."""
    category = attempt.workflow.categories.get(str(sent.get("category")))
    place = sent.get("place")
    address = place.get("address", "") if isinstance(place, Mapping) else ""
    return " · ".join(filter(None, (category.title if category else "", str(address))))
