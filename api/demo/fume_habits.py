"""What happens to fumes of kitchens in the demo: the street's habits, and officers who see it before it is filed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from api.demo.filling import Fields, say
from api.demo.habits import Habit, Plan
from api.demo.story import Scene
from api.demo.street_habits import STREET
from api.demo.waits import office


def _unseen(scene: Scene) -> bool:
    return not scene.case.seen_on_site


def _pair(scene: Scene) -> list[str]:
    return scene.dice.sample(scene.world.holders("officer"), 2)


def _sample(scene: Scene, _: Habit) -> dict[str, Any]:
    return {
        "officers": _pair(scene),
        "quantity": f"{scene.dice.randint(21, 46) / 10}",
        "text": say(scene, "sample"),
    }


SEE = Habit("see_on_site", office(20, 150), holds=_unseen)
SAMPLE = Habit("sample", office(10, 60), chance=0.3, once=True)
PLAN: Plan = {
    **STREET,
    "reported": (
        *STREET["reported"][:-1],
        SEE,
        STREET["reported"][-1],
    ),
    "verified": (STREET["verified"][0], SEE, SAMPLE, *STREET["verified"][1:]),
}
FIELDS: Mapping[str, Fields] = {
    "see_on_site": lambda scene, _: {"officers": _pair(scene), "text": say(scene, "seen")},
    "sample": _sample,
}
