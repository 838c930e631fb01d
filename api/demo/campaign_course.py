"""How campaigns go in the demo: planned, begun, shops visited, cases hung on, reviewed, closed or called off."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from api.demo.actors import DESK
from api.demo.course import Course, Turn
from api.demo.filling import Fields, closed, photos, say
from api.demo.habits import Habit, Plan
from api.demo.story import Scene, Story
from api.demo.waits import days, office
from api.demo.world import World
from domain.codec import to_data

LEAD, WITH = "public_management", ("enforcement", "cleaning_firm")
JOINING = "bike_firm"
BEFORE, AFTER = 40, 6
OUTLINE = 0.004
"""Degrees from the middle to each side."""


def _opens_with(world: World, story: Story) -> dict[str, Any]:
    first = world.moments.calendar.local(story.arrives_at).date()
    lat, lon = story.place.lat_deg or 0.0, story.place.lon_deg or 0.0
    corners = ((-OUTLINE, -OUTLINE), (-OUTLINE, OUTLINE), (OUTLINE, OUTLINE), (OUTLINE, -OUTLINE))
    outline = [f"{lat + north:.6f},{lon + east:.6f}" for north, east in corners]
    return {
        "category": story.category,
        "place": to_data(story.place),
        "units": list(WITH),
        "area": outline if "outlined" in story.quirks else None,
        "until": (first + timedelta(days=45)).isoformat(),
    }


def _plan(scene: Scene, _: Habit) -> dict[str, Any]:
    today = scene.world.moments.calendar.local(scene.at).date()
    return {
        "plan": photos(scene, "record")[0],
        "duties": {unit: say(scene, "campaign_duty") for unit in (LEAD, *WITH)},
        "since": (today + timedelta(days=7)).isoformat(),
        "until": (today + timedelta(days=45)).isoformat(),
        "quantity": str(BEFORE + scene.dice.randint(0, 20)),
        "method": "count",
    }


def _replan(scene: Scene, _: Habit) -> dict[str, Any]:
    plan = scene.case.plan
    duties = {unit: say(scene, "campaign_duty") for unit in (LEAD, *WITH, *sorted(scene.case.co_units))}
    until = plan.until.isoformat() if plan else ""
    return {"plan": photos(scene, "record")[0], "duties": duties, "until": until}


def _visit(scene: Scene, habit: Habit) -> dict[str, Any]:
    nth = len(scene.case.checklists)
    again = habit.kind == "again" and nth
    return {
        "object": f"店铺 {nth if again else nth + 1}",
        "reason": "recheck" if again else None,
        "items": {name: scene.dice.random() < 0.8 for name in scene.category.asked_in("visit")},
    }


def _fitting(scene: Scene) -> list[str]:
    """Cases of the same community that somebody is handling, and that hang on nothing yet."""
    taken = {child for case in scene.world.cases.values() for child in case.children}
    return sorted(
        case.id
        for case in scene.world.cases.values()
        if case.workflow == "city_case"
        and case.phase == "work"
        and case.id not in taken
        and case.community == scene.case.community
    )


def _settled(scene: Scene) -> bool:
    children = [scene.world.cases[child] for child in scene.case.children]
    return all(child.phase in ("done", "suspended") for child in children)


def _assist_open(scene: Scene) -> bool:
    return any(not assist.answered for assist in scene.case.assists.values())


def _ready(scene: Scene) -> bool:
    return _settled(scene) and not _assist_open(scene)


def _rehomed(scene: Scene) -> bool:
    children = [scene.world.cases[child] for child in scene.case.children]
    return all(child.phase == "done" or child.unit for child in children)


def _ask_join(scene: Scene, _: Habit) -> dict[str, Any]:
    due = scene.world.moments.office(scene.at, 2000)
    return {"unit": JOINING, "task": say(scene, "assist_task"), "due_at": due.isoformat()}


def _join(scene: Scene, _: Habit) -> dict[str, Any]:
    asked = next(key for key, assist in scene.case.assists.items() if not assist.answered)
    return {"assist": asked, "outcome": "done", "text": say(scene, "assist_done")}


def _extend(scene: Scene, _: Habit) -> dict[str, Any]:
    return {"new_due_at": (scene.case.clocks["campaign"].due_at + timedelta(days=14)).isoformat()}


FIELDS: Mapping[str, Fields] = {
    "approve": _plan,
    "start": lambda scene, _: {"text": say(scene, "campaign_notice")},
    "visit": _visit,
    "add_case": lambda scene, _: {"child": _fitting(scene)[0]},
    "ask_join": _ask_join,
    "join": _join,
    "replan": _replan,
    "extend": _extend,
    "finish": lambda scene, _: {"result": say(scene, "campaign_done"), "files": photos(scene, "after")},
    "fail": lambda scene, _: {"finding": say(scene, "campaign_failed")},
    "pass": lambda scene, _: {
        "items": dict.fromkeys(scene.category.closing, True),
        "quantity": str(AFTER),
        "method": "count",
        "note": say(scene, "campaign_passed"),
    },
    "close": lambda scene, _: {
        "condition": scene.category.closing[0],
        **closed(scene, "campaign_closed"),
    },
    "cancel": lambda scene, _: {"reason": "cancelled", "explanation": say(scene, "campaign_off")},
}
PLAN: Plan = {
    "planned": (
        Habit("cancel", days(1, 2), when="off_at_once"),
        Habit("approve", days(1, 2)),
    ),
    "approved": (Habit("start", days(1, 3)),),
    "running": (
        Habit("cancel", days(2, 4), when="off", holds=_rehomed),
        Habit("visit", office(60, 300), once=True),
        Habit("add_case", office(30, 200), once=True, holds=lambda scene: bool(_fitting(scene))),
        Habit("visit", days(1, 2), when="again", kind="again"),
        Habit("ask_join", office(60, 200), when="joined"),
        Habit("join", days(1, 3), holds=_assist_open),
        Habit("replan", days(1, 2), when="replanned"),
        Habit("extend", days(1, 2), when="extended"),
        Habit("finish", days(2, 5), holds=_ready),
        Habit("visit", days(1, 3), kind="more"),
    ),
    "reviewing": (Habit("fail", days(1, 2), when="failed"), Habit("pass", days(1, 3))),
    "checked": (Habit("close", office(60, 400)),),
}


def _of(role: str, unit: str = "") -> Callable[[Scene], str]:
    return lambda scene: scene.world.one(role, scene.dice, unit=unit)


def _checker(scene: Scene) -> str:
    return scene.world.one("checker", scene.dice, unit=DESK, apart_from=scene.case.hands)


WHO: Mapping[str, Callable[[Scene], str]] = {
    **dict.fromkeys(("approve", "replan", "extend", "close"), _of("deputy")),
    **dict.fromkeys(("start", "ask_join", "finish"), _of("unit_head", LEAD)),
    **dict.fromkeys(("fail", "pass"), _checker),
    "visit": _of("officer"),
    "add_case": _of("officer"),
    "join": _of("handler", JOINING),
    "cancel": _of("leader"),
}
CAMPAIGN = Course(
    workflow="campaign",
    opening="propose",
    opener=lambda world, story: world.one("unit_head", story.dice, unit=LEAD),
    opens_with=_opens_with,
    plan=PLAN,
    fields=FIELDS,
    who=WHO,
    turns=(
        Turn(30, quirks=("again", "joined", "replanned")),
        Turn(12, "running", ("outlined",)),
        Turn(18, "reviewing"),
        Turn(2, "planned"),
        Turn(4, "approved"),
        Turn(22, quirks=("off",)),
        Turn(28, "checked", ("failed", "extended")),
        Turn(20, quirks=("off_at_once",)),
        Turn(8, "running", ("again", "outlined")),
    ),
)
