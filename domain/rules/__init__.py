"""Every rule by name: a condition that must hold, one refusal code each. Workflows name them, nothing else does."""

from domain.rules import (
    closing,
    dispatching,
    enforcing,
    granting,
    intake,
    meals,
    mediating,
    migrating,
    places,
    recomputing,
    recurring,
    serving,
    timing,
    working,
)
from domain.rules.rule import Attempt, Rule

RULES: dict[str, Rule] = {
    rule.name: rule
    for rule in (
        *intake.RULES,
        *dispatching.RULES,
        *granting.RULES,
        *working.RULES,
        *closing.RULES,
        *enforcing.RULES,
        *places.RULES,
        *mediating.RULES,
        *migrating.RULES,
        *recomputing.RULES,
        *recurring.RULES,
        *timing.RULES,
        *serving.RULES,
        *meals.RULES,
    )
}

__all__ = ["RULES", "Attempt", "Rule"]
