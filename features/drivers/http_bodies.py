"""What the interface answers, as specifications look at it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from domain.codec import from_data
from domain.values import Place
from features.driver import CaseSeen, ClockSeen, FactSeen


def case_in(body: Mapping[str, Any]) -> CaseSeen:
    """A case, as the interface tells it."""
    return CaseSeen(
        id=body["id"],
        workflow=body["workflow"],
        state=body["state"],
        category=body["category"],
        unit=body["unit"],
        place=from_data(Place, body["place"]) if body["place"] else None,
        reporter=body["reporter"] or "",
        parties=tuple(body["parties"]),
        **{name: body[name] for name in ("assignments", "round", "reworks", "returns", "risk", "children")},
        clocks=tuple(
            ClockSeen(
                name=clock["clock"],
                key=clock["key"],
                due_at=datetime.fromisoformat(clock["due_at"]),
                paused=clock["paused_at"] is not None,
            )
            for clock in body["clocks"]
        ),
    )


def fact_in(body: Mapping[str, Any]) -> FactSeen:
    """An entry of a history, as the interface tells it."""
    return FactSeen(
        event_id=body["event_id"],
        topic=body["topic"],
        trigger=body["move"],
        target=body["to"],
        actor=body["actor"],
        occurred_at=datetime.fromisoformat(body["occurred_at"]),
        recorded_at=datetime.fromisoformat(body["recorded_at"]),
        not_held=tuple(verdict["rule"] for verdict in body["rules"] if not verdict["held"]),
        effects=tuple((effect["clock"], effect["effect"]) for effect in body["clocks"]),
        fields=body["payload"],
    )
