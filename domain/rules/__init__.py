"""Every rule by name: a condition that must hold, one refusal code each. Workflows name them, nothing else does."""

from domain.rules import (
    campaigning,
    closing,
    committing,
    devices,
    dispatching,
    enforcing,
    granting,
    handing_over,
    intake,
    mediating,
    migrating,
    outfalls,
    places,
    recomputing,
    recurring,
    repeating,
    rescuing,
    rounds,
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
        *rounds.RULES,
        *rescuing.RULES,
        *handing_over.RULES,
        *campaigning.RULES,
        *outfalls.RULES,
        *committing.RULES,
        *timing.RULES,
        *devices.RULES,
        *repeating.RULES,
    )
}

__all__ = ["RULES", "Attempt", "Rule"]
