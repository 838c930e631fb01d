"""What is carried in the field: notes, reports of work done, orders to correct and their rechecks, the district."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from api.demo.filling import Fields, photos, say, unit_name
from api.demo.habits import Habit
from api.demo.story import Scene

ACTS: Mapping[str, str] = {
    "river.disorder": "washing_bathing",
    "river.illegal_fishing": "swimming_fishing",
    "river.dumping": "dumping",
    "metro.vendor": "vending",
    "metro.shop_overflow": "shop_overflow",
    "metro.leaflet": "small_ads",
    "metro.ads": "small_ads",
    "metro.heap": "heaping",
    "fume.over_limit": "fume_over_limit",
    "fume.purifier_off": "purifier_not_used",
    "fume.no_purifier": "purifier_not_installed",
    "fume.flue_blocked": "flue_blocked",
}
"""The act an order names, for each category the enforcement team has."""
AT_ONCE = ("metro.vendor", "metro.leaflet", "river.illegal_fishing")
"""What is ordered to stop at once."""


def _note(scene: Scene, habit: Habit) -> dict[str, Any]:
    texts = {"mediator_objected": "objection", "part_performed": "progress"}
    text = say(scene, texts.get(habit.kind, "danger" if habit.kind == "interim_measure" else "on_site"))
    files = photos(scene, "safety_fence") if habit.kind == "interim_measure" else []
    return {"step": habit.kind, "text": text, "files": files}


def _report_done(scene: Scene, habit: Habit) -> dict[str, Any]:
    slots = scene.category.evidence.get("report_done", ("after",))
    return {
        "result": say(scene, "reworked" if habit.kind == "rework" else "done"),
        "items": dict.fromkeys(scene.category.closing, True),
        "files": photos(scene, *slots),
    }


def _serve_order(scene: Scene, habit: Habit) -> dict[str, Any]:
    act, number = ACTS[scene.case.category], scene.story.number
    at_once = scene.case.category in AT_ONCE
    fields = {
        "order_no": f"演示责改〔{scene.at.year}〕{number:04d}号",
        "act": act,
        "party": f"trader-{number}",
        "party_name": f"当事人 {number}",
        "party_id_no": f"0000000000{number:08d}",
        "officers": _pair(scene),
        "immediate": at_once,
        "method": "direct",
        "items": say(scene, "order_items"),
        "files": photos(scene, "scene"),
    }
    return fields if at_once else {**fields, "term_due_at": _term(scene, act).isoformat()}


def _term(scene: Scene, act: str) -> datetime:
    """The evening of a day within the act's longest term."""
    longest = scene.workflow.acts[act].max_term.amount
    moments = scene.world.moments
    day = moments.calendar.local(scene.at).date() + timedelta(days=scene.dice.randint(1, min(longest, 4)))
    return moments.at_hour(day, 17, 30)


def _pair(scene: Scene) -> list[str]:
    """Two certified officers; who acts is drawn from them."""
    return scene.dice.sample(scene.world.holders("officer"), 2)


def _confirm(scene: Scene, _: Habit) -> dict[str, Any]:
    return {"officers": _pair(scene), "files": photos(scene, "recheck")}


def _miss(scene: Scene, habit: Habit) -> dict[str, Any]:
    cause = "refused" if habit.kind == "refused" else "expired"
    return {"cause": cause, "officers": _pair(scene), "files": photos(scene, "recheck")}


def _withdraw(scene: Scene, _: Habit) -> dict[str, Any]:
    order = scene.case.order
    number = order.order_no if order else ""
    return {"to": f"trader-{scene.story.number}", "doc_no": number, "text": say(scene, "order_withdrawn")}


def _district(scene: Scene, _: Habit) -> dict[str, Any]:
    until = scene.world.moments.office(scene.at, 450 * scene.dice.randint(4, 8))
    return {"body": "district_river_office", "question": say(scene, "district"), "until": until.isoformat()}


def _reply(scene: Scene, _: Habit) -> dict[str, Any]:
    return {"result": say(scene, "district_reply"), "files": photos(scene, "reply_letter", "after")}


def _handed_back(scene: Scene, _: Habit) -> dict[str, Any]:
    unit = scene.world.units_for(scene.case.category, scene.case.community)[0]
    return {"unit": unit, "instruction": say(scene, "district_return", unit=unit_name(scene, unit))}


def _danger(scene: Scene, _: Habit) -> dict[str, Any]:
    authority = "water_environment" if scene.case.category.startswith("river") else "fire"
    if scene.case.category.startswith("dispute"):
        authority = "police"
    return {"authority": authority, "how": "phone", "about": say(scene, "danger")}


def _told_normal(scene: Scene, _: Habit) -> dict[str, Any]:
    return {"state": "cleared", "mode": "normal", "value": f"0.{scene.dice.randint(4, 9)}"}


FIELD_WORK: Mapping[str, Fields] = {
    "note": _note,
    "alarm_again": _told_normal,
    "clear_lead": lambda _, __: {},
    "dissuade": lambda scene, _: {"text": say(scene, "dissuade")},
    "report_done": _report_done,
    "notify_authority": _danger,
    "serve_order": _serve_order,
    "confirm_correction": _confirm,
    "miss_correction": _miss,
    "withdraw_order": _withdraw,
    "open_penalty": lambda scene, _: {"officers": _pair(scene)},
    "serve_order_again": _serve_order,
    "escalate_district": _district,
    "district_reply": _reply,
    "district_return": _handed_back,
}
