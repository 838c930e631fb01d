"""Fields nobody types: what follows from the case, the actor or the office is filled in, so it cannot be wrong.

`DERIVED` fields are never accepted from outside. `FILLED` ones are taken as sent and filled in when missing.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from domain import (
    counting_occasions,
    derive_case,
    derive_children,
    derive_deadlines,
    derive_devices,
    derive_dispatch,
    derive_orders,
    derive_services,
    derive_site,
    derive_supervision,
    derive_system,
    derive_tasks,
)
from domain.declaration import declared
from domain.definition import Move
from domain.derivation import ByKind, Derive, Sent, kind_of
from domain.facts import BY_TOPIC
from domain.office import Post
from domain.requested import is_taken_over, taken_over
from domain.roles import OUTSIDE
from domain.rules import RULES
from domain.rules.rule import Attempt
from domain.scalars import is_empty

DERIVED: Mapping[tuple[str, str], Derive] = {
    **derive_case.DERIVED,
    **derive_dispatch.DERIVED,
    **derive_children.DERIVED,
    **derive_site.DERIVED,
    **derive_supervision.DERIVED,
    **derive_tasks.DERIVED,
    **derive_services.DERIVED,
    **derive_deadlines.DERIVED,
    **derive_devices.DERIVED,
    **derive_orders.DERIVED,
    **counting_occasions.DERIVED,
}
FILLED: Mapping[tuple[str, str], Derive] = {
    **derive_case.FILLED,
    **derive_dispatch.FILLED,
    **derive_site.FILLED,
    **derive_supervision.FILLED,
    **derive_tasks.FILLED,
    **derive_services.FILLED,
    **derive_deadlines.FILLED,
    **derive_devices.FILLED,
    **derive_orders.FILLED,
}
DERIVED_BY_KIND: ByKind = {
    **derive_children.DERIVED_BY_KIND,
    **derive_tasks.DERIVED_BY_KIND,
    **derive_services.DERIVED_BY_KIND,
}
FILLED_BY_KIND: ByKind = derive_services.FILLED_BY_KIND
_KINDS = DERIVED_BY_KIND.keys() | FILLED_BY_KIND.keys()
OWN_IDENTITY = derive_case.OWN | derive_tasks.OWN
"""Fields in which somebody from outside names himself, whatever he sends."""

Rows = tuple[tuple[str, Derive], ...]


@cache
def _rows(topic: str, kind: str) -> tuple[Rows, Rows]:
    """What is derived and what is filled in of a fact of this kind."""
    derived = {name: how for (of, name), how in DERIVED.items() if of == topic}
    filled = {name: how for (of, name), how in FILLED.items() if of == topic}
    derived |= DERIVED_BY_KIND.get((topic, kind), {})
    filled |= FILLED_BY_KIND.get((topic, kind), {})
    return tuple(derived.items()), tuple(filled.items())


def _rows_of(move: Move, told: Sent) -> tuple[Rows, Rows]:
    kind = kind_of(move, told)
    return _rows(move.fact, kind if (move.fact, kind) in _KINDS else "")


@cache
def _names(topic: str, kind: str) -> tuple[frozenset[str], frozenset[str]]:
    derived, filled = _rows(topic, kind)
    return frozenset(name for name, _ in derived), frozenset(name for name, _ in filled)


def is_derived(topic: str, field: str, kind: str = "") -> bool:
    """Whether this field is never accepted from outside, in facts of this kind."""
    return field in _names(topic, kind)[0]


def is_filled(topic: str, field: str, kind: str = "") -> bool:
    """Whether this field is filled in where nobody sends it, in facts of this kind."""
    return field in _names(topic, kind)[1]


def is_typed(move: Move, field: str) -> bool:
    """Whether somebody gives this field of the move's fact: neither fixed, derived nor taken over from a request.

    Nor a field of other moves, which name it or have a rule that asks for it.
    """
    fixed = field in move.given or is_derived(move.fact, field, kind_of(move))
    foreign = field in _by_name(move.fact) and not (move.names(field) or _is_demanded(move, field))
    return not fixed and not foreign and not is_taken_over(move, field)


def _is_demanded(move: Move, field: str) -> bool:
    return any(field in RULES[name].demands for name in move.rules)


@cache
def _by_name(topic: str) -> frozenset[str]:
    """Fields that only moves carry which name them."""
    return frozenset(field.name for field in declared(BY_TOPIC[topic]) if field.by_name)


def filled_in(attempt: Attempt, post: Post) -> dict[str, Any]:
    """The command's fields with what the move fixes, what follows from the case, and what was left out.

    A reporter's own identity replaces what was sent: nobody from outside reports in another's name.
    """
    fields: dict[str, Any] = {**attempt.command.fields, **attempt.move.given}
    topic = attempt.move.fact
    derived, filled = _rows_of(attempt.move, fields)
    if post.role == "system":
        fields = derive_system.filled_in(attempt, fields)
    for name, derive in filled:
        if is_empty(fields.get(name)) or _is_overruled(topic, name, post):
            fields[name] = derive(attempt, post, fields)
    for name, derive in derived:
        if name not in attempt.move.given:
            fields[name] = derive(attempt, post, fields)
    fields |= taken_over(attempt)
    return {name: value for name, value in fields.items() if value is not None}


def settled(attempt: Attempt, post: Post, told: Sent) -> dict[str, Any]:
    """The fields of a whole fact that nobody gives: fixed, derived, taken over, one's own identity.

    `told` are all fields of the fact. Raises RuleBroken when a request should be decided and none is open.
    """
    fields: dict[str, Any] = dict(attempt.move.given)
    topic = attempt.move.fact
    derived, filled = _rows_of(attempt.move, told)
    for name, derive in filled:
        if _is_overruled(topic, name, post):
            fields[name] = derive(attempt, post, told)
    for name, derive in derived:
        if name not in attempt.move.given:
            fields[name] = derive(attempt, post, told)
    fields |= taken_over(attempt)
    return fields


def _is_overruled(topic: str, name: str, post: Post) -> bool:
    """Whether what was sent does not stand by itself: somebody's own identity, the state of an alarm."""
    own = post.role in OUTSIDE and (topic, name) in OWN_IDENTITY
    return own or (topic, name) in derive_devices.OVERRULED
