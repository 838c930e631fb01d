"""Facts of hearing whom a decision is about: statements, hearings, and that somebody waived both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from domain.facts.schema import CONFIDENTIAL, INTERNAL, PERSON, PERSONAL, PUBLIC, Fact, one_of
from domain.values import File

STATEMENT, HEARING, WAIVED = "statement", "hearing", "waived"


@dataclass(frozen=True, kw_only=True)
class StatementHeard(Fact):
    """陈述申辩·听证: a party was heard before a decision, or said that it wants neither (行政处罚法44, 45, 63, 64).

    `host` led a hearing; `adopted` says whether what was said changed anything, and `reasons` why, or why not.
    """

    TOPIC = "statement.heard"
    kind: Annotated[str, PUBLIC, one_of(STATEMENT, HEARING, WAIVED)]
    host: Annotated[str | None, INTERNAL, PERSON] = None
    minutes: Annotated[File | None, CONFIDENTIAL] = None
    adopted: Annotated[bool, INTERNAL]
    reasons: Annotated[str, PERSONAL]


FACTS: tuple[type[Fact], ...] = (StatementHeard,)
