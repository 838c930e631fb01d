"""Events of every kind, generated from how the facts are declared."""

import dataclasses
import typing
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from domain.declaration import Declared, declared
from domain.envelope import Envelope, Event
from domain.facts import BY_TOPIC
from domain.facts.schema import Fact

# Any character but NUL and surrogates, which no text of ours may hold.
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2099, 12, 31), timezones=st.just(UTC))
SCALARS: dict[Any, st.SearchStrategy[Any]] = {
    str: TEXT,
    bool: st.booleans(),
    int: st.integers(-(2**53) + 1, 2**53 - 1),
    float: st.floats(-180, 180),
    Decimal: st.decimals(-(10**9), 10**9, places=3),
    datetime: MOMENTS,
    date: st.dates(date(2000, 1, 1), date(2099, 12, 31)),
}
ATTRIBUTES = st.dictionaries(TEXT, st.one_of(TEXT, SCALARS[int], st.booleans()), max_size=3)


def values_of(base: Any) -> st.SearchStrategy[Any]:
    """Values of a declared type."""
    if dataclasses.is_dataclass(base):
        return records_of(typing.cast("type[Any]", base))
    origin = typing.get_origin(base)
    if origin is tuple:
        return st.lists(values_of(typing.get_args(base)[0]), max_size=3).map(tuple)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return ATTRIBUTES
    return SCALARS[base]


def _values(field: Declared) -> st.SearchStrategy[Any]:
    if field.limits and field.base is int:
        return st.integers(field.limits.least, field.limits.most)
    values = values_of(field.base)
    return st.one_of(st.none(), values) if field.optional else values


def records_of(cls: type[Any]) -> st.SearchStrategy[Any]:
    """Records of a dataclass, each field of what it is declared to hold."""
    return st.builds(cls, **{field.name: _values(field) for field in declared(cls)})


def envelopes_for(fact: type[Fact]) -> st.SearchStrategy[Envelope]:
    """Envelopes as they are stored."""
    fixed = {
        "event_id": st.uuids().map(str),
        "schema": st.just(fact.SCHEMA),
        "version": st.integers(1, 10_000),
        "position": st.integers(1, 10**12),
    }
    others = {field.name: _values(field) for field in declared(Envelope) if field.name not in fixed}
    return st.builds(Envelope, **fixed, **others)


def events_of(fact: type[Fact]) -> st.SearchStrategy[Event]:
    """Events with that fact."""
    return st.builds(Event, fact=records_of(fact), envelope=envelopes_for(fact))


EVENTS = st.sampled_from(sorted(BY_TOPIC)).flatmap(lambda topic: events_of(BY_TOPIC[topic]))
