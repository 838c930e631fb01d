"""How buildings are handed over in the demo: all three there, defects repaired, signed, posted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from api.demo.course import Course, Turn
from api.demo.filling import Fields, closed, photos, say
from api.demo.habits import Habit, Plan
from api.demo.story import Scene, Story
from api.demo.waits import days, office
from api.demo.world import World
from domain.codec import to_data

BUILDER, PROPERTY, STREET = "builder_firm", "property_firm", "public_management"
FIRST_FAILS, FAILS_AGAIN, MENDED_LATE = "fails", "fails_again", "mended_late"


def _opens_with(world: World, story: Story) -> dict[str, Any]:
    today = world.moments.calendar.local(story.arrives_at).date()
    return {
        "category": story.category,
        "place": to_data(story.place),
        "unit": BUILDER,
        "until": (today + timedelta(days=14)).isoformat(),
    }


def _there(scene: Scene) -> list[str]:
    """Builder and property company, beside the witness who records it."""
    sides = (("builder", BUILDER), ("property", PROPERTY))
    return [scene.world.one(role, scene.dice, unit=unit) for role, unit in sides]


def _answers(move: str, *, good: bool) -> Fields:
    def answers(scene: Scene, _: Habit) -> dict[str, Any]:
        asked = scene.category.asked_in(move)
        items = dict.fromkeys(asked, True) | ({} if good else {scene.dice.choice(asked): False})
        return {"items": items, "files": photos(scene, "record")}

    return answers


def _again(move: str, *, good: bool) -> Fields:
    """The second inspection, before the same sides."""
    answers = _answers(move, good=good)

    def again(scene: Scene, habit: Habit) -> dict[str, Any]:
        said = {"note": say(scene, "handover_passed")} if good else {"finding": say(scene, "handover_failed")}
        return {**answers(scene, habit), **said, "persons": _there(scene)}

    return again


def _begin(scene: Scene, _: Habit) -> dict[str, Any]:
    return {"persons": [*_there(scene), _witness(scene)], "place": to_data(scene.case.place), "how": "gps"}


def _order_fix(scene: Scene, _: Habit) -> dict[str, Any]:
    number = f"演示修字〔{scene.at.year}〕{scene.story.number:04d}号"
    return {"to": _builder(scene), "doc_no": number, "text": say(scene, "handover_notice")}


def _sign(scene: Scene, _: Habit) -> dict[str, Any]:
    return {
        "effective_at": scene.at.isoformat(),
        "parties": _there(scene),
        "obligations": {"保修": say(scene, "handover_promise")},
        "due_on": [],
        "sealed": True,
        "lawful": True,
        "text": photos(scene, "record")[0],
    }


FIELDS: Mapping[str, Fields] = {
    "begin": _begin,
    "record_pass": _answers("record_pass", good=True),
    "record_fail": _answers("record_fail", good=False),
    "order_fix": _order_fix,
    "fixed": lambda scene, _: {"result": say(scene, "handover_fixed"), "files": photos(scene, "after")},
    "re_pass": _again("re_pass", good=True),
    "re_fail": _again("re_fail", good=False),
    "sign": _sign,
    "publish": lambda scene, _: {"to": _property(scene), "text": say(scene, "handover_posted")},
    "close": lambda scene, _: {
        **closed(scene, "handover_closed"),
    },
    "cancel": lambda scene, _: {"reason": "cancelled", "explanation": say(scene, "handover_cancelled")},
    "answer_supervision": lambda scene, _: {
        "explanation": say(scene, "explanation"),
        "plan": say(scene, "plan"),
    },
    "override_queue": lambda scene, _: {"text": say(scene, "handover_order")},
    "post_override": lambda scene, _: {"to": _property(scene), "text": say(scene, "handover_order_posted")},
}


def _unposted(scene: Scene) -> bool:
    return scene.case.clock("post_override") is not None


def _supervised(scene: Scene) -> bool:
    return scene.case.supervisions > 0


def _mended(scene: Scene) -> datetime:
    """Within the week; who mends late takes longer than the thirty days he has, and is quick the second time."""
    is_late = scene.has(MENDED_LATE) and not scene.case.failed_checks
    return (days(23, 24) if is_late else days(2, 6))(scene)


PLAN: Plan = {
    "planned": (Habit("cancel", days(1, 2), when="cancelled"), Habit("begin", days(1, 3))),
    "inspecting": (
        Habit("record_fail", office(60, 200), when=FIRST_FAILS),
        Habit("record_pass", office(60, 200)),
    ),
    "failed": (Habit("order_fix", office(60, 300)),),
    "fixing": (Habit("fixed", _mended),),
    "reinspecting": (
        Habit("re_fail", days(1, 2), when=FAILS_AGAIN),
        Habit("re_pass", days(1, 2)),
    ),
    "passed": (
        Habit("post_override", office(10, 60), holds=_unposted),
        Habit("override_queue", office(60, 200), when="order"),
        Habit("sign", days(1, 3)),
    ),
    "signed": (
        Habit("answer_supervision", office(60, 300), holds=_supervised),
        Habit("publish", days(1, 3), once=True),
        Habit("close", days(1, 3)),
    ),
}


def _head(scene: Scene) -> str:
    return scene.world.one("unit_head", scene.dice, unit=STREET)


def _builder(scene: Scene) -> str:
    return scene.world.one("builder", scene.dice, unit=BUILDER)


def _property(scene: Scene) -> str:
    return scene.world.one("property", scene.dice, unit=PROPERTY)


def _witness(scene: Scene) -> str:
    """The first grid worker of the community."""
    return scene.world.holders("grid", scene.case.community)[0]


def _second_witness(scene: Scene) -> str:
    return scene.world.one("grid", scene.dice, unit=scene.case.community, apart_from=scene.case.hands)


def _deputy(scene: Scene) -> str:
    return scene.world.one("deputy", scene.dice, apart_from=scene.case.hands)


WHO: Mapping[str, Callable[[Scene], str]] = {
    **dict.fromkeys(("begin", "record_pass", "record_fail"), _witness),
    **dict.fromkeys(("re_pass", "re_fail"), _second_witness),
    **dict.fromkeys(("order_fix", "sign", "cancel", "post_override"), _head),
    **dict.fromkeys(("fixed", "publish", "answer_supervision"), _builder),
    **dict.fromkeys(("override_queue", "close"), _deputy),
}
HANDOVER = Course(
    workflow="handover",
    opening="open",
    opener=lambda world, story: world.one("unit_head", story.dice, unit=STREET),
    opens_with=_opens_with,
    plan=PLAN,
    fields=FIELDS,
    who=WHO,
    turns=(
        Turn(34),
        Turn(54, quirks=(FIRST_FAILS, FAILS_AGAIN, MENDED_LATE)),
        Turn(8, "fixing", (FIRST_FAILS,)),
        Turn(30, quirks=("order",)),
        Turn(12, quirks=("cancelled",)),
        Turn(1, "planned"),
        Turn(3, "inspecting"),
        Turn(5, "failed", (FIRST_FAILS,)),
        Turn(16, "reinspecting", (FIRST_FAILS,)),
        Turn(6, "passed"),
        Turn(10, "signed"),
    ),
    sort="estate",
)
