"""What is carried from the report to the filing: reports, supplements, verification, merging, declining."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from api.demo.filling import Fields, before_and_after, photos, place_data, say
from api.demo.habits import Habit
from api.demo.story import Scene, Story
from api.demo.world import World
from domain.codec import to_data
from domain.facts.intake import PUBLIC_CHANNELS

ALARMS: Mapping[str, str] = {
    "river.outfall_dry": "outflow",
    "metro.bike_jam": "crowding",
    "fume.over_limit": "over_limit",
    "fume.purifier_off": "purifier_off",
    "ebike.in_lift": "ebike",
}
"""What a device notices, by the category of its report."""


def report_fields(world: World, story: Story) -> dict[str, Any]:
    """The report that opens a street case, as the door it came by would send it."""
    dice = story.dice
    narrative = world.phrases.say("report", dice, story.category, place=story.place.address)
    fields: dict[str, Any] = {
        "channel": story.channel,
        "category": story.category,
        "narrative": narrative,
        "place": to_data(story.place),
        "files": [world.photo("scene", story.arrives_at, story.place, dice)],
    }
    if story.channel == "device":
        fields["attributes"] = {"samples": dice.randint(2, 5), **_alarm(story.category)}
    if story.workflow == "kitchen_fume":
        fields |= {"parties": [f"shop-{story.number}"], "party_names": [f"餐饮店 {story.number}"]}
    if story.category == "hotline.accusation":
        fields["attributes"] = {"accused_unit": "cleaning_firm"}
    return {**fields, **caller_fields(story)}


def _alarm(category: str) -> dict[str, Any]:
    """What the device noticed, with a reading that counts."""
    kind = ALARMS.get(category)
    return {"alarm": kind, "flag": "N", "mode": "normal"} if kind else {}


def caller_fields(story: Story) -> dict[str, Any]:
    """Who waits for an answer, if anybody; on the phone and at the window there is no picture."""
    if story.channel not in PUBLIC_CHANNELS:
        return {}
    said: dict[str, Any] = {"files": []} if story.channel in ("hotline", "window") else {}
    if not story.reporter:
        return {**said, "anonymous": True}
    number = story.reporter.rpartition("-")[2]
    return {
        **said,
        "reporter": story.reporter,
        "reporter_name": f"诉求人 {number}",
        "reporter_phone": f"000-{int(number):08d}",
    }


def _supplement(scene: Scene, _: Habit) -> dict[str, Any]:
    return {"text": say(scene, "supplement"), "files": photos(scene, "scene")}


def _order_verification(scene: Scene, _: Habit) -> dict[str, Any]:
    verifier = scene.world.one(
        "grid", scene.dice, unit=scene.case.community, apart_from=scene.case.reported_by
    )
    return {"verifier": verifier, "questions": say(scene, "questions")}


def _answer_verification(scene: Scene, _: Habit) -> dict[str, Any]:
    finding = next((name for name in ("untrue", "gone") if scene.has(name)), "true")
    scene.story.use_up(finding)
    return {
        "finding": finding,
        "text": say(scene, f"finding_{finding}"),
        "place": place_data(scene),
        "files": photos(scene, "scene"),
    }


def _file(scene: Scene, _: Habit) -> dict[str, Any]:
    return {"condition": scene.dice.choice(scene.category.filing)}


def _decline(scene: Scene, habit: Habit) -> dict[str, Any]:
    listed, found = scene.category.decline_reasons, scene.case.finding
    likely = "insufficient" if habit.when == "silent" else found
    reason = next(one for one in (likely, "not_ours", "outside", *listed) if one in listed)
    return {"reason": reason, "explanation": say(scene, "declined"), "told": True}


def _merge(scene: Scene, _: Habit) -> dict[str, Any]:
    listed = scene.case.place is not None and bool(scene.case.place.object_id)
    return {"master": scene.story.master, "ground": "same_object" if listed else "same_place"}


def _reclassify(scene: Scene, _: Habit) -> dict[str, Any]:
    """Another category of the same kind of place, so that what follows still fits."""
    family = scene.case.category.partition(".")[0]
    others = [
        name
        for name in scene.workflow.categories
        if name.startswith(f"{family}.")
        and name != scene.case.category
        and scene.world.units_for(name, scene.case.community)
        and "safety" not in scene.workflow.categories[name].flags
    ]
    return {"new": scene.dice.choice(sorted(others)), "reason": say(scene, "reclassified")}


INTAKE: Mapping[str, Fields] = {
    "merge": _merge,
    "unmerge": lambda scene, _: {"reason": say(scene, "unmerged")},
    "ask_reporter": lambda scene, _: {"items": [scene.dice.choice(("place", "photo", "details"))]},
    "supplement": _supplement,
    "add_material": lambda scene, _: {"text": say(scene, "material")},
    "withdraw": lambda scene, _: {"explanation": say(scene, "withdrawn")},
    "reclassify": _reclassify,
    "order_verification": _order_verification,
    "answer_verification": _answer_verification,
    "decline": _decline,
    "file": _file,
    "resolve_on_spot": lambda scene, _: {"result": say(scene, "done"), "files": before_and_after(scene)},
}
