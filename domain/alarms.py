"""What a device tells of the matter a case is about: whether it still is so, since when, how often it came and went."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.facts.devices import MAINTENANCE, NORMAL

KIND, FLAG, MODE = "alarm", "flag", "mode"
"""Entries of a report's attributes: what the device noticed, the mark of its reading, its mode."""


@dataclass(frozen=True, kw_only=True)
class Alarm:
    """An alarm (告警) as its observations made it. Suppressed ones change nothing but `suppressed`."""

    device: str
    kind: str = ""
    raised: bool = True
    since: datetime
    """When it became what it is now, raised or normal."""
    heard_at: datetime
    """The last observation that counts."""
    cleared: tuple[datetime, ...] = ()
    """Every moment at which it went back to normal."""
    raises: int = 1
    suppressed: int = 0
    also: frozenset[str] = frozenset()
    """Other kinds of alarm that stand raised about the same object."""
    files: frozenset[str] = frozenset()
    """Ids of what the device recorded."""


def is_fit(flag: str, mode: str | None) -> bool:
    """Whether a reading counts: marked normal, of a device nobody is working on."""
    return flag in ("", NORMAL) and mode != MAINTENANCE


def is_flapping(alarm: Alarm, flips: int, within: timedelta) -> bool:
    """Whether it ever came and went so often in so short a time that its going says nothing."""
    return _crowded(alarm.cleared, flips, within)


def joins(alarm: Alarm, device: str, kind: str, at: datetime, within: timedelta) -> bool:
    """Whether what a device notices belongs to this alarm: it still is raised, or was heard of that shortly ago."""
    same = (alarm.device, alarm.kind) == (device, kind)
    return same and (alarm.raised or at - alarm.heard_at <= within)


def _crowded(moments: Sequence[datetime], many: int, within: timedelta) -> bool:
    return any(last - first <= within for first, last in zip(moments, moments[many - 1 :], strict=False))
