"""Fields that a fact has for some moves only: nobody is shown them where the move does not ask."""

from __future__ import annotations

from functools import cache

from domain.declaration import declared
from domain.definition import Move
from domain.facts import BY_TOPIC
from domain.rules import RULES


def is_unasked(move: Move, field: str) -> bool:
    """Whether the fact has this field for other moves than this one."""
    return field in _rare(move.fact) and not _asks(move, field)


def _asks(move: Move, field: str) -> bool:
    named = {part for written in move.requires for part in written.split("|")} | move.min_items.keys()
    return field in named or any(field in (*RULES[name].demands, *RULES[name].offers) for name in move.rules)


@cache
def _rare(topic: str) -> frozenset[str]:
    return frozenset(field.name for field in declared(BY_TOPIC[topic]) if field.when_asked)
