"""Reading how a dataclass declares its fields: type, class of sensitivity, listed values, bounds, and what it names."""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Hashable
from functools import cache
from typing import Annotated, Any

from domain.facts.schema import ByName, Limits, Names, OneOf, Sensitivity


@dataclasses.dataclass(frozen=True, slots=True)
class Declared:
    """One field as its dataclass declares it."""

    name: str
    base: Any
    optional: bool
    required: bool
    level: Sensitivity | None
    listed: OneOf | None
    limits: Limits | None
    names: Names | None
    default: Any
    by_name: bool = False
    """Whether only moves that name it carry it."""


def _split(hint: Any) -> tuple[Any, bool, tuple[Any, ...]]:
    extras: tuple[Any, ...] = ()
    if typing.get_origin(hint) is Annotated:
        hint, *rest = typing.get_args(hint)
        extras = tuple(rest)
    if typing.get_origin(hint) in (typing.Union, types.UnionType) and type(None) in typing.get_args(hint):
        kept = [arg for arg in typing.get_args(hint) if arg is not type(None)]
        return (kept[0] if len(kept) == 1 else typing.Union[tuple(kept)]), True, extras  # noqa: UP007
    return hint, False, extras


def declared(cls: type[Any]) -> tuple[Declared, ...]:
    """The fields of a dataclass, in order, with their types, classes, lists of values and what they name."""
    return _declared(typing.cast("Hashable", cls))


@cache
def _declared(cls: Any) -> tuple[Declared, ...]:
    hints = typing.get_type_hints(cls, include_extras=True)
    found = []
    for field in dataclasses.fields(cls):
        base, optional, extras = _split(hints[field.name])
        by_kind = {type(extra): extra for extra in extras}
        required = field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
        found.append(
            Declared(
                name=field.name,
                base=base,
                optional=optional,
                required=required,
                level=by_kind.get(Sensitivity),
                listed=by_kind.get(OneOf),
                limits=by_kind.get(Limits),
                names=by_kind.get(Names),
                by_name=ByName in by_kind,
                default=None if required else field.default,
            )
        )
    return tuple(found)
