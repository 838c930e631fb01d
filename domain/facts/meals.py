"""Facts of meals brought to the door (助餐): what became of a delivery, what was booked, who is on the meal list.

What somebody must not eat is data about his health (个人信息保护法28): confidential, sealed with that person's key, and
nothing folds or judges it from the record. It is opened for one decision, by `workflows.ports.Diets`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated

from domain.facts.schema import (
    CONFIDENTIAL,
    INTERNAL,
    PERSON,
    PERSONAL,
    PUBLIC,
    Concerns,
    Fact,
    Limits,
    one_of,
)
from domain.values import File

DELIVERED, REFUSED, WITHHELD = "delivered", "refused", "withheld"
OUTCOMES = (DELIVERED, "no_answer", REFUSED, "wrong_address", WITHHELD)
PROOFS = ("in_person", "family", "call", "photo", "record")
"""How it is known: handed over in person, to the family, told on the phone, a picture, a written record."""
SPOKEN = frozenset({"in_person", "family", "call"})
"""Proofs that somebody spoke to the person or the family."""
CHARGE, SUBSIDY, REFUND = "charge", "subsidy", "refund"
ENTRIES = (CHARGE, SUBSIDY, REFUND)
MEALS = ("lunch", "dinner")
ALLERGENS = ("gluten", "crustaceans", "fish", "egg", "peanut", "soy", "milk", "nuts")
"""The eight kinds of food that a label must warn of (GB 7718 4.4.3)."""
TIERS = ("full", "half", "none")
"""How much of a meal the office pays."""


@dataclass(frozen=True, kw_only=True)
class DeliveryRecorded(Fact):
    """送餐记录: what became of a meal at a stop of the route; all but `delivered` asks where the person is."""

    TOPIC = "delivery.recorded"
    HANDS = True
    stop: Annotated[str, INTERNAL]
    """The stop on the kitchen's route list; the dwelling stands there and nowhere else."""
    outcome: Annotated[str, INTERNAL, one_of(*OUTCOMES)]
    temperature: Annotated[Decimal | None, INTERNAL] = None
    """Degrees Celsius at the door; none where nothing was handed over."""
    proof: Annotated[str, INTERNAL, one_of(*PROOFS)]
    files: Annotated[tuple[File, ...], PERSONAL] = ()


@dataclass(frozen=True, kw_only=True)
class LedgerPosted(Fact):
    """补贴记账: one entry of somebody's meal account; a subsidy and a refund are posted once a person and day."""

    TOPIC = "ledger.posted"
    account: Annotated[str, INTERNAL, PERSON]
    entry: Annotated[str, INTERNAL, one_of(*ENTRIES)]
    amount: Annotated[int, PERSONAL, Limits(0, 10**12), Concerns("account")]
    """Fen."""
    day: Annotated[date, INTERNAL]
    """The day the meal was for."""


@dataclass(frozen=True, kw_only=True)
class MealCardIssued(Fact):
    """助餐登记: somebody is on the meal list in these days, as said here, until it is said anew or withdrawn."""

    TOPIC = "meal_card.issued"
    person: Annotated[str, INTERNAL, PERSON]
    since: Annotated[date, INTERNAL]
    until: Annotated[date, INTERNAL]
    tier: Annotated[str, INTERNAL, one_of(*TIERS)] = "none"
    family: Annotated[tuple[str, ...], INTERNAL, PERSON] = ()
    """Who may say that the person is safe."""
    avoids: Annotated[tuple[str, ...], CONFIDENTIAL, one_of(*ALLERGENS), Concerns("person")] = ()
    """What the person must not be given; asked for with separate consent (个人信息保护法29)."""


@dataclass(frozen=True, kw_only=True)
class MealCardWithdrawn(Fact):
    """取消助餐登记: somebody is on the meal list no longer."""

    TOPIC = "meal_card.withdrawn"
    person: Annotated[str, INTERNAL, PERSON]
    reason: Annotated[str, PUBLIC, one_of("moved", "deceased", "own_wish", "not_eligible")]


FACTS: tuple[type[Fact], ...] = (DeliveryRecorded, LedgerPosted)
OF_OFFICE: tuple[type[Fact], ...] = (MealCardIssued, MealCardWithdrawn)
