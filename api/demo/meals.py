"""Meal orders in the demo: what happens to them, who does it, and what the moves carry."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from api.demo.filling import Fields, photos, say
from api.demo.habits import Habit, Plan
from api.demo.kinds import Kind, Rest
from api.demo.story import Scene, Story
from api.demo.waits import Wait, wall
from api.demo.world import World
from domain.codec import to_data

KITCHEN = "kitchen"
COURIER = "courier"
COOKED = timedelta(minutes=25)
KEPT = timedelta(hours=50)
MEALS = ("lunch", "lunch", "dinner")
SOONEST = timedelta(minutes=4)
KINDS: tuple[Kind, ...] = (
    Kind(12),
    Kind(2, ("no_answer", "phone_ok")),
    Kind(1, ("no_answer", "late_home")),
    Kind(1, ("no_answer",)),
    Kind(1, ("no_answer", "fallen")),
    Kind(1, ("refuses",)),
    Kind(1, ("wrong_address",)),
    Kind(1, ("held",)),
    Kind(1, ("held", "cleared")),
    Kind(1, ("cancelled",)),
)
RESTS: tuple[Rest, ...] = (
    Rest("ordered"),
    Rest("confirmed"),
    Rest("held", ("held",), (1.6, 2.4)),
    Rest("delivered", lead=(1.6, 2.4)),
    Rest("undelivered", ("refuses",), (1.6, 2.4)),
)


def order_fields(world: World, story: Story) -> dict[str, Any]:
    """An order for the day after, for somebody on the list who may eat it."""
    day = world.moments.calendar.local(story.arrives_at).date() + timedelta(days=1)
    dish = world.workflows[story.workflow].categories[story.category]
    fitting = [
        card.person
        for card in world.meal_list
        if card.since <= day <= card.until and not _holds(dish.flags, card.avoids)
    ]
    return {
        "category": story.category,
        "place": to_data(story.place),
        "subject": story.dice.choice(fitting),
        "meal": _meal(story),
        "since": day.isoformat(),
    }


def _meal(story: Story) -> str:
    """A batch that is held takes every order of its meal with it, so these are dinners and what is left is lunch."""
    if "held" in story.quirks:
        return "dinner"
    return "lunch" if story.rest_in else story.dice.choice(MEALS)


def _holds(flags: tuple[str, ...], avoids: tuple[str, ...]) -> bool:
    return any(f"contains_{kind}" in flags for kind in avoids)


def _on_the_day(before: float, after: float) -> Wait:
    """Minutes before and after the hour at which ordering ends, on the day of the meal; never earlier than now."""

    def wait(scene: Scene) -> datetime:
        task = scene.case.task
        day = task.since if task else date.min
        hour = scene.workflow.parameters[f"{task.meal if task else ''}_order_until_minute"]
        midnight = scene.world.moments.midnight(day)
        meant = midnight + timedelta(minutes=hour + scene.dice.uniform(before, after))
        return max(scene.at + SOONEST, meant.replace(microsecond=0))

    return wait


def _confirming(scene: Scene) -> datetime:
    """In the morning; one that is left confirmed was confirmed at once."""
    at_once = scene.story.rest_in == "confirmed"
    return (wall(20, 60) if at_once else _on_the_day(-120, -20))(scene)


def _eater(scene: Scene) -> str:
    return scene.case.reporter or ""


def _called_often(scene: Scene) -> bool:
    return sum(made.purpose == "welfare" for made in scene.case.contacts) < 2


def _load(scene: Scene, _: Habit) -> dict[str, Any]:
    cooked = scene.at - COOKED
    return {
        "assignee": scene.world.one(COURIER, scene.dice, unit=scene.case.unit),
        "instruction": say(scene, "meal_route"),
        "cooked_at": cooked.isoformat(),
        "temperature": str(scene.dice.randint(62, 75)),
        "sample_g": scene.dice.randint(125, 200),
        "sample_until": (cooked + KEPT).isoformat(),
    }


def _hold(scene: Scene, _: Habit) -> dict[str, Any]:
    until = scene.world.moments.calendar.local(scene.at).date() + timedelta(days=1)
    return {"until": until.isoformat(), "interim": say(scene, "meal_held")}


def _brought(scene: Scene, habit: Habit) -> dict[str, Any]:
    """At the door: what is handed over was measured, what nobody takes is photographed."""
    proof = "photo" if habit.move in ("miss", "wrong_address") else "in_person"
    taken = photos(scene, "scene") if proof == "photo" else []
    degrees = {"temperature": str(scene.dice.randint(58, 68))} if habit.move == "deliver" else {}
    return {"proof": proof, "files": taken, **degrees}


def _talked(text: str, *, reached: bool = True) -> Fields:
    return lambda scene, _: {"subject": _eater(scene), "reached": reached, "text": say(scene, text)}


FIELDS: Mapping[str, Fields] = {
    "confirm": lambda _, __: {},
    "cancel": lambda scene, _: {"explanation": say(scene, "meal_cancelled")},
    "load": _load,
    "hold": _hold,
    "release": lambda scene, _: {
        "authority": "market",
        "doc_no": f"演示市监〔{scene.at.year}〕{scene.story.number:03d}号",
    },
    "scrap": lambda _, __: {},
    **dict.fromkeys(("deliver", "refuse", "miss", "wrong_address"), _brought),
    "call": _talked("meal_unreached", reached=False),
    "safe_by_phone": _talked("meal_safe"),
    "safe_on_visit": _talked("meal_safe"),
    "alarm": lambda scene, _: {"about": say(scene, "meal_fallen"), "how": "phone"},
    "after": _talked("meal_after"),
}
PLAN: Plan = {
    "ordered": (Habit("cancel", wall(10, 60), when="cancelled"), Habit("confirm", _confirming)),
    "confirmed": (Habit("hold", _on_the_day(10, 40), when="held"), Habit("load", _on_the_day(45, 85))),
    "held": (Habit("release", wall(50, 110), when="cleared"), Habit("scrap", wall(120, 220))),
    "on_route": (
        Habit("miss", wall(10, 40), when="no_answer"),
        Habit("wrong_address", wall(10, 40), when="wrong_address"),
        Habit("refuse", wall(10, 40), when="refuses"),
        Habit("deliver", wall(10, 45)),
    ),
    "no_answer": (
        Habit("call", wall(3, 8), holds=_called_often),
        Habit("safe_by_phone", wall(3, 9), when="phone_ok"),
        Habit("deliver", wall(3, 9), when="late_home"),
    ),
    "visiting": (Habit("alarm", wall(5, 12), when="fallen"), Habit("safe_on_visit", wall(8, 26))),
    "emergency": (Habit("after", wall(40, 100)),),
}


def _of_kitchen(role: str) -> Callable[[Scene], str]:
    return lambda scene: scene.world.one(role, scene.dice, unit=_kitchen(scene))


def _kitchen(scene: Scene) -> str:
    return scene.case.unit or scene.world.units_for(scene.case.category, scene.case.community)[0]


def _grid(scene: Scene) -> str:
    return scene.world.one("grid", scene.dice, unit=scene.case.community)


WHO: Mapping[str, Callable[[Scene], str]] = {
    **dict.fromkeys(("confirm", "load", "hold"), _of_kitchen(KITCHEN)),
    **dict.fromkeys(
        ("deliver", "refuse", "miss", "wrong_address", "call", "safe_by_phone"),
        lambda scene: scene.case.assignments["work"],
    ),
    **dict.fromkeys(("safe_on_visit", "alarm", "after"), _grid),
    **dict.fromkeys(("release", "scrap"), lambda scene: scene.world.one("supervisor", scene.dice)),
    "cancel": _eater,
}
