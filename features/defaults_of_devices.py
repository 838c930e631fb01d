"""What a move of a device, or of what follows from its alarms, carries when a specification does not say."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from features.scene import Scene

ALWAYS: Mapping[str, Callable[[Scene], Any]] = {
    "alarm.observed.mode": lambda scene: "normal" if "mode" in scene.move.requires else None,
    "alarm.observed.kind": lambda scene: None if scene.case else "other",
}
WHEN_REQUIRED: Mapping[str, Callable[[Scene], Any]] = {
    "work.noted.quantity": lambda _: "2.4",
    "work.reported.party": lambda scene: scene.cast.person("住户甲"),
    "document.served.doc_no": lambda _: "文书 1",
    "evidence.reviewed.device": lambda scene: scene.cast.first("gateway"),
}
