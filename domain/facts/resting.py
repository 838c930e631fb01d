"""Facts of a case that rests: why and until when, and on whose word it goes on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from domain.facts.granting import SUSPENSION_GROUNDS
from domain.facts.schema import BY_NAME, INTERNAL, PERSONAL, PUBLIC, Fact, one_of
from domain.values import File

CLEARING = ("market", "health")
"""Authorities whose word lets suspected food out again (食品安全法103)."""


@dataclass(frozen=True, kw_only=True)
class CaseSuspended(Fact):
    """挂账·中止: handling rests, with approval, until a date."""

    TOPIC = "case.suspended"
    ground: Annotated[str, PUBLIC, one_of(*SUSPENSION_GROUNDS)]
    until: Annotated[date, PUBLIC]
    interim: Annotated[str, PERSONAL] = ""
    files: Annotated[tuple[File, ...], PERSONAL, BY_NAME] = ()


@dataclass(frozen=True, kw_only=True)
class CaseResumed(Fact):
    """恢复: handling goes on."""

    TOPIC = "case.resumed"
    cause: Annotated[str, PUBLIC, one_of("ground_over", "until_reached", "asked", "other", "cleared")]
    authority: Annotated[str | None, PUBLIC, one_of(*CLEARING), BY_NAME] = None
    """Whose word clears what rested for the safety of food."""
    doc_no: Annotated[str | None, INTERNAL, BY_NAME] = None


FACTS: tuple[type[Fact], ...] = (CaseSuspended, CaseResumed)
