"""What the street's moves carry, from triage to evaluation: the fact's own fields, as a client would send them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from api.demo.actors import DESK
from api.demo.field_work_fields import FIELD_WORK
from api.demo.filling import Fields, place_data, say, unit_name
from api.demo.granting_fields import GRANTING
from api.demo.habits import Habit
from api.demo.intake_fields import INTAKE
from api.demo.story import Scene
from api.demo.told import untold
from domain.facts.dispatch import LEVELS

BODIES = {"metro.illegal_taxi": "区交通运输部门"}
"""Where a matter goes that is another authority's; a name made up for the demo."""


def _right_unit(scene: Scene) -> str:
    units = scene.world.units_for(scene.case.category, scene.case.community)
    tried = scene.case.units if scene.case.returns_in_round else frozenset()
    free = [unit for unit in units if unit not in tried] or units
    return free[-1] if scene.has("wrong_unit") and len(free) > 1 else free[0]


def _dispatch(scene: Scene, _: Habit) -> dict[str, Any]:
    unit = _right_unit(scene)
    return {"unit": unit, "instruction": say(scene, "instruction", unit=unit_name(scene, unit))}


def _reassign(scene: Scene, _: Habit) -> dict[str, Any]:
    units = scene.world.units_for(scene.case.category, scene.case.community)
    other = [unit for unit in units if unit != scene.case.unit]
    told = say(scene, "reassigned", unit=unit_name(scene, other[0]))
    return {"unit": other[0], "reason": "workload", "text": told}


def _designate(scene: Scene, _: Habit) -> dict[str, Any]:
    unit = scene.world.units_for(scene.case.category, scene.case.community)[0]
    return {"unit": unit, "instruction": say(scene, "designation", unit=unit_name(scene, unit))}


def _request_return(scene: Scene, _: Habit) -> dict[str, Any]:
    units = scene.world.units_for(scene.case.category, scene.case.community)
    other = next((unit for unit in units if unit != scene.case.unit), units[0])
    reason = scene.dice.choice(("not_our_duty", "not_our_duty", "not_our_area"))
    return {"reason": reason, "text": say(scene, "returned"), "unit": other}


def _refer_dispute(scene: Scene, _: Habit) -> dict[str, Any]:
    return {"units_heard": sorted(scene.case.units), "question": say(scene, "question")}


def _transfer(scene: Scene, _: Habit) -> dict[str, Any]:
    return {
        "body": BODIES.get(scene.case.category, "区级主管部门"),
        "route": "authority",
        "receipt_no": f"演示收〔{scene.at.year}〕{scene.story.number:04d}号",
        "materials": say(scene, "transferred"),
    }


def _contact(scene: Scene, habit: Habit) -> dict[str, Any]:
    if habit.kind == "first_response":
        return _called(scene.case.reporter or "", "first_response", say(scene, "first_response"))
    if habit.kind == "inform_chief":
        return _called(min(scene.case.reported_by), "inform", say(scene, "told"))
    if habit.kind == "callback":
        good = not scene.has("relapse")
        text = say(scene, "callback" if good else "callback_bad")
        called = _called(scene.case.reporter or "", "callback", text)
        return {**called, "answer": "satisfied" if good else "unsatisfied"}
    if habit.kind == "new_date":
        return _called(scene.case.reporter or "", "inform", say(scene, "new_date"))
    subject, _ = untold(scene)[0]
    return {
        **_called(subject, "inform", say(scene, "told")),
        "by": scene.dice.choice(("phone", "phone", "sms")),
    }


def _called(subject: str, purpose: str, text: str) -> dict[str, Any]:
    return {"subject": subject, "purpose": purpose, "by": "phone", "reached": True, "text": text}


def _supervise(scene: Scene, _: Habit) -> dict[str, Any]:
    late = scene.case.clock("handle")
    overdue = late is not None and late.has_run_out(scene.at)
    return {"reason": "overdue" if overdue else "unsolved", "ask": say(scene, "supervision")}


def _escalate(scene: Scene, _: Habit) -> dict[str, Any]:
    reached = LEVELS.index(scene.case.level) if scene.case.level else 0
    above = "deputy" if reached < LEVELS.index("deputy") else "district"
    return {"to_level": above, "cause": "beyond_power", "question": say(scene, "escalated")}


