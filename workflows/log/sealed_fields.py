"""Sealed values of a fact: carried unopened when a row is read, replaced when they were opened."""

from __future__ import annotations

import typing
from collections.abc import Callable, Iterator
from typing import Any

from domain.changing import replace
from domain.envelope import Event
from domain.facts.schema import Fact
from domain.sealed import Sealed, is_sealed, sealed_of
from workflows.log.sealing import MEMBERS, RECORD, RECORDS, WHOLE, Part, parts_of

UNREAD = "…"
Found = list[tuple[Part, Any]]
"""Sealed values by the part they belong to; of records, one for each of them, None where there is none."""


def taken_out(parts: tuple[Part, ...], body: dict[str, Any]) -> Found:
    """Sealed values of stored data, which are left without them, fit to be read. Raises ValueError."""
    found: Found = []
    for part in parts:
        item = body.get(part.name)
        if not item:
            continue
        if part.form == WHOLE and is_sealed(item):
            found.append((part, sealed_of(item)))
            body[part.name] = part.blank
        elif part.form == MEMBERS and any(map(is_sealed, item)):
            found.append((part, tuple(sealed_of(one) if is_sealed(one) else one for one in item)))
            body[part.name] = part.blank
        elif part.form in (RECORD, RECORDS):
            records = [item] if part.form == RECORD else item
            texts = [_text_taken_out(part, record) for record in records]
            if any(text is not None for text in texts):
                found.append((part, texts))
    return found


def _text_taken_out(part: Part, record: dict[str, Any]) -> Sealed | None:
    text = record.get(part.inner)
    if not is_sealed(text):
        return None
    record[part.inner] = part.blank
    return sealed_of(text)


def put_back(fact: Fact, found: Found) -> None:
    """Let a fact that was just read carry its sealed values."""
    for part, value in found:
        if part.form in (WHOLE, MEMBERS):
            fact.__dict__[part.name] = value
            continue
        held = fact.__dict__[part.name]
        for record, text in zip(held if part.form == RECORDS else (held,), value, strict=True):
            if text is not None:
                record.__dict__[part.inner] = text


def carrying(event: Event, data: dict[str, Any]) -> Event:
    """The event as it would be read back from data that were sealed; the data are used up."""
    fields = event.fact.__dict__
    changed: dict[str, Any] = {}
    for part, value in taken_out(parts_of(type(event.fact)), data):
        if part.form in (WHOLE, MEMBERS):
            changed[part.name] = value
            continue
        held = fields[part.name] if part.form == RECORDS else (fields[part.name],)
        records = tuple(
            record if text is None else replace(record, **{part.inner: text})
            for record, text in zip(held, value, strict=True)
        )
        changed[part.name] = records if part.form == RECORDS else records[0]
    return _with_fields(event, changed)


def sealed_in(fact: Fact) -> Iterator[tuple[Part, str, Sealed]]:
    """Every sealed value that a fact carries, with its path."""
    for part in parts_of(type(fact)):
        item = fact.__dict__[part.name]
        if part.form == WHOLE:
            places = [(part.name, item)]
        elif part.form == MEMBERS:
            places = (
                [(f"{part.name}/{n}", member) for n, member in enumerate(item)] if type(item) is tuple else []
            )
        elif part.form == RECORD:
            places = [(f"{part.name}/{part.inner}", getattr(item, part.inner, None))]
        else:
            places = [
                (f"{part.name}/{n}/{part.inner}", getattr(one, part.inner)) for n, one in enumerate(item)
            ]
        yield from ((part, path, value) for path, value in places if isinstance(value, Sealed))


ValueAt = Callable[[Part, str, Sealed], Any]


def with_values(event: Event, value_at: ValueAt) -> Event:
    """The event with another value in the place of every sealed one: what is given for its part, path and itself.

    What was opened is plain data, which is what a fact holds of texts, numbers, maps and lists.
    """
    changed: dict[str, Any] = {}
    for part, path, sealed in sealed_in(event.fact):
        value = value_at(part, path, sealed)
        current = changed.get(part.name, event.fact.__dict__[part.name])
        changed[part.name] = _changed(part, path, current, value)
    return _with_fields(event, changed)


def _with_fields(event: Event, changed: dict[str, Any]) -> Event:
    if not changed:
        return event
    made = object.__new__(type(event.fact))
    made.__dict__.update({**event.fact.__dict__, **changed})
    return replace(event, fact=made)


def _changed(part: Part, path: str, current: Any, value: Any) -> Any:
    if part.form == WHOLE:
        return tuple(value) if type(value) is list else value
    if part.form == RECORD:
        return replace(current, **{part.inner: value})
    number = int(path.split("/")[1])
    one = value if part.form == MEMBERS else replace(current[number], **{part.inner: value})
    return (*current[:number], one, *current[number + 1 :])


def stand_in(part: Part, _: str, __: Sealed) -> Any:
    """For `with_values`: something of the field's kind, for who has to know that a value is there and not which."""
    if part.form != WHOLE:
        return UNREAD
    origin = typing.get_origin(part.base)
    if origin is not None:
        return (UNREAD,) if origin is tuple else {UNREAD: UNREAD}
    return UNREAD if part.base is str else part.base(0)
