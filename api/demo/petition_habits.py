"""What happens to petitions in the demo, who does it, and what the moves carry."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from api.demo.filling import Fields, closed, photos, say, unit_name
from api.demo.habits import Habit, Plan
from api.demo.story import Scene, Story
from api.demo.waits import days, daytime, office, past
from api.demo.world import World
from domain.codec import to_data

UNITS = ("public_management", "public_service", "peace_law", "emergency")
DISTRICT, CITY = "district_petitions", "市信访部门"
WORKFLOW = "petition"
MORE_DAYS = timedelta(days=30)
CONTENTS = ["claim", "facts", "outcome", "basis", "remedy"]


def petition_fields(world: World, story: Story) -> dict[str, Any]:
    """The registration that opens a petition. Who comes again comes about what was concluded."""
    story.reporter = story.reporter or f"resident-{story.dice.randint(1, 180)}"
    number = story.reporter.rpartition("-")[2]
    return {
        "channel": story.channel,
        "category": story.category,
        "narrative": world.phrases.say("petition", story.dice, story.category, place=story.place.address),
        "place": to_data(story.place),
        "reporter": story.reporter,
        "reporter_name": f"诉求人 {number}",
        "reporter_phone": f"000-{int(number):08d}",
        "parties": [f"party-{story.number}{letter}" for letter in "abc"] if "several" in story.quirks else [],
    }


def comes_again(world: World, story: Story) -> None:
    """A petition that repeats another is by the same petitioner; without one it is an ordinary one."""
    if "concluded_before" not in story.quirks:
        return
    found = [case for case in world.cases.values() if (case.workflow, case.state) == (WORKFLOW, "concluded")]
    if not found:
        story.use_up("concluded_before")
        return
    earlier = story.dice.choice(found)
    story.master, story.reporter, story.category = earlier.id, earlier.reporter or "", earlier.category


def _forward(scene: Scene, _: Habit) -> dict[str, Any]:
    unit = scene.dice.choice(UNITS)
    return {"unit": unit, "instruction": say(scene, "instruction", unit=unit_name(scene, unit))}


def _object(scene: Scene, _: Habit) -> dict[str, Any]:
    return {"reason": "not_our_duty", "text": say(scene, "returned")}


def _accept(scene: Scene, _: Habit) -> dict[str, Any]:
    return {"condition": scene.category.filing[0], "notice": photos(scene, "record")[0]}


def _extend(scene: Scene, _: Habit) -> dict[str, Any]:
    due = scene.case.clocks["conclude"].due_at + MORE_DAYS
    return {"new_due_at": due.isoformat(), "told": True}


def _decided(scene: Scene, body: str, outcome: str) -> dict[str, Any]:
    number = f"演示信〔{scene.at.year}〕{scene.story.number:04d}-{len(scene.case.proceeding.bodies) + 1}号"
    paper = photos(scene, "record")[0]
    return {"body": body, "outcome": outcome, "doc_no": number, "text": paper}


def _opinion(scene: Scene, _: Habit) -> dict[str, Any]:
    grants = scene.dice.random() < 0.5 and not scene.has("reviewed")
    outcome = scene.dice.choice(("supported", "partly_supported")) if grants else "not_supported"
    return {**_decided(scene, scene.case.unit, outcome), "contents": CONTENTS}


def _serve(scene: Scene, _: Habit) -> dict[str, Any]:
    return {"to": scene.case.reporter, "receipt": photos(scene, "record")[0]}


def _lodge(scene: Scene, _: Habit) -> dict[str, Any]:
    return {"body": DISTRICT, "by": [scene.case.reporter], "received_at": scene.at.isoformat()}


def _heard(scene: Scene, _: Habit) -> dict[str, Any]:
    return {"kind": "statement", "adopted": True, "reasons": say(scene, "petition_statement")}


def _hearing(scene: Scene, _: Habit) -> dict[str, Any]:
    until = scene.world.moments.calendar.local(scene.at).date() + timedelta(days=10)
    return {"until": until.isoformat()}


FIELDS: Mapping[str, Fields] = {
    "redirect": lambda scene, _: {
        "body": "court",
        "route": scene.dice.choice(("court", "arbitration", "administrative")),
        "materials": say(scene, "statutory"),
    },
    "refuse_repeat": lambda scene, _: {
        "case": scene.story.master,
        "explanation": say(scene, "petition_concluded"),
    },
    "forward": _forward,
    "object": _object,
    "uphold_objection": lambda _, __: {"fault": "list"},
    "reject_objection": lambda scene, _: {"reason": say(scene, "return_refused")},
    "accept": _accept,
    "investigate": lambda scene, _: {"step": "progress", "text": say(scene, "petition_step")},
    "hear": _heard,
    "extend": _extend,
    "issue_opinion": _opinion,
    "serve_opinion": _serve,
    "execute": lambda scene, _: {"text": say(scene, "petition_executed")},
    "request_review": _lodge,
    "decide_review": lambda scene, _: _decided(scene, DISTRICT, "upheld"),
    "request_recheck": _lodge,
    "open_hearing": _hearing,
    "close_hearing": lambda scene, _: {"adopted": False, "reasons": say(scene, "petition_statement")},
    "decide_recheck": lambda scene, _: _decided(scene, CITY, "upheld"),
    "close": lambda scene, _: {
        "condition": scene.category.closing[0],
        "outcome": "explained",
        **closed(scene, "petition_closed"),
    },
    "withdraw": lambda scene, _: {"explanation": say(scene, "withdrawn")},
    "rate": lambda scene, _: {"score": scene.dice.choice((3, 4, 5)), "solved": "yes"},
}


def _unserved(scene: Scene) -> bool:
    return scene.case.clock("serve") is not None


def _to_execute(scene: Scene) -> bool:
    now = scene.case.proceeding
    return not now.executed and now.outcome in ("supported", "partly_supported")


def _may_rate(scene: Scene) -> bool:
    clock = scene.case.clock("rating")
    return clock is not None and not clock.has_run_out(scene.at)


PLAN: Plan = {
    "registered": (
        Habit("redirect", days(1, 3), when="statutory"),
        Habit("refuse_repeat", office(30, 300), when="concluded_before"),
        Habit("forward", days(1, 2)),
    ),
    "forwarded": (
        Habit("object", days(1, 3), when="objects"),
        Habit("withdraw", days(1, 3), when="petition_withdrawn"),
        Habit("accept", days(1, 4)),
    ),
    "objected": (
        Habit("reject_objection", office(60, 500), when="objection_rejected"),
        Habit("uphold_objection", office(60, 500)),
    ),
    "accepted": (
        Habit("investigate", days(1, 2), once=True),
        Habit("hear", days(1, 2), when="petition_heard"),
        Habit("extend", days(2, 4), when="petition_extended"),
        Habit("issue_opinion", days(2, 5)),
    ),
    "opinion_issued": (
        Habit("serve_opinion", days(1, 2), holds=_unserved),
        Habit("execute", days(1, 4), holds=_to_execute),
        Habit("request_review", days(1, 4), when="reviewed"),
        Habit("close", past("review_window", 60, 500)),
    ),
    "reviewing": (Habit("decide_review", days(2, 5)),),
    "review_issued": (
        Habit("serve_opinion", days(1, 2), holds=_unserved, kind="review"),
        Habit("request_recheck", days(1, 3), when="rechecked"),
        Habit("close", past("review_window", 60, 500)),
    ),
    "rechecking": (
        Habit("open_hearing", days(1, 2), when="recheck_heard"),
        Habit("decide_recheck", days(1, 4)),
    ),
    "recheck_hearing": (Habit("close_hearing", days(2, 4)),),
    "closed": (Habit("rate", daytime(300, 4000), chance=0.5, once=True, holds=_may_rate),),
}


def _officer(scene: Scene) -> str:
    return scene.world.one("petition_officer", scene.dice, apart_from=scene.case.hands)


def _head(scene: Scene) -> str:
    return scene.world.one("unit_head", scene.dice, unit=scene.case.unit)


def _handler(scene: Scene) -> str:
    return scene.world.one("handler", scene.dice, unit=scene.case.unit)


def _superior(scene: Scene) -> str:
    return scene.world.one("superior", scene.dice, apart_from=scene.case.hands)


WHO: Mapping[str, Callable[[Scene], str]] = {
    **dict.fromkeys(
        ("redirect", "refuse_repeat", "forward", "uphold_objection", "reject_objection", "serve_opinion"),
        _officer,
    ),
    **dict.fromkeys(("close", "withdraw"), _officer),
    **dict.fromkeys(("object", "accept", "extend", "issue_opinion"), _head),
    **dict.fromkeys(("investigate", "hear", "execute"), _handler),
    **dict.fromkeys(
        (
            "request_review",
            "decide_review",
            "request_recheck",
            "open_hearing",
            "close_hearing",
            "decide_recheck",
        ),
        _superior,
    ),
    "rate": lambda scene: scene.case.reporter or "",
}
