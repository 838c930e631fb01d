"""An alarm told as a story: minutes and values, and the acts that come of them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from domain.changing import replace
from domain.sensing.act import Act, Standing
from domain.sensing.definition import OVER, AlarmDefinition, Condition, Term
from domain.sensing.instance import Instance, step
from domain.sensing.reading import Measured, Reading
from domain.sensing.stored import instance_from_data, instance_to_data

START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


def at(minute: float) -> datetime:
    """So many minutes after the start."""
    return START + timedelta(minutes=minute)


def over(limit: str = "1.0", hysteresis: str = "0.1", factor: str = "x") -> Term:
    """A value above a limit."""
    return Term(test=OVER, factor=factor, limit=Decimal(limit), hysteresis=Decimal(hysteresis))


def defined(*conditions: Condition, **more: Any) -> AlarmDefinition:
    """An alarm with these conditions, or with one: over 1.0."""
    about = {"id": "a", "version": 1, "zh": "告警", "en": "Alarm", "kind": "over_limit", "device_kind": "d"}
    return AlarmDefinition(
        **{**about, "basis": "D", "source": "test", **more},
        conditions=conditions or (Condition(terms=(over(),)),),
    )


def said(minute: float, *values: tuple[str, str] | str, flag: str = "N", **more: Any) -> Reading:
    """A reading: values of x, or pairs of factor and value."""
    pairs = [("x", one) if isinstance(one, str) else one for one in values]
    measured = tuple(Measured(factor=factor, value=Decimal(value), flag=flag) for factor, value in pairs)
    sequence = more.pop("sequence", int(minute * 60))
    return Reading(sequence=sequence, measured_at=at(minute), values=measured, **more)


@dataclass
class Story:
    """An alarm going on; between two readings it is kept as the database would."""

    definition: AlarmDefinition
    standing: Standing = field(default_factory=Standing)
    instance: Instance = field(default_factory=Instance)
    acts: list[Act] = field(default_factory=list)
    words: frozenset[str] = frozenset()

    def hear(self, *readings: Reading, minute: int = 0) -> Sequence[str]:
        """What the acts that came of these readings were: kind and route."""
        before = len(self.acts)
        for reading in readings:
            kept = json.loads(json.dumps(instance_to_data(self.instance)))
            assert instance_from_data(kept) == self.instance
            self.instance, acts = step(
                self.definition, instance_from_data(kept), reading, standing=self.standing, minute=minute,
                words=self.words,
            )  # fmt: skip
            self.acts += acts
        return [one.kind if one.route == "live" else f"{one.kind}/{one.route}" for one in self.acts[before:]]

    def stands(self, **changes: Any) -> None:
        """People decide something."""
        self.standing = replace(self.standing, **changes)
