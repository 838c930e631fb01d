"""What somebody would send to open a task, to plan it and to look at a thing again and again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from domain.codec import to_data
from domain.derivation import kind_of
from domain.facts.tasks import CAMPAIGN, COMMITMENT, MEAL_ORDER, ROOT_CAUSE
from tests.calendars import PUBLISHED
from tests.support.samples import HERE
from tests.support.sending import OFFICERS, PARENT, Sending
from tests.support.small_office import EAST

LOOKS: tuple[dict[str, Any], ...] = (
    {"dry_hours": 72, "items": {"flowing": True, "sewage": True, "dye": True}},
    {"dry_hours": 72, "items": {"flowing": False}},
    {"dry_hours": 0, "items": {"raining": True, "flowing": True, "sewage": False}},
)


def _opened(on: Sending) -> dict[str, Any]:
    """A task about three cases of one matter, a child of the case that opened it, or one that somebody asks for."""
    if "linked_by_parent" in on.move.rules:
        return {"cases": [PARENT], "officers": list(OFFICERS), "unit": "team"}
    kind = kind_of(on.move)
    if kind == ROOT_CAUSE:
        return {}
    made = {"rule": None, "cases": None, "category": on.pick(*on.workflow.categories), "place": to_data(HERE)}
    if kind == MEAL_ORDER:
        return {**made, **_ordered(on)}
    return {**made, **(_joint(on) if kind in (CAMPAIGN, COMMITMENT) else _turn(on))}


def _ordered(on: Sending) -> dict[str, Any]:
    return {"subject": "resident-1", "meal": on.pick("lunch", "dinner"), "since": on.day(on.pick(1, 2))}


def _joint(on: Sending) -> dict[str, Any]:
    """A campaign of several units, or something that somebody waits for."""
    until = on.day(on.pick(20, 60))
    if "units" in on.move.min_items:
        return {"until": until, "units": ["firm", "team"]}
    return {"until": until, "subject": on.pick("resident-1", "chief-east")}


def _turn(on: Sending) -> dict[str, Any]:
    """A turn of a plan, a task of the same kind, or a building to be handed over."""
    if "as_planned" in on.move.rules and on.pick(True, False):
        return {"plan": "patrol-east", "category": None, "place": None}
    unit = {"doer": "river_chief", "unit": EAST} if "as_planned" in on.move.rules else {"unit": "firm"}
    return {**unit, "until": on.day(on.pick(2, 7, 20))}


def _planned(on: Sending) -> dict[str, Any]:
    """Every unit has a duty; a changed plan ends when the time that runs ends."""
    made = {
        "duties": dict.fromkeys(("roads", "firm", "team", EAST), "按方案办理"),
        "until": on.day(on.pick(5, 40, 90)),
    }
    if "plan_keeps_its_end" in on.move.rules:
        due = next((clock.due_at for clock in on.known.clocks.values() if clock.name == "campaign"), on.now)
        days = [PUBLISHED.local(due + timedelta(days=shift)).date() for shift in (0, -1)]
        made["until"] = next((d for d in days if PUBLISHED.end_of_day(d) == due), days[0]).isoformat()
    return {**made, "quantity": "40", "method": "count"}


def _looked(on: Sending) -> dict[str, Any]:
    """A look at an outfall, by turns proving and clean; a visit to one of two shops."""
    if "object" in on.move.requires:
        return {
            "object": on.pick("shop-1", "shop-2"),
            "reason": on.pick(None, "recheck"),
            "items": {"exits_free": True},
        }
    if on.move.given.get("list") == "outfall_look":
        return LOOKS[len(on.known.checklists) % 3] if on.helpful else on.pick(*LOOKS)
    return {
        "items": on.items(),
        "length": on.pick("900", "1500", "100"),
        "duration": on.pick(12, 40, 6),
    }


MADE: Mapping[str, Callable[[Sending], dict[str, Any]]] = {
    "task.opened": _opened,
    "plan.approved": _planned,
    "checklist.recorded": _looked,
}
