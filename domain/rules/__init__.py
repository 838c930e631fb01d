"""Every rule by name: a condition that must hold, one refusal code each. Workflows name them, nothing else does."""

from domain.rules import (
    children,
    closing,
    correcting,
    devices,
    dispatching,
    enforcing,
    granting,
    intake,
    meals,
    mediating,
    migrating,
    penalising,
    petitioning,
    places,
    recomputing,
    recurring,
    repeating,
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
        *children.RULES,
        *enforcing.RULES,
        *places.RULES,
        *mediating.RULES,
        *migrating.RULES,
        *recomputing.RULES,
        *recurring.RULES,
        *timing.RULES,
        *serving.RULES,
        *meals.RULES,
        *penalising.RULES,
        *petitioning.RULES,
        *correcting.RULES,
        *devices.RULES,
        *repeating.RULES,
    )
}

__all__ = ["RULES", "Attempt", "Rule"]
