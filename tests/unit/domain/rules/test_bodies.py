"""Which rules can be judged before anybody has filled in a form, and which must wait for it."""

from __future__ import annotations

import pytest

from domain.rules import RULES, Attempt
from tests.unit.domain.rules.example import Example, Shown
from tests.unit.domain.rules.test_rules import NEVER_REFUSE, SHOWN

EARLY = [
    pytest.param(shown, example, id=f"{shown.rule}: {example.says}")
    for shown in SHOWN
    if not RULES[shown.rule].reads_body
    for example in shown.examples
]


def _without_body(shown: Shown, example: Example) -> bool:
    """The verdict while the move is only listed."""
    start = shown.start(example)
    command = start.command(
        "act",
        by=example.by or shown.by,
        for_=example.for_,
        now=example.now,
        together=example.together,
    )
    attempt = Attempt(
        case=start.case,
        command=command,
        move=start.workflow.moves["act"],
        workflow=start.workflow,
        context=start.context,
    )
    return RULES[shown.rule].judge(attempt)


@pytest.mark.parametrize(("shown", "example"), EARLY)
def test_a_rule_that_does_not_read_the_fields_says_the_same_without_them(
    shown: Shown, example: Example
) -> None:
    assert _without_body(shown, example) is example.holds


@pytest.mark.parametrize("name", sorted(name for name in RULES if RULES[name].reads_body))
def test_a_rule_that_reads_the_fields_would_be_wrong_without_them(name: str) -> None:
    if name in NEVER_REFUSE:
        return
    examples = [(shown, example) for shown in SHOWN if shown.rule == name for example in shown.examples]
    assert any(_misjudged(shown, example) for shown, example in examples)


def _misjudged(shown: Shown, example: Example) -> bool:
    try:
        return _without_body(shown, example) is not example.holds
    except (TypeError, AttributeError, ValueError):
        return True
