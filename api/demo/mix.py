"""Which stories the demo tells, and how many of each: the usual ones often, every peculiar one at least once.

A quirk is something that goes otherwise than usual, by the name the habits ask for. What a kind needs of its
category stands beside it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random

from api.demo import items, meals, petitions
from api.demo.kinds import PUBLIC, Kind, Rest
from api.demo.rests import RESTS

BASE: tuple[Kind, ...] = (
    Kind(30),
    Kind(4, ("slow",)),
    Kind(2, ("slow", "supervised")),
    Kind(5, ("on_spot",), ("grid",), "on_the_spot"),
    Kind(2, ("supplement",), PUBLIC),
    Kind(1, ("supplement", "silent"), PUBLIC),
    Kind(4, ("verified",)),
    Kind(2, ("verified", "untrue"), PUBLIC),
    Kind(1, ("verified", "gone"), PUBLIC),
    Kind(2, ("declined",), PUBLIC),
    Kind(1, ("withdrawn",), PUBLIC, "no_danger"),
    Kind(6, ("repeat",), PUBLIC),
    Kind(4, ("wrong_unit",), needs="two_units"),
    Kind(2, ("wrong_unit", "wrong_unit"), needs="two_units", room=10),
    Kind(1, ("wrong_unit", "return_refused"), needs="two_units"),
    Kind(1, ("reassigned",), needs="two_units"),
    Kind(3, ("joint",)),
    Kind(2, ("joint", "late_assist")),
    Kind(4, ("false_done",)),
    Kind(1, ("false_done", "false_done"), room=10),
    Kind(2, ("desk_back",)),
    Kind(1, ("checker_changed",)),
    Kind(3, ("relapse",), PUBLIC, room=20),
    Kind(3, ("extended",)),
    Kind(1, ("extended", "extension_refused")),
    Kind(1, ("suspended",), room=24),
    Kind(1, ("suspended", "suspension_refused")),
    Kind(1, ("forced",), room=8),
    Kind(1, ("excluded",), room=14),
    Kind(1, ("excluded", "exclusion_refused"), room=14),
)
CITY: tuple[Kind, ...] = (
    *BASE,
    Kind(1, ("declined", "reconsidered"), PUBLIC, room=10),
    Kind(1, ("repeat", "unmerged"), PUBLIC, room=10),
    Kind(1, ("late_repeat",), PUBLIC),
    Kind(1, ("reclassified",)),
    Kind(1, ("relapse", "reopen_refused"), PUBLIC, room=20),
    Kind(2, ("danger", "fenced"), needs="safety"),
    Kind(2, ("urging",), PUBLIC),
    Kind(1, ("escalated",)),
    Kind(1, ("transferred",)),
)
ORDERS: tuple[Kind, ...] = (
    Kind(6, ("order",), needs="order"),
    Kind(2, ("order", "missed", "corrected_late"), needs="term", room=14),
    Kind(1, ("order", "missed", "order_withdrawn_late"), needs="term", room=14),
    Kind(1, ("order", "order_withdrawn"), needs="term"),
    Kind(1, ("order", "refused", "corrected_late"), needs="order"),
)
RIVER: tuple[Kind, ...] = (
    *BASE,
    *ORDERS,
    Kind(2, ("order", "refused", "punished", "spot_fine"), needs="order", room=20),
    Kind(1, ("order", "missed", "punished", "waives", "deferred"), needs="term", room=34),
    Kind(1, ("order", "missed", "punished", "spared", "ordered_again"), needs="term", room=28),
    Kind(2, ("danger",), needs="safety"),
    Kind(4, ("dissuaded", "chief_urges"), ("river_chief",)),
    Kind(2, ("dissuaded", "chief_urges", "district"), ("river_chief",), room=20),
    Kind(1, ("chief_urges", "district", "district_returns"), ("river_chief",), room=20),
    Kind(1, (), ("device",), "river.outfall_dry"),
    Kind(1, ("recovers", "goes"), ("device",), "river.outfall_dry"),
    Kind(1, ("transferred",)),
)
METRO: tuple[Kind, ...] = (
    *BASE,
    *ORDERS,
    Kind(2, ("order", "refused", "punished", "spot_fine"), needs="order", room=20),
    Kind(1, ("order", "refused", "punished", "hearing", "held"), needs="order", room=34),
    Kind(1, ("order", "refused", "punished", "police"), needs="order", room=20),
    Kind(
        1,
        ("order", "refused", "punished", "waives", "sent_back", "unpaid", "challenged"),
        needs="order",
        room=48,
    ),
    Kind(3, ("transferred",), needs="metro.illegal_taxi"),
    Kind(2, (), ("device",), "metro.bike_jam"),
    Kind(1, ("recovers", "goes"), ("device",), "metro.bike_jam"),
)
DISPUTES: tuple[Kind, ...] = (
    Kind(8, room=24),
    Kind(4, ("confirmed",), needs="confirmable", room=40),
    Kind(1, ("rejected",), needs="confirmable", room=46),
    Kind(1, ("breaches",), room=36),
    Kind(1, ("breaches", "promises"), room=46),
    Kind(2, ("breaches", "sued"), room=40),
    Kind(1, ("confirmed", "breaches", "sued"), needs="confirmable", room=50),
    Kind(2, ("refuses",)),
    Kind(2, ("refuses_later",), room=16),
    Kind(2, ("fails",), room=18),
    Kind(1, ("fails", "tries_again"), room=34),
    Kind(1, ("declined",), needs="dispute.reserved"),
    Kind(1, ("referred",)),
    Kind(1, ("silent_party",), room=30),
    Kind(1, ("objected", "mediator_changed"), room=24),
    Kind(1, ("paused",), room=34),
    Kind(1, ("invited",), room=20),
    Kind(1, ("extended",), room=38),
    Kind(1, ("threat", "red"), room=20),
)
ENDS: tuple[Kind, ...] = (
    Kind(1, ("repeat",), PUBLIC),
    Kind(1, ("withdrawn",), PUBLIC, "no_danger"),
    Kind(1, ("transferred",)),
    Kind(1, ("forced",), room=8),
)
"""How a few otherwise than usual end, in the workflows of which a handful is told."""
FUMES: tuple[Kind, ...] = (
    Kind(4),
    Kind(4, ("recovers", "goes"), ("device",), "fume.over_limit"),
    Kind(2, (), ("device",), "fume.over_limit"),
    Kind(2, (), ("device",), "fume.purifier_off"),
    Kind(2, ("order",), needs="order"),
    Kind(1, ("order", "missed", "corrected_late"), needs="term", room=14),
    Kind(1, ("order", "missed", "punished", "waives"), needs="term", room=34),
    Kind(1, ("verified", "untrue"), PUBLIC),
    Kind(1, ("false_done",)),
    Kind(1, ("on_spot",), ("grid",), "on_the_spot"),
    *ENDS,
)
LIFTS: tuple[Kind, ...] = (
    Kind(5, ("leaves",)),
    Kind(2, ("pram",)),
    Kind(3),
    Kind(1, ("again",)),
    Kind(1, ("again",)),
    Kind(1, ("again",)),
    Kind(1, ("again", "stubborn", "late")),
    Kind(1, ("again", "stubborn")),
)
ESTATE: tuple[Kind, ...] = (
    Kind(6, (), PUBLIC),
    Kind(2, ("on_spot",), ("grid",), "on_the_spot"),
    Kind(1, ("verified", "untrue"), PUBLIC),
    Kind(1, ("false_done",)),
    Kind(1, ("suspended",), needs="estate.defect", room=24),
    Kind(1, ("slow",), PUBLIC, "estate.property"),
    *ENDS,
)
KINDS: Mapping[str, Sequence[Kind]] = {
    "city_case": CITY,
    "river_bank": RIVER,
    "metro_area": METRO,
    "mediation": DISPUTES,
    "meal_order": meals.KINDS,
    "service_item": items.KINDS,
    "petition": petitions.KINDS,
    "kitchen_fume": FUMES,
    "ebike_lift": LIFTS,
    "estate": ESTATE,
}

SHARES: Mapping[str, float] = {
    "city_case": 0.269,
    "river_bank": 0.175,
    "metro_area": 0.173,
    "mediation": 0.095,
    "petition": 0.075,
    "kitchen_fume": 0.057,
    "ebike_lift": 0.028,
    "meal_order": 0.046,
    "service_item": 0.041,
    "estate": 0.041,
}
LEFT = 3
"""One case of so many is left somewhere."""


def shares_of(cases: int) -> dict[str, int]:
    """How many cases each workflow gets."""
    counts = {name: round(cases * share) for name, share in SHARES.items()}
    counts["city_case"] += cases - sum(counts.values())
    return counts


def drawn(workflow: str, count: int, dice: Random) -> list[Kind | Rest]:
    """So many stories, shuffled: states to rest in first, then every kind once, then by weight."""
    rests = list(RESTS[workflow])
    dice.shuffle(rests)
    wanted = max(count // LEFT, min(len(rests), count // 2))
    left = [rests[n % len(rests)] for n in range(min(wanted, 2 * len(rests)))]
    kinds = list(KINDS[workflow])
    told = count - len(left)
    once = dice.sample(kinds, len(kinds)) if told >= len(kinds) else []
    more = dice.choices(kinds, [kind.weight for kind in kinds], k=told - len(once))
    found: list[Kind | Rest] = [*left, *once, *more]
    dice.shuffle(found)
    return found