def _checker(scene: Scene, _: Habit) -> dict[str, Any]:
    apart = scene.case.hands | {scene.case.assignments.get("check", "")}
    checker = scene.world.one("checker", scene.dice, unit=DESK, apart_from=frozenset(apart))
    return {"checker": checker, "method": "site"}


def _looked(scene: Scene) -> dict[str, Any]:
    spot = scene.world.photo("same_spot", scene.at, scene.case.place, scene.dice)
    return {"place": spot["place"] or place_data(scene), "files": [spot]}


def _pass_check(scene: Scene, _: Habit) -> dict[str, Any]:
    items = dict.fromkeys(scene.category.closing, True)
    return {**_looked(scene), "items": items, "note": say(scene, "check_passed")}


def _fail_check(scene: Scene, _: Habit) -> dict[str, Any]:
    items = dict.fromkeys(scene.category.closing, False)
    return {**_looked(scene), "items": items, "finding": say(scene, "check_failed")}


def _send_back(scene: Scene, _: Habit) -> dict[str, Any]:
    return {"finding": say(scene, "send_back")}


def _close(scene: Scene, _: Habit) -> dict[str, Any]:
    told = scene.case.order is not None and scene.case.order.result == "confirmed"
    return {
        "condition": scene.category.closing[0],
        "outcome": "corrected" if told else "solved",
        "summary": say(scene, "summary"),
        "public_summary": say(scene, "public_summary"),
    }


def _rate(scene: Scene, _: Habit) -> dict[str, Any]:
    if scene.has("relapse"):
        return {"score": scene.dice.choice((1, 2)), "solved": "no"}
    score = scene.dice.choices((3, 4, 5), (2, 5, 8))[0]
    return {"score": score, "solved": "partly" if score == 3 else "yes"}


def _request_reopen(scene: Scene, habit: Habit) -> dict[str, Any]:
    reason = "unsatisfied" if habit.when == "reconsidered" else "relapse" if scene.case.reporter else "audit"
    return {"reason": reason, "text": say(scene, "reopen")}


def _reopen(scene: Scene, _: Habit) -> dict[str, Any]:
    asked = scene.case.request
    return {"cause": asked.reason if asked else "relapse"}


def _assist(scene: Scene, _: Habit) -> dict[str, Any]:
    world, case = scene.world, scene.case
    helpers = [unit for unit in (case.community, "metro_operator", "emergency") if unit and unit != case.unit]
    handle = case.clock("handle")
    due = handle.due_at if handle else scene.at
    if scene.has("late_assist"):
        due = scene.at + (due - scene.at) * 0.3
    return {
        "unit": helpers[0] if case.workflow != "metro_area" else helpers[1],
        "task": say(scene, "assist_task"),
        "due_at": _moment(max(due, world.moments.office(scene.at, 1)) if handle is None else due),
    }


def _answer_assist(scene: Scene, _: Habit) -> dict[str, Any]:
    asked = next(key for key, assist in scene.case.assists.items() if not assist.answered)
    done = scene.dice.random() < 0.8
    text = say(scene, "assist_done" if done else "assist_partly")
    return {"assist": asked, "outcome": "done" if done else "partly", "text": text}


def _moment(at: datetime) -> str:
    return at.isoformat()


STREET_FIELDS: Mapping[str, Fields] = {
    **INTAKE,
    **FIELD_WORK,
    **GRANTING,
    "dispatch": _dispatch,
    "reassign": _reassign,
    "designate": _designate,
    "sign": lambda _, __: {},
    "request_return": _request_return,
    "approve_return": lambda scene, _: {"fault": scene.dice.choice(("dispatch", "dispatch", "list"))},
    "refuse_return": lambda scene, _: {"reason": say(scene, "return_refused")},
    "refer_dispute": _refer_dispute,
    "transfer": _transfer,
    "contact": _contact,
    "supervise": _supervise,
    "answer_supervision": lambda scene, _: {
        "explanation": say(scene, "explanation"),
        "plan": say(scene, "plan"),
    },
    "escalate": _escalate,
    "request_assist": _assist,
    "answer_assist": _answer_assist,
    "send_back": _send_back,
    "assign_check": _checker,
    "change_checker": _checker,
    "pass_check": _pass_check,
    "fail_check": _fail_check,
    "close": _close,
    "rate": _rate,
    "evaluate": lambda _, __: {},
    "request_reopen": _request_reopen,
    "reopen": _reopen,
    "reconsider": _reopen,
}
