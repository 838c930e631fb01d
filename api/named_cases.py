"""Other cases that facts name: which they are, and a fact's fields without those that are not there for who reads.

A case that accuses somebody is not there for him, so nothing may point at it (信访30): what is one of several is left
out, what stands alone is hidden.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from domain.declaration import declared
from domain.facts.schema import CASE, Fact

NOT_THERE: Mapping[str, str] = {"hidden": "internal"}
"""Stands where a case was named that is not there for who reads."""


def naming(fact: type[Fact]) -> tuple[str, ...]:
    """The fields of a kind of fact that name cases."""
    return tuple(field.name for field in declared(fact) if field.names == CASE)


def cases_named(facts: Iterable[Fact]) -> Iterator[str]:
    """Every case that these facts name."""
    for fact in facts:
        for name in naming(type(fact)):
            value = getattr(fact, name)
            yield from value if isinstance(value, tuple) else filter(None, (value,))


def without(unseen: frozenset[str], fact: Fact, fields: dict[str, Any]) -> dict[str, Any]:
    """A fact's fields as plain data, without these cases."""
    if not unseen:
        return fields
    return {**fields, **{name: _but(unseen, fields[name]) for name in naming(type(fact)) if name in fields}}


def _but(unseen: frozenset[str], value: Any) -> Any:
    if isinstance(value, list):
        return [one for one in value if one not in unseen]
    return NOT_THERE if isinstance(value, str) and value in unseen else value
