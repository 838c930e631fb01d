"""What a move's fields must be beyond what the fact declares: there, one's own to give, listed, of the past."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from domain.codec import FieldProblem
from domain.declaration import declared
from domain.derive import FILLED, is_derived, is_typed
from domain.facts import BY_TOPIC
from domain.facts.schema import Fact
from domain.rules import Attempt
from domain.scalars import is_empty
from domain.values import File


def incomplete(attempt: Attempt, fields: Mapping[str, Any]) -> list[FieldProblem]:
    """What this move asks for beyond what the fact declares, and what nobody may send."""
    move, sent = attempt.move, attempt.command.fields
    foreign = [name for name in sent if not is_typed(move, name)]
    missing = [
        name
        for name in move.requires
        if not is_derived(move.fact, name) and all(is_empty(fields.get(part)) for part in name.split("|"))
    ] + _blank(attempt)
    few = [
        (name, least)
        for name, least in move.min_items.items()
        if isinstance(members := fields.get(name, ()), (list, tuple)) and len(members) < least
    ]
    return [
        *(FieldProblem(f"/{name}", "not_yours_to_give") for name in foreign),
        *(FieldProblem(f"/{name.split('|')[0]}", "missing", name.replace("|", " or ")) for name in missing),
        *(FieldProblem(f"/{name}", "too_few", f"at least {least}") for name, least in few),
        *_unknown_category(attempt, fields),
        *_unknown_items(attempt, fields),
    ]


def _blank(attempt: Attempt) -> list[str]:
    """Texts the fact needs that were sent with nothing in them."""
    move, sent = attempt.move, attempt.command.fields
    return [
        field.name
        for field in declared(BY_TOPIC[move.fact])
        if field.required
        and field.name not in (*move.requires, *move.given)
        and isinstance(text := sent.get(field.name), str)
        and is_empty(text)
        and not is_derived(move.fact, field.name)
        and (move.fact, field.name) not in FILLED
    ]


def _unknown_category(attempt: Attempt, fields: Mapping[str, Any]) -> Iterator[FieldProblem]:
    """A category must be one of the workflow's, whichever move names it; one without categories takes any."""
    listed = attempt.workflow.categories
    for name in ("category", "new"):
        named = fields.get(name)
        if listed and isinstance(named, str) and named and named not in listed:
            yield FieldProblem(f"/{name}", "not_listed", " | ".join(listed))


def _unknown_items(attempt: Attempt, fields: Mapping[str, Any]) -> Iterator[FieldProblem]:
    """Answers of a report or check are to what the category asks: its conditions to close; one without takes any."""
    listed, items = attempt.category.closing if attempt.category else (), fields.get("items")
    if listed and isinstance(items, Mapping):
        for name in items:
            if name not in listed:
                where = str(name).replace("~", "~0").replace("/", "~1")
                yield FieldProblem(f"/items/{where}", "not_listed", " | ".join(listed))


def photos_ahead(fact: Fact, latest: datetime) -> Iterator[FieldProblem]:
    """Files said to be taken after `latest`: nobody takes a photo of what is still to come."""
    for field in declared(type(fact)):
        value = getattr(fact, field.name)
        several = isinstance(value, tuple)
        for number, file in enumerate(value if several else (value,)):
            if isinstance(file, File) and file.taken_at is not None and file.taken_at > latest:
                where = f"/{field.name}/{number}" if several else f"/{field.name}"
                yield FieldProblem(f"{where}/taken_at", "in_the_future")
