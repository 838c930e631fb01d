"""Refusals say what is not so: a stable code, and what helps to do it right."""

from __future__ import annotations

import pytest

from domain.codec import FieldProblem
from domain.errors import (
    FieldMissing,
    MoveNotAllowed,
    NotFound,
    Refused,
    RoleMissing,
    RuleBroken,
    StaleVersion,
    UnknownMove,
)
from domain.rules.rule import Attempt
from tests.support.definitions import single
from tests.support.given import given


@pytest.mark.parametrize(
    ("refusal", "code"),
    [
        (Refused(), "refused"),
        (MoveNotAllowed(), "move_not_allowed"),
        (UnknownMove(), "unknown_move"),
        (RoleMissing(), "role_missing"),
        (FieldMissing(()), "field_missing"),
        (StaleVersion(), "stale_version"),
        (RuleBroken(), "rule_broken"),
        (NotFound(), "not_found"),
        (RuleBroken("own_work", rule="r"), "own_work"),
    ],
)
def test_every_refusal_has_its_code(refusal: Refused, code: str) -> None:
    assert refusal.code == code
    assert refusal.args == (code,)


def test_a_refusal_reads_as_a_sentence() -> None:
    assert str(StaleVersion(expected=1, actual=2)) == "stale_version (expected=1, actual=2)"
    assert str(Refused("may_not_stand_in")) == "may_not_stand_in"
    problem = FieldProblem("/unit", "missing")
    assert FieldMissing((problem,)).facts == {"problems": (problem,)}


def test_a_rule_that_asks_for_a_case_cannot_stand_on_a_move_that_opens_one() -> None:
    workflow = single("case.reported", opening=True)
    start = given(workflow=workflow)
    command = start.command("act", by="grid-1")
    attempt = Attempt(
        case=None, command=command, move=workflow.moves["act"], workflow=workflow, context=start.context
    )
    with pytest.raises(LookupError, match="the move act opens a case"):
        _ = attempt.known
