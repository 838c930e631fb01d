"""How outfall files go in the demo: looked at, filed, put right, checked in both weathers, kept, opened again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from api.demo.actors import DESK
from api.demo.course import Course, Turn
from api.demo.filling import Fields, closed, photos, say
from api.demo.habits import Habit, Plan
from api.demo.story import Scene, Story
from api.demo.waits import days, office, past, share
from api.demo.world import World
from domain.codec import to_data

UNIT = "water_office"
LOOKS: Mapping[str, dict[str, Any]] = {
    "proof": {"dry_hours": 72, "items": {"flowing": True, "sewage": True, "dye": True}},
    "dry": {"dry_hours": 60, "items": {"flowing": False}},
    "wet": {"dry_hours": 0, "items": {"raining": True, "flowing": True, "sewage": False}},
}


def _opens_with(world: World, story: Story) -> dict[str, Any]:
    return {
        "channel": "grid",
        "category": story.category,
        "narrative": world.phrases.say("outfall", story.dice, place=story.place.address),
        "place": to_data(story.place),
    }


def _seen(scene: Scene, *, raining: bool) -> bool:
    """Whether somebody looked in such weather since the work was reported."""
    done = scene.case.work_reported_at
    looks = [look for look in scene.case.checklists if done is not None and look.at >= done]
    return any(look.says("raining") == raining for look in looks)


def _proved(scene: Scene) -> bool:
    since = scene.case.closed_at
    return any(look.says("dye") and (since is None or look.at > since) for look in scene.case.checklists)


def _not_proved(scene: Scene) -> bool:
    return not _proved(scene)


def _supervised(scene: Scene) -> bool:
    return scene.case.supervisions > 0


def _plan(scene: Scene, _: Habit) -> dict[str, Any]:
    today = scene.world.moments.calendar.local(scene.at).date()
    return {
        "plan": photos(scene, "record")[0],
        "duties": {UNIT: say(scene, "outfall_duty")},
        "until": (today + timedelta(days=60)).isoformat(),
    }


def _suspend(scene: Scene, _: Habit) -> dict[str, Any]:
    today = scene.world.moments.calendar.local(scene.at).date()
    return {
        "ground": scene.category.suspension_grounds[0],
        "until": (today + timedelta(days=40)).isoformat(),
        "interim": say(scene, "outfall_interim"),
        "files": photos(scene, "interim_measure"),
    }


def _extend(scene: Scene, _: Habit) -> dict[str, Any]:
    return {"new_due_at": (scene.case.clocks["fix"].due_at + timedelta(days=5)).isoformat()}


FIELDS: Mapping[str, Fields] = {
    "look": lambda _, habit: LOOKS[habit.kind],
    "inspect": lambda _, habit: LOOKS[habit.kind],
    "dismiss": lambda scene, _: {"reason": "gone", "explanation": say(scene, "outfall_dismissed")},
    "file": lambda scene, _: {"condition": scene.category.filing[0]},
    "plan": _plan,
    "begin": lambda _, __: {},
    "note": lambda scene, _: {"step": "progress", "text": say(scene, "outfall_duty")},
    "extend": _extend,
    "suspend": _suspend,
    "resume": lambda _, __: {"cause": "ground_over"},
    "self_check": lambda scene, _: {
        "result": say(scene, "outfall_done"),
        "items": dict.fromkeys(scene.category.closing, True),
        "files": photos(scene, "after"),
    },
    **dict.fromkeys(
        ("street_pass", "district_pass"),
        lambda scene, _: {
            "items": dict.fromkeys(scene.category.closing, True),
            "note": say(scene, "outfall_passed"),
        },
    ),
    **dict.fromkeys(
        ("street_fail", "district_fail", "object"),
        lambda scene, _: {"finding": say(scene, "outfall_failed")},
    ),
    "publish": lambda scene, _: {"text": say(scene, "outfall_notice")},
    "close": lambda scene, _: {
        "condition": scene.category.closing[0],
        **closed(scene, "outfall_closed"),
    },
    "relapse": lambda _, __: {},
    "end": lambda scene, _: {"reason": "lapsed", "explanation": say(scene, "outfall_gone")},
    "answer_supervision": lambda scene, _: {
        "explanation": say(scene, "explanation"),
        "plan": say(scene, "outfall_duty"),
    },
}
_ANSWER = Habit("answer_supervision", office(60, 300), holds=_supervised)
PLAN: Plan = {
    "found": (
        Habit("dismiss", office(60, 400), when="unfounded"),
        Habit("look", office(60, 300), holds=_not_proved, kind="proof"),
        Habit("file", office(30, 300)),
    ),
    "filed": (Habit("end", days(1, 3), when="gone"), Habit("plan", days(1, 3))),
    "planned": (Habit("begin", days(1, 2)),),
    "rectifying": (
        _ANSWER,
        Habit("note", office(60, 300), once=True),
        Habit("extend", days(1, 2), when="extended"),
        Habit("suspend", days(1, 2), when="suspended"),
        Habit("self_check", share("fix", 0.1, 0.3)),
    ),
    "suspended": (Habit("resume", days(3, 8)),),
    "self_checked": (
        _ANSWER,
        Habit("street_fail", office(60, 400), when="failed"),
        Habit("look", days(1, 2), holds=lambda scene: not _seen(scene, raining=False), kind="dry"),
        Habit("look", days(1, 2), holds=lambda scene: not _seen(scene, raining=True), kind="wet"),
        Habit("street_pass", office(30, 200)),
    ),
    "street_checked": (
        Habit("district_fail", days(1, 3), when="rejected"),
        Habit("district_pass", days(1, 3)),
    ),
    "accepted": (
        _ANSWER,
        Habit("publish", office(20, 120), once=True),
        Habit("object", days(1, 3), when="objected"),
        Habit("close", past("publicity", 30, 400)),
    ),
    "kept": (
        Habit("relapse", office(60, 300), when="rebounds", holds=_proved),
        Habit("inspect", days(2, 4), holds=lambda scene: scene.has("rebounds"), kind="proof"),
        Habit("inspect", days(3, 6), once=True, kind="dry"),
    ),
}


def _of(role: str, unit: str = "") -> Callable[[Scene], str]:
    return lambda scene: scene.world.one(role, scene.dice, unit=unit)


def _looking(scene: Scene) -> str:
    return scene.world.one("grid", scene.dice, unit=scene.case.community)


def _worker(scene: Scene) -> str:
    return scene.case.assignments.get("work") or scene.world.one("handler", scene.dice, unit=UNIT)


def _checker(scene: Scene) -> str:
    return scene.world.one("checker", scene.dice, unit=DESK, apart_from=scene.case.hands)


WHO: Mapping[str, Callable[[Scene], str]] = {
    **dict.fromkeys(("look", "inspect"), _looking),
    **dict.fromkeys(
        ("dismiss", "file", "publish", "resume", "relapse", "end", "answer_supervision"),
        _of("unit_head", UNIT),
    ),
    **dict.fromkeys(("plan", "extend", "suspend", "close"), _of("deputy")),
    **dict.fromkeys(("begin", "note", "self_check"), _worker),
    **dict.fromkeys(("street_pass", "street_fail"), _checker),
    **dict.fromkeys(("district_pass", "district_fail", "object"), _of("district")),
}
SEWAGE = Course(
    workflow="sewage_file",
    opening="report",
    opener=lambda world, story: world.one("grid", story.dice, unit=story.place.community),
    opens_with=_opens_with,
    plan=PLAN,
    fields=FIELDS,
    who=WHO,
    turns=(
        Turn(6, "planned"),
        Turn(14, "rectifying", category="sewage.pipe"),
        Turn(12, "suspended", ("suspended",), "sewage.misconnection"),
        Turn(1, "found"),
        Turn(44, quirks=("rebounds",), category="sewage.grease_trap"),
        Turn(28, "self_checked", ("suspended",), "sewage.grease_trap"),
        Turn(24, "street_checked", ("failed",), "sewage.grease_trap"),
        Turn(26, "accepted", category="sewage.dredging"),
        Turn(5, "filed"),
        Turn(20, quirks=("unfounded",)),
        Turn(25, quirks=("gone",)),
        Turn(42, quirks=("rejected", "objected", "extended"), category="sewage.dredging"),
    ),
    sort="outfall",
    channel="grid",
)
