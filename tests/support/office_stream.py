"""Facts of the office's own streams, told one after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TypeVar

from domain.changing import replace
from domain.envelope import Event
from domain.facts.schema import Fact
from workflows.office_events import Told, office_event

S = TypeVar("S")
Said = tuple[Fact, str, datetime]
"""A fact, who says it, and when."""


def told(
    state: S, evolve: Callable[[S, Event], S], facts: Iterable[Said], stream: str = "stream", before: int = 0
) -> S:
    """The state after these facts; each stands at the position of its version."""
    for version, (fact, actor, now) in enumerate(facts, before + 1):
        said = Told(actor=actor, now=now, door="http", command_id="")
        event = office_event(stream, version, f"fact-{version}", fact, said)
        state = evolve(state, replace(event, envelope=replace(event.envelope, position=version)))
    return state
