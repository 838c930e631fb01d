"""What a move carries when a specification does not say: what is ordered, applied for, heard, decided, corrected."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from domain.derivation import kind_of
from domain.facts.tasks import MEAL_ORDER
from features import named
from features.scene import Scene

SAMPLES_KEPT = timedelta(days=2)


def _for_whom(scene: Scene) -> str:
    """Somebody on the meal list where a meal is ordered, else a resident."""
    return scene.cast.person("用餐老人甲" if kind_of(scene.move) == MEAL_ORDER else "居民甲")


def _ground(scene: Scene) -> str:
    """The first ground the category lists; an appraisal may let anything rest."""
    return next(iter(scene.category.suspension_grounds if scene.category else ()), "appraisal")


def _outcome(scene: Scene) -> str:
    """The first the move lists, else what was applied for."""
    usual = "granted" if kind_of(scene.move) == "service" else "confirmed"
    return next(iter(scene.move.among.get("outcome", ())), usual)


WHEN_REQUIRED: Mapping[str, Callable[[Scene], Any]] = {
    "task.opened.subject": _for_whom,
    "case.reported.reporter": lambda scene: scene.cast.person("居民甲"),
    "case.filed.notice": lambda scene: scene.files()[0],
    "case.signed_for.batch": lambda _: None,
    "case.dispatched.cooked_at": lambda scene: scene.now.isoformat(),
    "case.dispatched.temperature": lambda _: "65",
    "case.dispatched.sample_g": lambda _: 150,
    "case.dispatched.sample_until": lambda scene: (scene.now + SAMPLES_KEPT).isoformat(),
    "case.suspended.ground": _ground,
    "supplement.requested.papers": lambda _: ["lease"],
    "statement.heard.host": lambda scene: scene.cast.first("legal"),
    "decision.issued.outcome": _outcome,
    "decision.issued.contents": lambda _: ["claim", "facts", "outcome", "basis", "remedy"],
    "decision.issued.body": named.deciding,
    "record.corrected.second": lambda scene: scene.cast.first("intake"),
    "record.corrected.fact": lambda scene: next(iter(scene.facts.values()), ""),
    "record.corrected.field": lambda _: "narrative",
}
"""By fact and field."""
