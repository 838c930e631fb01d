"""What happens to penalties in the demo, who does it, and what the moves carry. They are opened by their parents."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from api.demo.filling import Fields, photos, say
from api.demo.habits import Habit, Plan
from api.demo.story import Scene
from api.demo.waits import days, office, past

HEARD_BY = "legal"
FINES_FEN = (50_00, 100_00, 150_00, 200_00)
MORE_DAYS = timedelta(days=20)


def _pair(scene: Scene) -> list[str]:
    return scene.dice.sample(scene.world.holders("officer"), 2)


def _party(scene: Scene) -> str:
    return scene.case.parties[0]


def _number(scene: Scene, what: str) -> str:
    return f"演示{what}〔{scene.at.year}〕{scene.story.number:04d}号"


def _served(kind: str, what: str) -> Fields:
    def fields(scene: Scene, _: Habit) -> dict[str, Any]:
        return {
            "to": _party(scene),
            "doc_no": _number(scene, what),
            "method": "direct",
            "receipt": photos(scene, "record")[0],
            "text": say(scene, kind),
        }

    return fields


def _propose(scene: Scene, habit: Habit) -> dict[str, Any]:
    return {**_served("penalty_notice", "罚告")(scene, habit), "officers": _pair(scene)}


def _heard(scene: Scene, _: Habit) -> dict[str, Any]:
    return {"adopted": False, "reasons": say(scene, "statement"), "minutes": photos(scene, "record")[0]}


def _waived(scene: Scene, _: Habit) -> dict[str, Any]:
    return {"reasons": say(scene, "waived"), "minutes": photos(scene, "record")[0]}


def _hold_hearing(scene: Scene, habit: Habit) -> dict[str, Any]:
    return {**_heard(scene, habit), "host": scene.world.one(HEARD_BY, scene.dice)}


def _lodge(scene: Scene, _: Habit) -> dict[str, Any]:
    return {"body": scene.case.unit, "by": [_party(scene)], "received_at": scene.at.isoformat()}


def _submit(scene: Scene, _: Habit) -> dict[str, Any]:
    return {"checker": scene.world.one(HEARD_BY, scene.dice)}


def _decision(scene: Scene) -> dict[str, Any]:
    return {
        "body": scene.case.unit,
        "doc_no": _number(scene, "罚决"),
        "text": photos(scene, "record")[0],
    }


def _fine(scene: Scene, _: Habit) -> dict[str, Any]:
    return {**_decision(scene), "outcome": "fine", "amount": scene.dice.choice(FINES_FEN)}


def _on_spot(scene: Scene, habit: Habit) -> dict[str, Any]:
    return {**_fine(scene, habit), "party_kind": "person", "officers": _pair(scene)}


def _defer(scene: Scene, _: Habit) -> dict[str, Any]:
    clock = scene.case.clocks["pay"]
    return {"new_due_at": (clock.due_at + MORE_DAYS).isoformat()}


FIELDS: Mapping[str, Fields] = {
    "investigate": lambda scene, _: {
        "step": "progress",
        "text": say(scene, "penalty_step"),
        "officers": _pair(scene),
    },
    "hold_evidence": _served("evidence_held", "存证"),
    "release_evidence": _served("evidence_released", "解存"),
    "propose": _propose,
    "hear": _heard,
    "waive": _waived,
    "lodge_hearing": _lodge,
    "hold_hearing": _hold_hearing,
    "submit": _submit,
    "pass_review": lambda scene, _: {"note": say(scene, "review_passed")},
    "fail_review": lambda scene, _: {"finding": say(scene, "review_failed")},
    "decide": _fine,
    "decide_on_spot": _on_spot,
    "spare": lambda scene, _: {**_decision(scene), "reason": "minor"},
    "to_police": lambda scene, _: {
        "body": "公安机关",
        "receipt_no": _number(scene, "移收"),
        "materials": say(scene, "to_police"),
    },
    "serve": _served("decision_served", "送达"),
    "defer_payment": _defer,
    "pay": lambda _, __: {},
    "urge": _served("urged", "催告"),
    "note_challenge": lambda scene, _: {
        "body": "区人民政府",
        "by": [_party(scene)],
        "received_at": scene.at.isoformat(),
    },
}


def _reviewed(scene: Scene) -> bool:
    return scene.case.proceeding.reviewed


def _may_submit_now(scene: Scene) -> bool:
    return scene.case.proceeding.waived


PLAN: Plan = {
    "investigating": (
        Habit("hold_evidence", office(20, 90), when="held"),
        Habit("investigate", office(30, 200), once=True),
        Habit("decide_on_spot", office(30, 200), when="spot_fine"),
        Habit("spare", days(1, 3), when="spared"),
        Habit("to_police", days(1, 2), when="police"),
        Habit("propose", days(1, 2)),
    ),
    "proposed": (
        Habit("lodge_hearing", days(1, 2), when="hearing"),
        Habit("waive", office(30, 300), when="waives"),
        Habit("hear", office(60, 400), once=True, holds=lambda scene: not scene.case.proceeding.heard),
        Habit("submit", office(20, 200), holds=_may_submit_now, kind="waived"),
        Habit("submit", past("heard", 10, 200)),
    ),
    "hearing": (Habit("hold_hearing", past("hearing_notice", 10, 200)),),
    "reviewing": (
        Habit("fail_review", days(1, 2), when="sent_back"),
        Habit("pass_review", days(1, 2), holds=lambda scene: not _reviewed(scene)),
        Habit("decide", days(1, 2)),
    ),
    "decided": (Habit("serve", days(1, 2)),),
    "served": (
        Habit("defer_payment", days(1, 3), when="deferred"),
        Habit("urge", past("pay", 30, 300), when="unpaid"),
        Habit("pay", days(1, 6)),
    ),
    "urged": (
        Habit("note_challenge", days(1, 3), when="challenged"),
        Habit("pay", days(2, 6), holds=lambda scene: not scene.case.proceeding.challenged, kind="late"),
    ),
}


def _officer(scene: Scene) -> str:
    return scene.world.one("officer", scene.dice, unit=scene.case.unit)


def _head(scene: Scene) -> str:
    return scene.world.one("unit_head", scene.dice, unit=scene.case.unit)


def _legal(scene: Scene) -> str:
    return scene.case.assignments.get("check") or scene.world.one(HEARD_BY, scene.dice)


def _deputy(scene: Scene) -> str:
    return scene.world.one("deputy", scene.dice, apart_from=scene.case.hands)


WHO: Mapping[str, Callable[[Scene], str]] = {
    **dict.fromkeys(("release_evidence", "hear", "waive", "lodge_hearing", "serve", "urge"), _officer),
    **dict.fromkeys(("hold_evidence", "submit", "to_police", "defer_payment", "note_challenge"), _head),
    **dict.fromkeys(("hold_hearing", "pass_review", "fail_review"), _legal),
    **dict.fromkeys(("decide", "spare"), _deputy),
    "pay": lambda scene: scene.world.one("steward", scene.dice),
}
COURSES = frozenset(
    {
        "spot_fine",
        "spared",
        "police",
        "hearing",
        "waives",
        "unpaid",
        "deferred",
        "held",
        "sent_back",
        "challenged",
    }
)
"""What goes otherwise than usual with a penalty, as the story of its parent has it."""
