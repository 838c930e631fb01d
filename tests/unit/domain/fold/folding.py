"""What one fact changes about a case: every field that is another one afterwards, and no other."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from domain.case import Case
from domain.envelope import Event
from domain.facts.schema import Fact
from domain.fold import evolve, fold
from tests.support.definitions import STREET
from tests.support.given import history

ENVELOPE_FIELDS = {"version", "state", "phase", "last_at", "facts", "concerned", "commands"}
"""What every fact changes in the same way."""


def case_of(*facts: Fact | Event, state: str = "handling") -> Case:
    """The case these facts make."""
    case = fold(history(facts, STREET, state))
    assert case is not None
    return case


def changed_by(fact: Fact | Event, *before: Fact | Event) -> dict[str, Any]:
    """The fields of the case, besides those of the envelope, that the last fact changed; with their new values."""
    *earlier, last = history((*before, fact), STREET, "handling")
    old = fold(earlier)
    new = evolve(old, last)
    if old is None:
        blank = Case(
            id="", workflow="", digest="", version=0, state="", phase="",
            opened_at=last.envelope.occurred_at, last_at=last.envelope.occurred_at,
        )  # fmt: skip
        old, ignored = blank, ENVELOPE_FIELDS | {"id", "workflow", "digest"}
    else:
        ignored = ENVELOPE_FIELDS
    return {
        one.name: getattr(new, one.name)
        for one in fields(Case)
        if one.name not in ignored and getattr(new, one.name) != getattr(old, one.name)
    }
