"""Service items in the demo: what people apply for, how it is decided, how they rate it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from api.demo.actors import DESK
from api.demo.filling import Fields, closed, photos, say
from api.demo.habits import Habit, Plan
from api.demo.intake_fields import caller_fields
from api.demo.kinds import Kind, Rest
from api.demo.story import Scene, Story
from api.demo.waits import days, daytime, office, past, share
from api.demo.world import World
from domain.calendar import TimeUnit
from domain.clock_arithmetic import due_at

MORE_DAYS = 5
PAUSED_DAYS = timedelta(days=20)
KINDS: tuple[Kind, ...] = (
    Kind(8, room=20),
    Kind(2, ("papers_missing",), room=24),
    Kind(1, ("papers_missing", "silent"), room=24),
    Kind(1, ("declined",)),
    Kind(1, ("withdrawn",)),
    Kind(1, ("unanswered",), room=20),
    Kind(1, ("paused",), needs="service.licence", room=30),
    Kind(1, ("extended",), needs="service.licence", room=36),
    Kind(1, ("bad",), room=20),
    Kind(1, ("bad", "redone"), room=30),
)
RESTS: tuple[Rest, ...] = (
    Rest("submitted"),
    Rest("awaiting", ("papers_missing",), (2.6, 4)),
    Rest("reviewing", lead=(2.6, 4)),
    Rest("paused", ("paused",), (7.6, 9.4), "service.licence"),
    Rest("decided", (), (2.6, 4), "service.certificate"),
    Rest("delivered", (), (3.6, 5), "service.certificate"),
)


def item_fields(world: World, story: Story) -> dict[str, Any]:
    """What somebody applies for, as the window or the web page takes it."""
    narrative = world.phrases.say("application", story.dice, story.category, place=story.place.address)
    return {
        "channel": story.channel,
        "category": story.category,
        "narrative": narrative,
        **caller_fields(story),
    }


def _unrated(scene: Scene) -> bool:
    return scene.case.rating is None and scene.case.clock("rating") is not None


def _uncalled(scene: Scene) -> bool:
    """Somebody is unhappy, and nobody called him back since."""
    case = scene.case
    called = any(
        made.purpose == "callback" and (case.rated_at is None or made.at >= case.rated_at)
        for made in case.contacts
    )
    return case.rating is not None and case.rating <= 2 and not called


def _rated(scene: Scene) -> bool:
    return scene.case.rating is not None


def _answered(scene: Scene) -> bool:
    return not scene.has("unanswered")


def _rate(scene: Scene, habit: Habit) -> dict[str, Any]:
    bad = habit.kind == "bad"
    return {
        "score": scene.dice.randint(1, 2) if bad else scene.dice.randint(4, 5),
        "solved": "no" if bad else "yes",
    }


def _extend(scene: Scene, _: Habit) -> dict[str, Any]:
    calendar, clock = scene.world.moments.calendar, scene.case.clocks["decide"]
    return {"new_due_at": due_at(calendar, clock.due_at, MORE_DAYS, TimeUnit.WORK_DAY).isoformat()}


def _pause(scene: Scene, _: Habit) -> dict[str, Any]:
    until = scene.world.moments.calendar.local(scene.at).date() + PAUSED_DAYS
    return {"ground": "appraisal", "until": until.isoformat()}


def _decide(scene: Scene, _: Habit) -> dict[str, Any]:
    number = f"演示决字〔{scene.at.year}〕{scene.story.number:04d}号"
    outcome = "denied" if scene.dice.random() < 0.1 else "granted"
    return {"outcome": outcome, "doc_no": number, "text": photos(scene, "record")[0]}


FIELDS: Mapping[str, Fields] = {
    "ask_once": lambda _, __: {"papers": ["application_form", "lease"], "told_by": "sms"},
    "supplement": lambda scene, _: {"text": say(scene, "papers")},
    "accept": lambda scene, _: {"condition": scene.category.filing[0]},
    "refuse": lambda scene, _: {"reason": "insufficient", "explanation": say(scene, "item_declined")},
    "withdraw": lambda scene, _: {"explanation": say(scene, "item_withdrawn")},
    "pause": _pause,
    "go_on": lambda _, __: {"cause": "ground_over"},
    "extend": _extend,
    "decide": _decide,
    "deliver": lambda scene, _: {"to": scene.case.reporter, "receipt": photos(scene, "record")[0]},
    "rate": _rate,
    "answer_bad": lambda scene, _: {
        "subject": scene.case.reporter,
        "reached": True,
        "text": say(scene, "callback_bad"),
    },
    "redo": lambda _, __: {"cause": "unsatisfied"},
    "close": lambda scene, _: {
        **closed(scene, "item_closed"),
    },
}
PLAN: Plan = {
    "submitted": (
        Habit("withdraw", daytime(20, 90), when="withdrawn"),
        Habit("ask_once", share("receipt", 0.1, 0.6), when="papers_missing"),
        Habit("refuse", share("receipt", 0.1, 0.6), when="declined"),
        Habit("accept", share("receipt", 0.1, 0.8), holds=_answered),
    ),
    "awaiting": (
        Habit("refuse", past("supplement", 20, 300), when="silent"),
        Habit("supplement", daytime(300, 3000)),
    ),
    "reviewing": (
        Habit("pause", share("decide", 0.1, 0.3), when="paused"),
        Habit("extend", share("decide", 0.3, 0.6), when="extended"),
        Habit("decide", share("decide", 0.2, 0.9)),
    ),
    "paused": (Habit("go_on", days(1, 2)),),
    "decided": (Habit("deliver", share("deliver", 0.1, 0.7)),),
    "delivered": (
        Habit("rate", daytime(60, 600), when="bad", holds=_unrated, kind="bad"),
        Habit("answer_bad", office(60, 400), holds=_uncalled),
        Habit("redo", office(60, 300), when="redone", holds=_rated),
        Habit("rate", daytime(60, 4000), chance=0.6, once=True, holds=_unrated),
        Habit("close", office(60, 400), holds=_rated),
        Habit("close", past("rating", 30, 400)),
    ),
}


def _at_window(role: str) -> Callable[[Scene], str]:
    """Somebody with this role in a unit that has the duty."""

    def who(scene: Scene) -> str:
        units = scene.world.units_for(scene.case.category, scene.case.community)
        held = [person for unit in units for person in scene.world.holders(role, unit)]
        return scene.dice.choice(held)

    return who


def _applicant(scene: Scene) -> str:
    return scene.case.reporter or ""


def _leader(scene: Scene) -> str:
    return scene.world.one("shift_leader", scene.dice, unit=DESK, apart_from=scene.case.hands)


WHO: Mapping[str, Callable[[Scene], str]] = {
    **dict.fromkeys(("ask_once", "accept", "refuse", "deliver"), _at_window("clerk")),
    **dict.fromkeys(("pause", "go_on", "decide"), _at_window("unit_head")),
    **dict.fromkeys(("supplement", "withdraw", "rate"), _applicant),
    **dict.fromkeys(("redo", "close"), _leader),
    "extend": lambda scene: scene.world.one("deputy", scene.dice),
    "answer_bad": lambda scene: scene.world.one("callback", scene.dice, apart_from=scene.case.hands),
}
