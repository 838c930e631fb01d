"""A meal order on its way, for whoever looks at what may become of it."""

from __future__ import annotations

from datetime import date
from typing import Any

from domain.envelope import Event
from domain.facts.dispatch import CaseSignedFor
from domain.facts.meals import DeliveryRecorded
from domain.facts.tasks import TaskOpened
from tests.support.given import happened
from tests.support.samples import HERE

DAY = date(2026, 3, 3)


def ordered(person: str = "resident-1", day: date = DAY, **more: Any) -> TaskOpened:
    """That somebody ordered lunch."""
    said = {"category": "meal", "place": HERE, "meal": "lunch", **more}
    return TaskOpened(
        kind="meal_order", rule="asked", subject=person, since=day, until=day, title="普通餐", **said
    )


def order(person: str = "resident-1", day: date = DAY, **more: Any) -> Event:
    """The same, as a grid worker told it."""
    return happened(ordered(person, day, **more), by="grid-1")


CONFIRMED = happened(
    CaseSignedFor(unit="kitchen", person="kitchen-1", batch="kitchen-20260303-lunch"), by="kitchen-1"
)


def brought(outcome: str = "delivered") -> Event:
    """What became of it at the door."""
    fact = DeliveryRecorded(stop="三号线-07", outcome=outcome, proof="in_person")
    return happened(fact, by="courier-1", unit="kitchen")
