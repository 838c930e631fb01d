"""Every rule: where it holds, where it refuses and with which code, and the edge between the two."""

from __future__ import annotations

import pytest

from domain.errors import RuleBroken
from domain.rules import RULES
from tests.support.definitions import PARAMETERS
from tests.unit.domain.rules import (
    campaigning_examples,
    closing_examples,
    committing_examples,
    correcting_examples,
    device_examples,
    dispatching_examples,
    enforcing_examples,
    granting_examples,
    intake_examples,
    meals_examples,
    mediating_examples,
    migrating_examples,
    outfalls_examples,
    penalising_examples,
    petitioning_examples,
    places_examples,
    recomputing_examples,
    recurring_examples,
    repeating_examples,
    rescuing_examples,
    rounds_examples,
    serving_examples,
    timing_examples,
    working_examples,
)
from tests.unit.domain.rules.example import Example, Shown

SHOWN: tuple[Shown, ...] = (
    *intake_examples.SHOWN,
    *dispatching_examples.SHOWN,
    *granting_examples.SHOWN,
    *working_examples.SHOWN,
    *closing_examples.SHOWN,
    *enforcing_examples.SHOWN,
    *places_examples.SHOWN,
    *timing_examples.SHOWN,
    *mediating_examples.SHOWN,
    *migrating_examples.SHOWN,
    *recomputing_examples.SHOWN,
    *recurring_examples.SHOWN,
    *serving_examples.SHOWN,
    *meals_examples.SHOWN,
    *penalising_examples.SHOWN,
    *petitioning_examples.SHOWN,
    *correcting_examples.SHOWN,
    *device_examples.SHOWN,
    *repeating_examples.SHOWN,
    *rounds_examples.SHOWN,
    *rescuing_examples.SHOWN,
    *campaigning_examples.SHOWN,
    *outfalls_examples.SHOWN,
    *committing_examples.SHOWN,
)
EACH = [
    pytest.param(shown, example, id=f"{shown.rule}: {example.says}")
    for shown in SHOWN
    for example in shown.examples
]
NEVER_REFUSE = {"not_same_submission", "one_subsidy_a_day"}
"""Refused by the log, which holds the number, or the entry, as a claim."""


@pytest.mark.parametrize(("shown", "example"), EACH)
def test_a_rule_judges_as_its_example_says(shown: Shown, example: Example) -> None:
    outcome = shown.try_it(example)
    if example.holds:
        assert [(one.rule, one.held) for one in outcome.event.envelope.rules] == [(shown.rule, True)]
        return
    outcome.then(shown.code)
    assert isinstance(outcome.refusal, RuleBroken)
    numbers = {"numbers": {name: PARAMETERS[name] for name in RULES[shown.rule].tells}}
    assert outcome.refusal.facts == {"rule": shown.rule, **(numbers if RULES[shown.rule].tells else {})}


def test_every_rule_is_shown_holding_refusing_and_at_its_edge() -> None:
    for name in RULES:
        verdicts = [one.holds for shown in SHOWN if shown.rule == name for one in shown.examples]
        assert True in verdicts, f"{name} is never shown to hold"
        if name not in NEVER_REFUSE:
            assert False in verdicts, f"{name} is never shown to refuse"
            assert len(verdicts) >= 3, f"{name} is shown by {len(verdicts)} examples only"
