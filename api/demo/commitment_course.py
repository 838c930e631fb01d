"""How commitments go in the demo: offered, claimed by units, members and volunteers, given back, confirmed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from api.demo.course import Course, Turn
from api.demo.filling import Fields, closed, photos, say
from api.demo.habits import Habit, Plan
from api.demo.story import Scene, Story
from api.demo.waits import days, daytime, office, share
from api.demo.world import World
from domain.codec import to_data

VOLUNTEERS, PARTNER = "volunteer_team", "partner_firm"


def _opens_with(world: World, story: Story) -> dict[str, Any]:
    first = world.moments.calendar.local(story.arrives_at).date()
    return {
        "category": story.category,
        "place": to_data(story.place),
        "subject": story.reporter,
        "until": (first + timedelta(days=40)).isoformat(),
    }


def _by_volunteer(scene: Scene) -> bool:
    return scene.case.unit == VOLUNTEERS


def _to_come(scene: Scene) -> bool:
    return _by_volunteer(scene) and not _shifts(scene)


def _shifts(scene: Scene) -> list[Any]:
    return [shift for shift in scene.case.shifts if shift.unit == scene.case.unit]


def _there(scene: Scene) -> bool:
    return any(shift.until is None for shift in _shifts(scene))


def _unsigned(scene: Scene) -> bool:
    return any(shift.until is not None and not shift.signed_by for shift in _shifts(scene))


def _untold(scene: Scene) -> bool:
    return bool(scene.case.clocks_named("tell_reporter"))


def _may_rate(scene: Scene) -> bool:
    clock = scene.case.clock("rating")
    return clock is not None and not clock.has_run_out(scene.at)


def _promise(scene: Scene) -> str:
    return scene.world.moments.office(scene.at + timedelta(days=14), 30).isoformat()


def _extend(scene: Scene, _: Habit) -> dict[str, Any]:
    return {"new_due_at": (scene.case.clocks["commit"].due_at + timedelta(days=7)).isoformat()}


def _assign(scene: Scene, _: Habit) -> dict[str, Any]:
    member = scene.world.one("member", scene.dice, unit=PARTNER)
    told = say(scene, "commitment_assigned")
    return {"unit": PARTNER, "assignee": member, "instruction": told, "until": _promise(scene)}


FIELDS: Mapping[str, Fields] = {
    "claim": lambda scene, _: {"until": _promise(scene)},
    "assign": _assign,
    "check_in": lambda scene, _: {"place": to_data(scene.case.place), "how": "gps"},
    "check_out": lambda scene, _: {"text": say(scene, "commitment_left")},
    "sign_hours": lambda _, __: {"items": {"hours_right": True}},
    "note": lambda scene, _: {"step": "progress", "text": say(scene, "commitment_progress")},
    "give_back": lambda _, __: {},
    "contact": lambda scene, _: {
        "subject": scene.case.reporter,
        "purpose": "inform",
        "by": "phone",
        "reached": True,
        "text": say(scene, "commitment_told"),
    },
    "extend": _extend,
    "report_done": lambda scene, _: {
        "result": say(scene, "commitment_done"),
        "files": photos(scene, "after"),
    },
    "confirm": lambda scene, _: {
        "items": dict.fromkeys(scene.category.closing, True),
        "note": say(scene, "commitment_confirmed"),
    },
    "dispute": lambda scene, _: {"finding": say(scene, "commitment_disputed")},
    "close": lambda scene, _: {
        "condition": scene.category.closing[0],
        **closed(scene, "commitment_closed"),
    },
    "drop": lambda scene, _: {"reason": "cancelled", "explanation": say(scene, "commitment_dropped")},
    "rate": lambda scene, _: {"score": scene.dice.choice((4, 5, 5)), "solved": "yes"},
}
PLAN: Plan = {
    "offered": (
        Habit("drop", days(1, 2), when="dropped"),
        Habit("contact", office(10, 60), holds=_untold),
        Habit("assign", days(1, 2), when="assigned"),
        Habit("claim", days(1, 3)),
    ),
    "claimed": (
        Habit("give_back", days(1, 3), when="given_back"),
        Habit("extend", days(1, 2), when="extended"),
        Habit("check_in", days(1, 3), holds=_to_come),
        Habit("check_out", office(90, 200), holds=_there),
        Habit("sign_hours", office(20, 200), holds=_unsigned),
        Habit("note", office(60, 300), chance=0.5, once=True),
        Habit("report_done", share("commit", 0.1, 0.4)),
    ),
    "handled": (Habit("dispute", days(1, 2), when="disputed"), Habit("confirm", days(1, 3))),
    "checked": (Habit("close", office(60, 400)),),
    "closed": (Habit("rate", daytime(200, 4000), once=True, holds=_may_rate),),
}


def _of(role: str) -> Callable[[Scene], str]:
    return lambda scene: scene.world.one(role, scene.dice)


def _claimer(scene: Scene) -> str:
    if scene.story.category == "commitment.volunteering":
        return scene.world.one("volunteer", scene.dice, unit=VOLUNTEERS)
    if scene.story.category == "commitment.partnership":
        return scene.world.one("unit_head", scene.dice, unit=PARTNER)
    return scene.world.one("member", scene.dice, unit=PARTNER)


def _worker(scene: Scene) -> str:
    return scene.case.assignments["work"]


def _organiser(scene: Scene) -> str:
    return scene.world.one("organiser", scene.dice, apart_from=scene.case.hands)


WHO: Mapping[str, Callable[[Scene], str]] = {
    "claim": _claimer,
    **dict.fromkeys(("assign", "give_back", "extend", "close", "drop", "contact"), _of("liaison")),
    **dict.fromkeys(("check_in", "check_out", "note", "report_done"), _worker),
    **dict.fromkeys(("sign_hours", "confirm", "dispute"), _organiser),
    "rate": lambda scene: scene.case.reporter or "",
}
VOLUNTEERING, PARTNERSHIP, WISH = (
    "commitment.volunteering",
    "commitment.partnership",
    "commitment.wish",
)
COMMITMENT = Course(
    workflow="commitment",
    opening="offer",
    opener=lambda world, story: world.one("liaison", story.dice),
    opens_with=_opens_with,
    plan=PLAN,
    fields=FIELDS,
    who=WHO,
    turns=(
        Turn(30, category=VOLUNTEERING),
        Turn(2, "offered", category=WISH),
        Turn(8, "claimed", category=VOLUNTEERING),
        Turn(30, category=PARTNERSHIP, quirks=("given_back",)),
        Turn(14, "handled", category=WISH),
        Turn(22, "checked", ("disputed",), WISH),
        Turn(20, quirks=("dropped",)),
        Turn(28, quirks=("assigned", "extended"), category="commitment.task"),
        Turn(12, "claimed", category=PARTNERSHIP),
    ),
    sort="estate",
)
