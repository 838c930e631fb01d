"""A slip in the record put right: what was recorded stays, and beside it stands what should have been."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from domain.facts.schema import (
    FACT,
    FIELD,
    INTERNAL,
    PERSON,
    PERSONAL,
    PERSONAL_OR_CONFIDENTIAL,
    PUBLIC,
    Concerns,
    Fact,
)


@dataclass(frozen=True, kw_only=True)
class RecordCorrected(Fact):
    """更正: a text in an earlier fact of the case was wrong; two persons say so, and why.

    Only texts that nothing was decided by: state, clocks and hands of the case stay as they are.
    """

    TOPIC = "record.corrected"
    fact: Annotated[str, PUBLIC, FACT]
    """The event that recorded it."""
    field: Annotated[str, PUBLIC, FIELD]
    old: Annotated[str, PERSONAL_OR_CONFIDENTIAL, Concerns("subject")]
    new: Annotated[str, PERSONAL_OR_CONFIDENTIAL, Concerns("subject")]
    reason: Annotated[str, PERSONAL]
    second: Annotated[str, INTERNAL, PERSON]
    subject: Annotated[str | None, INTERNAL, PERSON] = None
    """Whose data the text holds, where that is not the case: erased with that person."""


FACTS: tuple[type[Fact], ...] = (RecordCorrected,)
