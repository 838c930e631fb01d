"""What a move of a task, of a rescue or on the spot carries when a specification does not say."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from domain.derivation import kind_of
from domain.facts.tasks import HANDOVER, PERIODIC
from features.cast import place_data
from features.scene import Scene

TEN_DAYS = 10


def _task_unit(scene: Scene) -> str | None:
    """Whose task it is: the unit of who usually goes on from here."""
    going = {HANDOVER: "builder", PERIODIC: "river_chief"}.get(kind_of(scene.move))
    return next((unit for _, role, unit in scene.cast.posts if role == going), None)


def _task_role(scene: Scene) -> str | None:
    return "river_chief" if kind_of(scene.move) == PERIODIC else None


def _task_until(scene: Scene) -> str | None:
    """The last day of a turn that no plan says; ten days to bring people together."""
    category = scene.category
    limit = category.limits.get("cycle") if category else None
    days = limit.amount * (30 if limit.unit == "month" else 1) - 1 if limit else TEN_DAYS
    return (scene.today + timedelta(days=days)).isoformat()


def _present(scene: Scene) -> list[str]:
    """Builder and property company beside whoever acts, where all three have to be there."""
    sides = [scene.cast.first(role) for role in ("builder", "property")]
    return [*filter(None, sides), scene.actor] if "three_sides_present" in scene.move.rules else [scene.actor]


def _attributes(scene: Scene) -> Mapping[str, Any] | None:
    """What a lift says when somebody presses the button in it."""
    held = {role for who, role, _ in scene.cast.posts if who == scene.actor}
    device = "trapped_signal" in scene.move.rules and "gateway" in held
    return {"alarm_button": True} if device else None


ON_THE_SPOT: Mapping[str, Callable[[Scene], Any]] = {
    "check.passed.persons": lambda scene: _present(scene) if scene.move.names("persons") else None,
    "check.failed.persons": lambda scene: _present(scene) if scene.move.names("persons") else None,
    "task.opened.category": lambda scene: scene.category_id,
    "task.opened.place": lambda scene: place_data(scene.place),
    "task.opened.unit": _task_unit,
    "task.opened.doer": _task_role,
    "task.opened.until": _task_until,
    "site.reached.persons": _present,
    "site.reached.how": lambda _: "manual",
    "site.reached.place": lambda scene: (
        place_data(scene.place) if scene.case is not None and scene.case.place is None else None
    ),
    "checklist.recorded.length": lambda _: "1500",
    "checklist.recorded.duration": lambda _: 20,
    "case.ended.ground": lambda scene: "flood" if "excuse_listed" in scene.move.rules else None,
    "contact.made.inside": lambda scene: False if scene.move.names("inside") else None,
    "case.reported.attributes": _attributes,
}
"""By fact and field."""
