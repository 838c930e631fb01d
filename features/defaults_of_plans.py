"""What a move carries when a specification does not say: what is planned together, promised, visited, measured."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from features.scene import Scene

PROMISE, PLAN = timedelta(days=14), timedelta(days=60)
TAKE_PART = ("养护公司", "综合执法队")


def _duties(scene: Scene) -> Mapping[str, str]:
    """The units that propose and take part, and those of the first handlers: each with a duty."""
    units = ("保洁公司", *TAKE_PART)
    return {scene.cast.unit(unit): "按方案治理" for unit in units}


def _promised(scene: Scene) -> str:
    return (scene.now + PROMISE).isoformat()


def _planned(scene: Scene) -> str:
    return (scene.today + PLAN).isoformat()


WHEN_REQUIRED: Mapping[str, Callable[[Scene], Any]] = {
    "plan.approved.until": _planned,
    "plan.approved.duties": _duties,
    "plan.approved.quantity": lambda _: "40",
    "plan.approved.method": lambda _: "count",
    "check.passed.quantity": lambda _: "4",
    "check.passed.method": lambda _: "count",
    "task.opened.units": lambda scene: list(map(scene.cast.unit, TAKE_PART)),
    "case.signed_for.until": _promised,
    "case.dispatched.until": _promised,
    "case.suspended.interim": lambda _: "已设围挡并日巡",
    "checklist.recorded.object": lambda _: "店铺 1",
}
