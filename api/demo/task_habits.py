"""What happens to root-cause tasks in the demo, who does it, and what the moves carry."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from api.demo.actors import DESK
from api.demo.filling import Fields, closed, photos, say, unit_name
from api.demo.habits import Habit, Plan
from api.demo.story import Scene
from api.demo.waits import days, office, past

PLANNED_DAYS = (20, 60)
MORE_DAYS = timedelta(days=10)


def _with_handlers(scene: Scene) -> str:
    """A unit that has the duty and people to do it, else any that has people."""
    listed = scene.world.units_for(scene.case.category, scene.case.community)
    others = sorted({post.unit for post in scene.world.posts if post.role == "handler"})
    return next(unit for unit in (*listed, *others) if scene.world.holders("handler", unit))


def _assign(scene: Scene, _: Habit) -> dict[str, Any]:
    unit = _with_handlers(scene)
    owner = scene.world.one("handler", scene.dice, unit=unit)
    return {
        "unit": unit,
        "assignee": owner,
        "instruction": say(scene, "task_instruction", unit=unit_name(scene, unit)),
    }


def _plan(scene: Scene, _: Habit) -> dict[str, Any]:
    today = scene.world.moments.calendar.local(scene.at).date()
    until = today + timedelta(days=scene.dice.randint(*PLANNED_DAYS))
    return {
        "plan": photos(scene, "record")[0],
        "duties": {unit_name(scene, scene.case.unit): say(scene, "measure")},
        "until": until.isoformat(),
    }


def _extend(scene: Scene, _: Habit) -> dict[str, Any]:
    clock = scene.case.clocks["act"]
    return {"new_due_at": (clock.due_at + MORE_DAYS).isoformat()}


FIELDS: Mapping[str, Fields] = {
    "assign": _assign,
    "drop": lambda scene, _: {"reason": "gone", "explanation": say(scene, "task_dropped")},
    "plan": _plan,
    "act": lambda scene, _: {"step": "progress", "text": say(scene, "measure")},
    "extend": _extend,
    "report_done": lambda scene, _: {"result": say(scene, "task_done"), "files": photos(scene, "after")},
    "fail": lambda scene, _: {"finding": say(scene, "task_failed")},
    "pass": lambda scene, _: {"note": say(scene, "task_passed")},
    "close": lambda scene, _: {
        **closed(scene, "task_closed"),
    },
}
PLAN: Plan = {
    "proposed": (Habit("drop", days(1, 2), when="dropped"), Habit("assign", days(1, 2))),
    "owned": (Habit("plan", days(1, 4)),),
    "acting": (
        Habit("act", days(1, 2), once=True),
        Habit("extend", days(1, 2), when="extended"),
        Habit("report_done", days(2, 6)),
    ),
    "reported_done": (Habit("fail", office(60, 420), when="failed"), Habit("pass", days(1, 2))),
    "watching": (Habit("close", past("watch", 30, 400)),),
}


def _deputy(scene: Scene) -> str:
    return scene.world.one("deputy", scene.dice)


def _owner(scene: Scene) -> str:
    return scene.case.assignments["work"]


def _checker(scene: Scene) -> str:
    return scene.world.one("checker", scene.dice, unit=DESK, apart_from=scene.case.hands)


WHO: Mapping[str, Callable[[Scene], str]] = {
    **dict.fromkeys(("assign", "drop", "plan", "extend", "close"), _deputy),
    **dict.fromkeys(("act", "report_done"), _owner),
    **dict.fromkeys(("fail", "pass"), _checker),
}
