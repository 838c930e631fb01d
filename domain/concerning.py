"""Whose data a field of a fact holds, where that is not the case it lies in."""

from __future__ import annotations

import typing
from collections.abc import Hashable
from functools import cache
from typing import Any

from domain.declaration import declared
from domain.facts.schema import Concerns, Fact
from domain.scalars import is_empty


def subject_of(concerns: Concerns, fact: Fact, case_id: str) -> str:
    """The person named; where nobody is, whoever the case knows by the role alone, else the case."""
    named = getattr(fact, concerns.named)
    return str(named) if named else f"{case_id}/{concerns.role}" if concerns.role else case_id


def concerned_by(fact: Fact, case_id: str) -> dict[str, str]:
    """By field, whose data the texts that are there hold, where that is not the case."""
    texts = _texts_of(typing.cast("Hashable", type(fact)))
    there = ((name, concerns) for name, concerns in texts if not is_empty(getattr(fact, name)))
    found = ((name, subject_of(concerns, fact, case_id)) for name, concerns in there)
    return {name: subject for name, subject in found if subject != case_id}


@cache
def _texts_of(fact: Any) -> tuple[tuple[str, Concerns], ...]:
    return tuple(
        (field.name, field.concerns)
        for field in declared(fact)
        if field.base is str and field.concerns is not None
    )
