"""How rescues from lifts go in the demo: called or pressed, sent, there, out, repaired, checked again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from api.demo.course import Course, Turn
from api.demo.filling import Fields, photos, say
from api.demo.habits import Habit, Plan
from api.demo.story import Scene, Story
from api.demo.waits import Wait, days, office, wall
from api.demo.world import World
from domain.codec import to_data

FIRST, PROPERTY = "lift_firm", "property_firm"
DEVICE, ASLEEP, EARLY = "device", "asleep", "early"
STATION = "rescue_station"


def _opens_with(world: World, story: Story) -> dict[str, Any]:
    said = {
        "category": story.category,
        "place": to_data(story.place),
        "narrative": world.phrases.say("report", story.dice, story.category, place=story.place.address),
    }
    if DEVICE in story.quirks:
        return {**said, "channel": "device", "attributes": {"alarm_button": True, "lift_mode": 1}}
    number = story.reporter.rpartition("-")[2]
    caller = {"reporter_name": f"诉求人 {number}", "reporter_phone": f"000-{int(number):08d}"}
    return {**said, "channel": "hotline", "reporter": story.reporter, **caller}


def _opener(world: World, story: Story) -> str:
    role = "gateway" if DEVICE in story.quirks else "intake"
    return world.one(role, story.dice, unit="supervision_desk")


def _not_yet(clock: str) -> Callable[[Scene], bool]:
    return lambda scene: scene.case.clock(clock) is not None


def _usual(scene: Scene) -> bool:
    return not scene.has("nobody_sends")


def _awake(usual: Wait) -> Wait:
    """Where the first one sleeps, the next is sent meanwhile, and answers."""

    def wait(scene: Scene) -> datetime:
        sleeps = scene.has(ASLEEP) and scene.case.unit == FIRST
        return wall(11, 12)(scene) if sleeps else usual(scene)

    return wait


def _slow(usual: Wait, slow: Wait, quirk: str) -> Wait:
    return lambda scene: (slow if scene.has(quirk) else usual)(scene)


def _comfort(scene: Scene, _: Habit) -> dict[str, Any]:
    return {
        "subject": scene.case.reporter or scene.world.one("use_unit", scene.dice, unit=PROPERTY),
        "reached": True,
        "inside": not scene.has("nobody"),
        "text": say(scene, "lift_comfort"),
    }


def _freed(by: str) -> Fields:
    return lambda scene, _: {"people": scene.dice.choice((1, 1, 2, 3)), "injured": 0, "by": by}


def _arrive(scene: Scene, _: Habit) -> dict[str, Any]:
    return {"persons": [_maintainer(scene)], "place": to_data(scene.case.place), "how": "qr"}


def _fix(scene: Scene, _: Habit) -> dict[str, Any]:
    cause = scene.dice.choice(scene.category.asked_in("fix"))
    return {"result": say(scene, "lift_fixed"), "items": {cause: True}, "files": photos(scene, "after")}


def _call_back(scene: Scene, _: Habit) -> dict[str, Any]:
    asked = scene.case.reporter or scene.world.one("use_unit", scene.dice, unit=PROPERTY)
    return {"subject": asked, "reached": True, "answer": "satisfied", "text": say(scene, "callback")}


FIELDS: Mapping[str, Fields] = {
    "comfort": _comfort,
    "not_trapped": lambda scene, _: {"explanation": say(scene, "lift_empty"), "told": True},
    "send": lambda _, __: {"unit": FIRST},
    "pick_up": lambda _, __: {},
    "arrive": _arrive,
    "free": _freed("maintainer"),
    "free_early": _freed("use_unit"),
    "stop_use": lambda scene, _: {"to": _property(scene), "text": say(scene, "lift_stopped")},
    "fix": _fix,
    "recheck_ok": lambda scene, _: {
        "items": dict.fromkeys(scene.category.closing, True),
        "note": say(scene, "lift_rechecked"),
    },
    "recheck_bad": lambda scene, _: {"finding": say(scene, "lift_recheck_bad")},
    "call_back": _call_back,
    "close": lambda scene, _: {
        "summary": say(scene, "lift_closed"),
        "public_summary": say(scene, "lift_closed"),
    },
}
PLAN: Plan = {
    "alarmed": (
        Habit("comfort", wall(0.3, 0.8), once=True),
        Habit("not_trapped", wall(1, 3), when="nobody"),
        Habit("send", wall(0.5, 2), holds=_usual),
    ),
    "rescuing": (
        Habit("free_early", wall(5, 12), when=EARLY),
        Habit("pick_up", _awake(wall(0.5, 2.5)), holds=_not_yet("pick_up")),
        Habit("arrive", _slow(wall(6, 18), wall(63, 75), "late")),
    ),
    "on_site": (Habit("free", _slow(wall(4, 30), wall(130, 150), "accident")),),
    "freed": (Habit("stop_use", office(5, 30), when="stopped"), Habit("fix", office(40, 240))),
    "stopped": (Habit("fix", office(60, 300)),),
    "repaired": (Habit("recheck_bad", office(20, 120), when="bad"), Habit("recheck_ok", office(20, 150))),
    "restarted": (Habit("call_back", office(30, 240), once=True), Habit("close", days(1, 2))),
}


def _maintainer(scene: Scene) -> str:
    return scene.world.one("maintainer", scene.dice, unit=scene.case.unit)


def _property(scene: Scene) -> str:
    return scene.world.one("use_unit", scene.dice, unit=PROPERTY)


def _rechecker(scene: Scene) -> str:
    return scene.world.one("use_unit", scene.dice, unit=PROPERTY, apart_from=scene.case.hands)


def _leader(scene: Scene) -> str:
    apart = scene.case.hands | scene.case.dispatchers | scene.case.checkers
    return scene.world.one("shift_leader", scene.dice, unit="supervision_desk", apart_from=apart)


def _of(role: str) -> Callable[[Scene], str]:
    return lambda scene: scene.world.one(role, scene.dice)


def _arrived(scene: Scene) -> str:
    """The same who is said to be there."""
    there = [one for one in scene.world.holders("maintainer", scene.case.unit) if one in scene.case.hands]
    return there[0] if there else _maintainer(scene)


WHO: Mapping[str, Callable[[Scene], str]] = {
    **dict.fromkeys(("comfort", "not_trapped", "send"), _of("intake")),
    **dict.fromkeys(("pick_up", "arrive", "free", "fix"), _arrived),
    **dict.fromkeys(("free_early", "stop_use"), _property),
    **dict.fromkeys(("recheck_ok", "recheck_bad"), _rechecker),
    "call_back": _of("callback"),
    "close": _leader,
}
TRAPPED, FAR = "lift.trapped", "lift.trapped_outskirts"
RESCUE = Course(
    workflow="lift_rescue",
    opening="alarm",
    opener=_opener,
    opens_with=_opens_with,
    plan=PLAN,
    fields=FIELDS,
    who=WHO,
    turns=(
        Turn(20, category=TRAPPED),
        Turn(14, category=TRAPPED, quirks=(DEVICE, "stopped")),
        Turn(18, category=TRAPPED, quirks=(ASLEEP,)),
        Turn(12, category=TRAPPED, quirks=("nobody",)),
        Turn(22, category=TRAPPED, quirks=(DEVICE, "nobody_sends", "bad")),
        Turn(16, category=TRAPPED, quirks=(EARLY,)),
        Turn(24, category=TRAPPED, quirks=("accident", "stopped")),
        Turn(10, category=FAR, quirks=("late",)),
        Turn(1, "repaired", category=TRAPPED),
        Turn(1, "stopped", ("stopped",), TRAPPED),
        Turn(2, "restarted", category=TRAPPED),
    ),
    sort="lift",
    channel="hotline",
)
