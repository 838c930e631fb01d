"""Classes of data: who may read a field, and that what is personal or confidential lies sealed in the log."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """Class of a field; `confidential_in` names workflows and categories' kinds where it rises to 3."""

    level: int
    confidential_in: tuple[str, ...] = ()


PUBLIC = Sensitivity(0)
INTERNAL = Sensitivity(1)
PERSONAL = Sensitivity(2)
CONFIDENTIAL = Sensitivity(3)
PERSONAL_OR_CONFIDENTIAL = Sensitivity(
    2, confidential_in=("mediation", "petition", "accusation", "meal_health")
)
"""Personal, but confidential in mediation, petitions, accusations (举报) and meal health data."""
