"""The states in which the demo leaves cases, by workflow, so that the board shows every one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from api.demo import items, meals, petitions
from api.demo.kinds import PUBLIC, Rest

BASE_RESTS: tuple[Rest, ...] = (
    Rest("reported", lead=(0.1, 0.6)),
    Rest("awaiting_reporter", ("supplement",), channels=PUBLIC),
    Rest("verifying", ("verified",), lead=(0.7, 2.5)),
    Rest("verified", ("verified",), lead=(1.5, 4)),
    Rest("filed"),
    Rest("dispatched", lead=(1.2, 3)),
    Rest("handling", lead=(0.5, 5)),
    Rest("rework", ("false_done",), lead=(3, 6)),
    Rest("suspended", ("suspended",), lead=(3, 10)),
    Rest("force_closed", ("forced",), lead=(5, 12)),
    Rest("returned", ("wrong_unit",), lead=(1, 3), needs="two_units"),
    Rest("coordinating", ("wrong_unit", "wrong_unit"), lead=(3, 5), needs="two_units"),
    Rest("handled", lead=(2, 5)),
    Rest("checking", lead=(1.5, 4)),
    Rest("checked", lead=(2, 5)),
)
ORDER_RESTS = (
    Rest("ordered", ("order",), (1, 2.5), "term"),
    Rest("uncorrected", ("order", "refused"), (2, 5), "order"),
    Rest("penalising", ("order", "refused", "punished"), (12, 16), "order"),
    Rest("penalising", ("order", "refused", "punished"), (13, 17), "order"),
)
RESTS: Mapping[str, Sequence[Rest]] = {
    "city_case": BASE_RESTS,
    "river_bank": (
        *BASE_RESTS,
        *ORDER_RESTS,
        Rest("with_district", ("dissuaded", "chief_urges", "district"), (4, 8), channels=("river_chief",)),
    ),
    "metro_area": (*BASE_RESTS, *ORDER_RESTS),
    "mediation": (
        Rest("applied"),
        Rest("consent_pending", lead=(1.5, 4)),
        Rest("accepted", lead=(3.5, 5)),
        Rest("mediating", lead=(6, 16)),
        Rest("paused", ("paused",), (10, 20)),
        Rest("performing", lead=(12, 18)),
        Rest("confirming", ("confirmed",), (16, 22), "confirmable"),
        Rest("breached", ("breaches",), (20, 28)),
        Rest("performed", lead=(26, 34)),
    ),
    "meal_order": meals.RESTS,
    "service_item": items.RESTS,
    "petition": petitions.RESTS,
    "kitchen_fume": (
        Rest("reported", lead=(0.1, 0.6), channels=("device",)),
        Rest("verified", ("verified",), lead=(1.5, 4)),
        Rest("handling", lead=(1, 5)),
        Rest("ordered", ("order",), (1, 2.5), "term"),
        Rest("checking", lead=(2, 5)),
    ),
    "ebike_lift": (
        Rest("alerted", lead=(0.1, 0.3)),
        Rest("attended", lead=(0.5, 1)),
        Rest("checked", lead=(1, 3)),
    ),
    "estate": (
        Rest("dispatched"),
        Rest("handling", lead=(0.5, 4)),
        Rest("checked", lead=(2, 5)),
    ),
}
