"""What requests to a second person and their decisions carry in the demo."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from api.demo.filling import Fields, photos, say
from api.demo.habits import Habit
from api.demo.story import Scene

MOST_DAYS = 5
"""The most that a first extension may have, where the limit is in days."""
INDICATORS = ("on_time_handling_rate", "on_time_closing_rate", "rework_rate")
REFUSALS = {
    "extension": "extension_refused",
    "suspension": "suspension_refused",
    "exclusion": "exclusion_refused",
}


def _extension(scene: Scene, _: Habit) -> dict[str, Any]:
    """As much again as there was, five of its units at the most."""
    handle = scene.case.clock("handle")
    amount = handle.amount if handle else 1
    reason = scene.dice.choice(("weather", "materials", "other_body", "scale"))
    return {"amount": min(MOST_DAYS, amount), "reason": reason, "text": say(scene, "extension")}


def _suspension(scene: Scene, _: Habit) -> dict[str, Any]:
    listed = scene.category.suspension_grounds or ("season", "owner_absent", "appraisal")
    return {
        "reason": scene.dice.choice(listed),
        "text": say(scene, "suspension"),
        "interim": say(scene, "interim"),
        "until": _until(scene, 20, 60),
        "files": photos(scene, "interim_measure"),
    }


def _until(scene: Scene, least: int, most: int) -> str:
    today = scene.world.moments.calendar.local(scene.at).date()
    return (today + timedelta(days=scene.dice.randint(least, most))).isoformat()


def _rest(scene: Scene, _: Habit) -> dict[str, Any]:
    request = scene.case.request
    return {"until": request.until.isoformat() if request and request.until else _until(scene, 20, 60)}


def _resume(scene: Scene, _: Habit) -> dict[str, Any]:
    return {"cause": scene.dice.choice(("ground_over", "asked"))}


def _forced_closure(scene: Scene, _: Habit) -> dict[str, Any]:
    reason = scene.dice.choice(("owner_unknown", "no_power", "project_planned"))
    return {"reason": reason, "text": say(scene, "forced"), "files": photos(scene, "proof")}


def _exclusion(scene: Scene, _: Habit) -> dict[str, Any]:
    return {
        "reason": scene.dice.choice(("force_majeure", "other_body", "data_error")),
        "indicator": scene.dice.choice(INDICATORS),
        "text": say(scene, "exclusion"),
        "files": photos(scene, "proof"),
    }


def _refusal(scene: Scene, _: Habit) -> dict[str, Any]:
    kind = scene.case.request.kind if scene.case.request else ""
    return {"reason": say(scene, REFUSALS.get(kind, "reopen_refused"))}


GRANTING: Mapping[str, Fields] = {
    "request_extension": _extension,
    "grant_extension": lambda _, __: {},
    "request_suspension": _suspension,
    "grant_suspension": _rest,
    "resume": _resume,
    "request_forced_closure": _forced_closure,
    "force_close": lambda scene, _: {"public_reason": say(scene, "forced_public")},
    "request_exclusion": _exclusion,
    "exclude": lambda scene, _: {"text": say(scene, "excluded")},
    "refuse_request": _refusal,
}
