"""What deliveries make of a meal order; what was booked changes nothing of it."""

from __future__ import annotations

from domain.case import Case
from domain.changing import replace
from domain.envelope import Envelope
from domain.facts.meals import DeliveryRecorded
from domain.fold.change import Changes


def delivery_recorded(case: Case, fact: DeliveryRecorded, _: Envelope) -> Case:
    return replace(case, stop=fact.stop, delivery=fact.outcome)


CHANGES: Changes = {DeliveryRecorded: delivery_recorded}
