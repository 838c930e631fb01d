"""Facts of the office about its devices: that one is there, that an alarm of it is snoozed or in shadow mode.

What devices measure is no fact. What people decided about their alarms is: it says why nobody was told of something.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from domain.facts.schema import INTERNAL, OFFICE_OR_WORD, PERSONAL, PUBLIC, UNIT, WORD, Fact, one_of
from domain.values import Place


@dataclass(frozen=True, kw_only=True)
class DeviceChanged(Fact):
    """设备登记: a device stands as said here from now on; one that is not `active` is heard no more."""

    TOPIC = "device.changed"
    device: Annotated[str, INTERNAL, OFFICE_OR_WORD]
    kind: Annotated[str, PUBLIC, WORD]
    name_zh: Annotated[str, INTERNAL]
    name_en: Annotated[str, INTERNAL] = ""
    place: Annotated[Place, INTERNAL]
    unit: Annotated[str, PUBLIC, UNIT] = ""
    """Who looks after it."""
    limit_class: Annotated[str, PUBLIC, WORD] = ""
    """Its class in the standard of its kind, such as III of GB 3838 for the reach it stands at."""
    vendor: Annotated[str, PUBLIC, WORD] = ""
    """Whose fault codes it speaks."""
    active: Annotated[bool, PUBLIC] = True


@dataclass(frozen=True, kw_only=True)
class AlarmSnoozed(Fact):
    """告警暂歇: until a moment nobody is told of this alarm of this device; a later one replaces it."""

    TOPIC = "alarm.snoozed"
    device: Annotated[str, INTERNAL, OFFICE_OR_WORD]
    alarm: Annotated[str, PUBLIC, WORD]
    until: Annotated[datetime, PUBLIC]
    reason: Annotated[str, PERSONAL]


@dataclass(frozen=True, kw_only=True)
class AlarmModeSet(Fact):
    """告警方式: an alarm opens leads, only notes what it would have opened (shadow), or is not judged."""

    TOPIC = "alarm.mode_set"
    alarm: Annotated[str, PUBLIC, WORD]
    device: Annotated[str | None, INTERNAL, OFFICE_OR_WORD] = None
    """The one device it is for; of all, where none is named."""
    mode: Annotated[str, PUBLIC, one_of("active", "shadow", "off")]
    reason: Annotated[str, PERSONAL]


FACTS: tuple[type[Fact], ...] = (DeviceChanged, AlarmSnoozed, AlarmModeSet)
