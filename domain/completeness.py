"""What a move's fields must be beyond what the fact declares: there, one's own to give, listed, of the past."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cache
from typing import Any, get_args

from domain.codec import FieldProblem
from domain.declaration import declared
from domain.derivation import kind_of
from domain.derive import is_derived, is_filled, is_typed
from domain.facts import BY_TOPIC
from domain.facts.schema import CATEGORY, Fact
from domain.rules import Attempt
from domain.scalars import is_empty
from domain.values import File


def incomplete(attempt: Attempt, fields: Mapping[str, Any]) -> list[FieldProblem]:
    """What this move asks for beyond what the fact declares, and what nobody may send."""
    foreign = [name for name in attempt.command.fields if not is_typed(attempt.move, name)]
    return [*(FieldProblem(f"/{name}", "not_yours_to_give") for name in foreign), *lacking(attempt, fields)]


def lacking(attempt: Attempt, fields: Mapping[str, Any]) -> list[FieldProblem]:
    """What this move asks for beyond what the fact declares, and is not there."""
    move = attempt.move
    required = _required(move.fact, kind_of(move), move.requires)
    missing = [name for name, parts in required if _none_of(parts, fields)]
    found = [
        FieldProblem(f"/{name.split('|')[0]}", "missing", name.replace("|", " or "))
        for name in (*missing, *_blank(attempt))
    ]
    for name, least in move.min_items.items():
        members = fields.get(name, ())
        if isinstance(members, (list, tuple)) and len(members) < least:
            found.append(FieldProblem(f"/{name}", "too_few", f"at least {least}"))
    found.extend(_not_among(attempt, fields))
    found.extend(_unknown_category(attempt, fields))
    found.extend(_unknown_items(attempt, fields))
    return found


def _none_of(names: tuple[str, ...], fields: Mapping[str, Any]) -> bool:
    for name in names:  # noqa: SIM110 (asked with every move; a generator costs more than what it asks)
        if not is_empty(fields.get(name)):
            return False
    return True


@cache
def _required(topic: str, kind: str, names: tuple[str, ...]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """What somebody has to give of what a move requires, and the fields of which one will do."""
    return tuple((name, tuple(name.split("|"))) for name in names if not is_derived(topic, name, kind))


def _blank(attempt: Attempt) -> list[str]:
    """Texts the fact needs that were sent with nothing in them."""
    move, sent = attempt.move, attempt.command.fields
    return [
        name
        for name in _needed(move.fact, kind_of(move), move.requires)
        if isinstance(text := sent.get(name), str) and is_empty(text) and name not in move.given
    ]


@cache
def _needed(topic: str, kind: str, named: tuple[str, ...]) -> tuple[str, ...]:
    """Fields that somebody has to give since a fact of this topic cannot do without, besides those a move names."""
    return tuple(
        field.name
        for field in declared(BY_TOPIC[topic])
        if field.required
        and field.name not in named
        and not is_derived(topic, field.name, kind)
        and not is_filled(topic, field.name, kind)
    )


def _not_among(attempt: Attempt, fields: Mapping[str, Any]) -> Iterator[FieldProblem]:
    """A listed value that this move does not take."""
    for name, values in attempt.move.among.items():
        given = fields.get(name)
        if isinstance(given, str) and given not in values:
            yield FieldProblem(f"/{name}", "not_listed", " | ".join(values))


def _unknown_category(attempt: Attempt, fields: Mapping[str, Any]) -> Iterator[FieldProblem]:
    """A category must be one of the workflow's, whichever move names it; one without categories takes any."""
    listed = attempt.workflow.categories
    for name in _with_category(attempt.move.fact):
        named = fields.get(name)
        if listed and isinstance(named, str) and named and named not in listed:
            yield FieldProblem(f"/{name}", "not_listed", " | ".join(listed))


@cache
def _with_category(topic: str) -> tuple[str, ...]:
    """Fields that name a category."""
    return tuple(field.name for field in declared(BY_TOPIC[topic]) if field.names == CATEGORY)


def _unknown_items(attempt: Attempt, fields: Mapping[str, Any]) -> Iterator[FieldProblem]:
    """Answers are to what the category asks in this move, or to its conditions to close; one without takes any."""
    items = fields.get("items")
    if not isinstance(items, Mapping):
        return
    listed = attempt.category.asked_in(attempt.command.move) if attempt.category else ()
    for name in items if listed else ():
        if name not in listed:
            where = str(name).replace("~", "~0").replace("/", "~1")
            yield FieldProblem(f"/items/{where}", "not_listed", " | ".join(listed))


def photos_ahead(fact: Fact, latest: datetime) -> Iterator[FieldProblem]:
    """Files said to be taken after `latest`: nobody takes a photo of what is still to come."""
    for name in _with_files(fact.TOPIC):
        value = getattr(fact, name)
        several = isinstance(value, tuple)
        for number, file in enumerate(value if several else (value,)):
            if isinstance(file, File) and file.taken_at is not None and file.taken_at > latest:
                where = f"/{name}/{number}" if several else f"/{name}"
                yield FieldProblem(f"{where}/taken_at", "in_the_future")


@cache
def _with_files(topic: str) -> tuple[str, ...]:
    """Fields that hold a file or several."""
    return tuple(
        field.name for field in declared(BY_TOPIC[topic]) if File in (field.base, *get_args(field.base))
    )
