"""What happens to the turns of plans in the demo, who does it, and what the moves carry."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from api.demo.filling import Fields, say
from api.demo.habits import Habit, Plan
from api.demo.story import Scene
from api.demo.waits import office, share
from domain.case import Case
from domain.codec import to_data
from domain.rounds import MEASURED, REACH

FORGOTTEN, SHORT = "forgotten", "short"
COURSES: Sequence[tuple[tuple[str, ...], str]] = (
    ((), ""),
    (("finds",), ""),
    ((), ""),
    ((SHORT,), ""),
    (("interrupted",), ""),
    ((FORGOTTEN,), ""),
    (("doubted",), ""),
    ((), "submitted"),
    (("flooded",), ""),
    (("finds",), "under_way"),
)
"""By turns: what goes otherwise than usual with one, and where it is left."""
SOON = timedelta(days=3)


def _remembered(scene: Scene) -> bool:
    return not scene.has(FORGOTTEN)


def _found(scene: Scene) -> list[Case]:
    """What was reported close by in these days, and hangs on nothing yet."""
    return [
        case
        for case in scene.world.cases.values()
        if case.workflow == "river_bank"
        and case.id not in scene.case.children
        and abs(scene.at - case.opened_at) < SOON
    ]


def _found_something(scene: Scene) -> bool:
    return bool(_found(scene))


def _by_hand(scene: Scene) -> bool:
    """No track says whether it counts."""
    return MEASURED not in scene.category.flags


def _start(scene: Scene, _: Habit) -> dict[str, Any]:
    how = "gps" if MEASURED in scene.category.flags else "qr"
    return {"persons": [_doer(scene)], "place": to_data(scene.case.place), "how": how}


def _submit(scene: Scene, _: Habit) -> dict[str, Any]:
    said: dict[str, Any] = {"items": dict.fromkeys(scene.category.asked_in("submit"), True)}
    if _by_hand(scene):
        return said
    reach, short = int(scene.case.attributes[REACH]), scene.has(SHORT)
    scene.story.use_up(SHORT)
    walked = reach // 2 if short else reach + scene.dice.randint(0, 300)
    return {**said, "length": str(walked), "duration": 8 if short else scene.dice.randint(25, 50)}


FIELDS: Mapping[str, Fields] = {
    "start": _start,
    "find": lambda scene, _: {"child": _found(scene)[-1].id},
    "break_off": lambda scene, _: {"text": say(scene, "round_broken_off")},
    "submit": _submit,
    "confirm": lambda scene, _: {"note": say(scene, "round_confirmed")},
    "void": lambda scene, _: {"finding": say(scene, "round_void")},
    "excuse": lambda scene, _: {"ground": "flood", "explanation": say(scene, "round_excused")},
}
PLAN: Plan = {
    "planned": (
        Habit("excuse", share("cycle", 0.1, 0.5), when="flooded"),
        Habit("start", share("cycle", 0.1, 0.6), holds=_remembered),
    ),
    "under_way": (
        Habit("break_off", office(5, 20), when="interrupted"),
        Habit("find", office(5, 30), when="finds", holds=_found_something),
        Habit("submit", office(20, 70)),
    ),
    "submitted": (
        Habit("void", office(30, 200), when="doubted", holds=_by_hand),
        Habit("confirm", office(30, 300), holds=_by_hand),
    ),
}


def _doer(scene: Scene) -> str:
    """The first who holds the role of the task in the unit that has it, else anywhere."""
    role = scene.case.task.role if scene.case.task else ""
    return (scene.world.holders(role, scene.case.unit) or scene.world.holders(role))[0]


def _confirmer(scene: Scene) -> str:
    return scene.world.one("confirmer", scene.dice, apart_from=scene.case.hands)


WHO: Mapping[str, Callable[[Scene], str]] = {
    **dict.fromkeys(("start", "find", "break_off", "submit"), _doer),
    **dict.fromkeys(("confirm", "void", "excuse"), _confirmer),
}
