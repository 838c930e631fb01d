"""What a course is: how cases of one workflow begin, what happens to them by turns, who does it, what it carries."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from api.demo.filling import Fields
from api.demo.habits import Plan
from api.demo.story import Scene, Story
from api.demo.world import World


@dataclass(frozen=True)
class Turn:
    """One of the stories: what goes otherwise than usual, where it is left, how many working days before the end."""

    days: float
    rest_in: str = ""
    quirks: tuple[str, ...] = ()
    category: str = ""
    """Any of the workflow when nothing is said."""


@dataclass(frozen=True)
class Course:
    """How the cases of one workflow go. `sort` is the kind of place they lie at; each has a place of its own."""

    workflow: str
    opening: str
    opener: Callable[[World, Story], str]
    opens_with: Callable[[World, Story], dict[str, Any]]
    plan: Plan
    fields: Mapping[str, Fields]
    who: Mapping[str, Callable[[Scene], str]]
    turns: Sequence[Turn]
    sort: str = "street"
    channel: str = ""
