"""How a fact declares itself: topic, schema version, a class for every field, listed values.

A class says who may read a field: 0 public, 1 internal, 2 personal, 3 confidential. A field without one
is refused by a test, so that nothing personal is stored by oversight. What is of class 2 or 3 lies sealed in the log.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from domain.sensitivity import (
    CONFIDENTIAL,
    INTERNAL,
    PERSONAL,
    PERSONAL_OR_CONFIDENTIAL,
    PUBLIC,
    Sensitivity,
)

__all__ = [
    "ACT",
    "ASSIST",
    "CASE",
    "CATEGORY",
    "CLOCK",
    "CONDITION",
    "CONFIDENTIAL",
    "ENTRY",
    "INTERNAL",
    "OFFICE_OR_WORD",
    "PERSON",
    "PERSONAL",
    "PERSONAL_OR_CONFIDENTIAL",
    "PUBLIC",
    "ROLE",
    "STATE",
    "UNIT",
    "WORD",
    "Concerns",
    "Fact",
    "Limits",
    "Names",
    "OneOf",
    "Sensitivity",
    "one_of",
]


@dataclass(frozen=True, slots=True)
class OneOf:
    """The closed list of values of an enumerated field, or of the members of a tuple of them."""

    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of a number, or of a text's length; inclusive."""

    least: int | None = None
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Names:
    """What the words in a field are the names or ids of; of a map, its keys.

    A reader is shown the name of what is meant, never the id: all doors spell a value by what its field declares.
    """

    of: str


@dataclass(frozen=True, slots=True)
class Concerns:
    """Whose data a field holds, where that is not the case it lies in: the person that the field `named` names.

    Of a list, each member is the data of the person in the same place there, when both are as long. When nobody is
    named, it is whoever the case knows by `role` alone.
    """

    named: str
    role: str = ""
    finds: bool = False
    """Whether it is a number that the person is found by when he asks what is kept about him."""


UNIT, PERSON, CASE, ROLE = Names("unit"), Names("person"), Names("case"), Names("role")
CATEGORY, STATE, CONDITION, ACT = Names("category"), Names("state"), Names("condition"), Names("act")
CLOCK, ASSIST, ENTRY = Names("clock"), Names("assist"), Names("entry")
"""`ENTRY`: entries of a map that have a label of their own, such as figures of a case."""
PLAN = Names("plan")
"""Turns of the office's plans."""
BATCH = Names("batch")
"""What was made together: whose, of which day and what."""
OBJECT = Names("object")
"""A listed object, called by the address of the case that lies at it; anything else as somebody wrote it."""
FACT, FIELD = Names("fact"), Names("field")
"""An earlier fact of the same case, by its event; one of its fields."""
WORD = Names("word")
"""Words the office has names for although the field lists none."""
CHECKLIST = Names("checklist")
"""The list of a category, or a word that has a name."""
OFFICE_OR_WORD = Names("office_or_word")
"""A unit or a person of the office, a word that has a name, or as somebody wrote it: outside bodies, devices."""


@dataclass(frozen=True, slots=True)
class ByName:
    """A field for moves that name it (`requires`, `optional`, `min_items`), and not offered by or taken from any other.

    So a fact that serves many workflows can gain a field without every form of it growing.
    """


BY_NAME = ByName()


def one_of(*values: str) -> OneOf:
    """Declare the listed values of a field."""
    return OneOf(values)


class Fact:
    """Something that happened, in the past tense, never rewritten.

    Subclasses are frozen dataclasses. `TOPIC` and field names are on disk for ever: add, never rename.
    `HANDS` marks facts whose actors become Hands of the case: they may not check or close it.
    """

    TOPIC: ClassVar[str]
    SCHEMA: ClassVar[int] = 1
    HANDS: ClassVar[bool] = False
