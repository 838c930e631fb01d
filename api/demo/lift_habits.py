"""What happens to e-bikes in lifts in the demo: most leave by themselves, some households come again and again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from api.demo.filling import Fields, photos, say
from api.demo.habits import Habit, Plan
from api.demo.story import Scene
from api.demo.waits import after_term, days, office, wall


def _first(scene: Scene) -> bool:
    return scene.case.occasion is not None and scene.case.occasion.times == 1


def _third(scene: Scene) -> bool:
    return scene.case.occasion is not None and scene.case.occasion.times > 2


PLAN: Plan = {
    "detected": (Habit("left", wall(0.2, 0.7), when="leaves"),),
    "alerted": (Habit("not_ebike", wall(3, 8), when="pram"), Habit("attend", wall(3, 9))),
    "attended": (
        Habit("notice", office(30, 200), holds=_third),
        Habit("settle", office(20, 200), holds=_first),
    ),
    "visiting": (Habit("visited", days(1, 1)),),
    "noticed": (
        Habit("recheck_bad", after_term(20, 200), when="stubborn"),
        Habit("recheck_ok", after_term(20, 200)),
    ),
    "uncorrected": (Habit("late_ok", days(1, 1), when="late"), Habit("transfer", days(1, 1))),
    "checked": (Habit("close", office(30, 300)),),
}


def _household(scene: Scene) -> str:
    return scene.case.occasion.party if scene.case.occasion else scene.story.parties[0]


def _attend(scene: Scene, _: Habit) -> dict[str, Any]:
    return {
        "result": say(scene, "done"),
        "items": dict.fromkeys(scene.category.closing, True),
        "party": _household(scene),
        "files": photos(scene, "scene"),
    }


def _notice(scene: Scene, _: Habit) -> dict[str, Any]:
    number = f"演示改〔{scene.at.year}〕{scene.story.number:04d}号"
    return {"to": _household(scene), "doc_no": number, "text": say(scene, "notice")}


def _rechecked(scene: Scene, _: Habit) -> dict[str, Any]:
    """By both grid workers of the community."""
    there = scene.world.holders("grid", scene.case.community)
    return {"officers": there[:2], "files": photos(scene, "recheck")}


def _visited(scene: Scene, _: Habit) -> dict[str, Any]:
    return {"subject": _household(scene), "reached": True, "text": say(scene, "visited")}


def _handed_over(scene: Scene, _: Habit) -> dict[str, Any]:
    receipt = f"演示收〔{scene.at.year}〕{scene.story.number:04d}号"
    return {"body": "区消防救援机构", "receipt_no": receipt, "materials": say(scene, "transferred")}


def _close(scene: Scene, _: Habit) -> dict[str, Any]:
    return {
        "condition": scene.category.closing[0],
        "outcome": "corrected",
        "summary": say(scene, "summary"),
        "public_summary": say(scene, "public_summary"),
    }


FIELDS: Mapping[str, Fields] = {
    "left": lambda _, __: {},
    "not_ebike": lambda scene, _: {"explanation": say(scene, "pram")},
    "attend": _attend,
    "settle": lambda scene, _: {"note": say(scene, "check_passed")},
    "visited": _visited,
    "notice": _notice,
    "recheck_ok": _rechecked,
    "recheck_bad": lambda scene, habit: {**_rechecked(scene, habit), "cause": "expired"},
    "late_ok": _rechecked,
    "transfer": _handed_over,
    "close": _close,
}


def _of_property(scene: Scene) -> str:
    return scene.world.one("use_unit", scene.dice, unit=scene.case.unit)


def _of_community(scene: Scene) -> str:
    return scene.world.one("grid", scene.dice, unit=scene.case.community, apart_from=scene.case.hands)


def _leading(scene: Scene) -> str:
    apart = scene.case.hands | scene.case.dispatchers | scene.case.checkers
    return scene.world.one("shift_leader", scene.dice, apart_from=apart)


WHO: Mapping[str, Callable[[Scene], str]] = {
    "left": lambda scene: min(scene.case.reported_by),
    **dict.fromkeys(("not_ebike", "attend"), _of_property),
    **dict.fromkeys(("settle", "visited", "notice"), _of_community),
    **dict.fromkeys(("transfer", "close"), _leading),
}
