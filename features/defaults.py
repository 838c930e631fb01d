"""What a move carries when a specification does not say: complete and sensible, so that it says only what matters.

A field whose fact and name are listed here gets that value; any other required field gets one of its kind. So a
new workflow needs no line here: its moves emit facts that are known already.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from domain.offers import OfferedField, offered_fields
from features import defaults_of_devices, defaults_of_plans, defaults_of_services, named
from features.cast import place_data
from features.defaults_of_tasks import ON_THE_SPOT
from features.scene import Scene

Default = Callable[[Scene], Any]
CHANNELS = {
    "use_unit": "hotline",
    "grid": "grid",
    "river_chief": "river_chief",
    "committee": "committee",
    "mediator": "committee",
    "intake": "hotline",
    "gateway": "device",
    "clerk": "window",
    "petition_officer": "window",
}
TERM = timedelta(days=1)
"""Of an order; every act allows as much."""
PERFORM_DAYS, PAUSE_DAYS, LATER = 10, 30, timedelta(days=7)


def defaults(scene: Scene) -> dict[str, Any]:
    """Every field this move needs, with a value that is accepted when nothing speaks against the move itself."""
    found = {}
    for field in offered_fields(scene.move):
        key = f"{scene.topic}.{field.name}"
        if field.name == "files":
            value: Any = scene.files() if scene.slots or field.required else None
        elif key in ALWAYS:
            value = ALWAYS[key](scene)
        elif field.required:
            value = WHEN_REQUIRED.get(key, _of_kind(field))(scene)
        else:
            continue
        if value not in (None, ""):
            found[field.name] = value
    return found


def _of_kind(field: OfferedField) -> Default:
    if field.choices:
        first = field.choices[0]
        return lambda _: [first] if field.kind == "choices" else first
    return _KINDS[field.kind]


def _channel(scene: Scene) -> str:
    roles = {role for who, role, _ in scene.cast.posts if who == scene.actor}
    return next((channel for role, channel in CHANNELS.items() if role in roles), "app")


def _assist_due(scene: Scene) -> str:
    handle = scene.case.clock("handle") if scene.case else None
    return (handle.due_at if handle else scene.now + TERM).isoformat()


def _new_due(scene: Scene) -> str:
    clock = scene.case.clock(str(scene.move.given.get("clock", ""))) if scene.case else None
    return ((clock.due_at if clock else scene.now) + LATER).isoformat()


def _subject(scene: Scene) -> str:
    return (scene.case.reporter if scene.case else "") or scene.parties[0]


def _condition(scene: Scene) -> str:
    listed = scene.category.filing if scene.category and scene.topic == "case.filed" else ()
    return next(iter(listed or (scene.category.closing if scene.category else ())), "")


def _items(scene: Scene) -> Mapping[str, Any]:
    """Every condition to close of the category is met, but for a failed check."""
    asked = scene.category.asked_in(scene.name) if scene.category else ()
    return dict.fromkeys(asked or ("done",), scene.topic != "check.failed")


def _grid(scene: Scene) -> str | None:
    """The first grid of the community the case lies in."""
    community = scene.place.community
    return scene.place.grid or (f"{community}001" if community else None)


def _routes(scene: Scene) -> list[str] | None:
    return ["arbitration", "administrative", "court"] if "routes_told" in scene.move.rules else None


def _cause(scene: Scene) -> str:
    return "party_asked" if "ground_to_mediate_again" in scene.move.rules else "relapse"


def _days_on(scene: Scene, days: int) -> str:
    return (scene.today + timedelta(days=days)).isoformat()


def _place(scene: Scene) -> Mapping[str, Any]:
    return place_data(scene.place)


def _now(scene: Scene) -> str:
    return scene.now.isoformat()


def _file(scene: Scene) -> Any:
    return scene.files()[0]


NAMING_OFFICERS = (
    "order.served",
    "correction.confirmed",
    "correction.missed",
    "child.linked",
    "work.noted",
    "document.served",
    "decision.issued",
)
"""Facts that name two officers."""
ALWAYS: Mapping[str, Default] = {
    "case.reported.channel": _channel,
    "case.filed.grid": _grid,
    "case.reported.category": lambda scene: scene.category_id,
    "case.reported.place": _place,
    "case.reported.narrative": lambda _: "现场情况如实记录",
    "case.dispatched.instruction": lambda _: "请按要求办理",
    "work.noted.text": lambda _: "已如实记录",
    "contact.made.purpose": lambda _: "inform",
    "contact.made.reached": lambda _: True,
    "contact.made.subject": _subject,
    "case.transferred.receipt_no": lambda _: "回执 1",
    "order.served.term_due_at": lambda scene: (scene.now + TERM).isoformat(),
    "order.served.party_id_no": lambda _: "证照 1",
    "agreement.reached.sealed": lambda _: True,
    "agreement.reached.lawful": lambda _: True,
    "case.ended.routes_told": _routes,
    "check.passed.place": _place,
    **defaults_of_devices.ALWAYS,
    **ON_THE_SPOT,
}
WHEN_REQUIRED: Mapping[str, Default] = {
    **defaults_of_plans.WHEN_REQUIRED,
    **defaults_of_devices.WHEN_REQUIRED,
    **defaults_of_services.WHEN_REQUIRED,
    "checklist.recorded.items": _items,
    "check.passed.items": _items,
    "check.failed.items": _items,
    "work.reported.items": _items,
    **{f"{topic}.officers": named.officers for topic in NAMING_OFFICERS},
    "case.reported.parties": lambda scene: list(scene.parties),
    "verification.requested.verifier": lambda scene: named.other_person(scene, "grid"),
    "case.filed.condition": _condition,
    "case.closed.condition": _condition,
    "case.filed.category": lambda scene: scene.category_id,
    "case.dispatched.unit": named.usual_unit,
    "case.dispatched.assignee": named.owner,
    "case.dispatched.chosen_by": lambda _: "parties",
    "case.reassigned.unit": named.reassigned,
    "case.reassigned.assignee": lambda scene: named.other_person(scene, "mediator"),
    "approval.requested.unit": named.other_unit,
    "assist.requested.unit": named.other_unit,
    "assist.requested.due_at": _assist_due,
    "assist.answered.assist": lambda _: "assist-1",
    "case.escalated.body": lambda _: "区河长办",
    "case.escalated.units_heard": lambda scene: [scene.cast.unit("保洁公司"), scene.cast.unit("养护公司")],
    "case.transferred.body": lambda _: "有权机关",
    "supervision.started.due_at": lambda scene: (scene.now + TERM).isoformat(),
    "order.served.act": lambda scene: next(iter(scene.workflow.acts), ""),
    "order.served.party": lambda scene: scene.parties[0],
    "correction.missed.cause": lambda _: "refused",
    "document.served.to": _subject,
    "consent.recorded.party": lambda scene: scene.parties[0],
    "meeting.held.duration": lambda _: 60,
    "meeting.held.attended": lambda scene: list(scene.parties),
    "agreement.reached.effective_at": _now,
    "agreement.reached.parties": lambda scene: list(scene.parties),
    "agreement.reached.due_on": lambda scene: [_days_on(scene, PERFORM_DAYS)],
    "application.lodged.body": lambda _: "法院",
    "application.lodged.by": lambda scene: list(scene.parties),
    "obligation.breached.cause": lambda _: "refused",
    "extension.granted.new_due_at": _new_due,
    "case.suspended.until": lambda scene: _days_on(scene, PAUSE_DAYS),
    "check.assigned.checker": named.checker,
    "case.reopened.cause": _cause,
    "case.rated.score": lambda _: 5,
    "case.merged.ground": lambda _: "same_place",
}
_KINDS: Mapping[str, Default] = {
    "text": lambda _: "已如实记录",
    "yes_no": lambda _: True,
    "whole_number": lambda _: 1,
    "decimal": lambda _: "62",
    "moment": _now,
    "date": lambda scene: _days_on(scene, PERFORM_DAYS),
    "dates": lambda scene: [_days_on(scene, PERFORM_DAYS)],
    "place": _place,
    "file": _file,
    "files": lambda scene: scene.files(),
    "texts": lambda scene: list(scene.parties),
    "map": lambda _: {"办理情况": "已按要求办理"},
}
