"""Every rule by name: a condition that must hold, one refusal code each. Workflows name them, nothing else does."""

from domain.rules import (
    campaigning,
    children,
    closing,
    committing,
    correcting,
    devices,
    dispatching,
    enforcing,
    granting,
    handing_over,
    intake,
    meals,
    mediating,
    migrating,
    outfalls,
    penalising,
    petitioning,
    places,
    recomputing,
    recurring,
    repeating,
    rescuing,
    rounds,
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
        *rounds.RULES,
        *rescuing.RULES,
        *handing_over.RULES,
        *campaigning.RULES,
        *outfalls.RULES,
        *committing.RULES,
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
